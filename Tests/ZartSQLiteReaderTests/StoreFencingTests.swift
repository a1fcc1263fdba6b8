internal import Glibc
import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

/// A worker that another has taken over from writes nothing any more.
@Suite(.timeLimit(.minutes(10))) struct StoreFencingTests {
    @Test func `a commit is refused once another session has begun, whoever has written meanwhile`() throws {
        let database = try TestDatabase()
        func store() throws -> SQLiteStore { try SQLiteStore(path: database.path) }
        func renew(_ store: SQLiteStore, _ second: Double) throws(StoreError) -> Bool {
            do {
                let renewal = Transition.renewLease(at: Story.at(second), until: Story.at(second + 15))
                _ = try store.commit([renewal])
                return true
            } catch  where error.code == .fenced {
                return false
            }
        }
        let first = try store()
        _ = try first.beginSession(at: Story.at(0), lease: .seconds(15))
        #expect(try renew(first, 1))
        #expect(try renew(first, 2))
        // What somebody else has written takes nothing from it.
        try database.run("UPDATE zart_lease SET renewed_at = renewed_at")
        #expect(try renew(first, 3))
        #expect(try renew(first, 4))
        let second = try store()
        _ = try second.beginSession(at: Story.at(20), lease: .seconds(15))
        #expect(try !renew(first, 21))
        #expect(try renew(second, 22))
        #expect(try !renew(first, 23))
        // It is itself again once it has begun anew.
        _ = try first.beginSession(at: Story.at(30), lease: .seconds(15))
        #expect(try renew(first, 31))
        #expect(try !renew(second, 32))
        for store in [first, second] { store.close() }
    }

    @Test func `a session begins when nobody else writes any more, however long that was waited for`() throws
    {
        let database = try TestDatabase()
        let store = try SQLiteStore(path: database.path)
        defer { store.close() }
        var isAlone = false
        func now() -> Instant {
            isAlone = (try? database.run("BEGIN IMMEDIATE")) == nil
            return Story.at(7)
        }
        _ = try store.beginSession(at: now(), lease: .seconds(15))
        #expect(isAlone)
        let report = try SQLiteReader(path: database.path) { _ in nil }.workers(limit: 1)
        #expect(report.sessions.first?.beganAt == Story.at(7))
        #expect(report.renewedAt == Story.at(7) && report.leaseExpiresAt == Story.at(22))
    }

    @Test
    func `an order that a frozen worker keeps from being written says who is in the way, and for how long`()
        throws
    {
        let database = try TestDatabase()
        let worker = try SQLiteStore(path: database.path)
        #expect(try worker.tryLock())
        _ = try worker.beginSession(at: Story.at(0), lease: .seconds(15))
        // What a worker leaves that is stopped in the middle of a commit.
        let commit = try Connection(path: database.path, access: .readWrite)
        try commit.run("BEGIN IMMEDIATE")
        func refusal(_ second: Double) throws -> String? {
            do {
                let order = Order(.resumeAll(missed: nil), actor: "anna")
                _ = try SQLiteStore(path: database.path).postOrder(order, at: Story.at(second))
                return nil
            } catch let error as StoreError where error.code == .busy {
                return error.message
            }
        }
        #expect(try refusal(9)?.contains("is locked by another program: try again") == true)
        let told = try #require(try refusal(100))
        #expect(
            told.contains(
                "is locked, and its worker (pid \(getpid())) has not been heard of for 1m4"
            )
        )
        #expect(told.hasSuffix("nothing was written: try again once it goes on or is gone"))
        try commit.run("ROLLBACK")
        #expect(try refusal(101) == nil)
        commit.close()
        worker.unlock()
        worker.close()
    }
}
