import Glibc
import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite(.timeLimit(.minutes(10)))
struct ChangeNoticeTests {
    /// Whether the descriptor is readable, at once.
    private func isReadable(_ descriptor: Int32) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&poll, 1, 0) == 1
    }

    private func drain(_ descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while read(descriptor, &bytes, bytes.count) > 0 {}
    }

    @Test func `a commit makes the descriptor readable`() throws {
        let database = try TestDatabase()
        let reader = try SQLiteReader(path: database.path) { _ in nil }
        _ = try reader.tasks()
        let notice = try reader.makeChangeNotice()
        drain(notice.descriptor)
        #expect(!isReadable(notice.descriptor))
        try database.run("UPDATE zart_lease SET epoch = 5")
        #expect(isReadable(notice.descriptor))
        #expect(try reader.hasChanged())
    }

    @Test func `without a log the folder is watched`() throws {
        let database = try TestDatabase()
        let reader = try SQLiteReader(path: database.path) { _ in nil }
        unlink("\(database.path)-wal")
        let notice = try reader.makeChangeNotice()
        #expect(!isReadable(notice.descriptor))
        _ = database.write([1], named: "test.db-wal")
        #expect(isReadable(notice.descriptor))
    }

    @Test(arguments: [("a.db", "."), ("/a.db", "/"), ("/x/y/a.db", "/x/y"), ("x/a.db", "x")])
    func `the folder of a path is found`(path: String, folder: String) {
        #expect(SQLiteReader.folder(of: path) == folder)
    }
}
