import Foundation
import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite("doctor and files", .timeLimit(.minutes(10)))
struct DoctorFileTests {
    private func refusal(_ path: String) -> StoreError? {
        do throws(StoreError) {
            _ = try Doctor(path: path, zones: { _ in nil })
            return nil
        } catch {
            return error
        }
    }

    @Test func `a file that is not there cannot be opened`() throws {
        let patient = try Patient()
        let error = refusal(patient.path + ".nowhere")
        #expect(error?.code == .cannotOpen)
        #expect(!FileManager.default.fileExists(atPath: patient.path + ".nowhere"))
    }

    @Test func `a text file is refused`() throws {
        let path = try Patient().path
        try String(repeating: "Dear diary, this is no database.\n", count: 100)
            .write(toFile: path, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(refusal(path)?.code == .notOurs)
    }

    @Test func `an empty file and the database of another program are refused`() throws {
        let patient = try Patient()
        try patient.connection.script("PRAGMA application_id = 7")
        #expect(refusal(patient.path)?.code == .notOurs)
        #expect(refusal(patient.path)?.message.contains("is no database of zartop") == true)
        let empty = patient.path + ".empty"
        #expect(FileManager.default.createFile(atPath: empty, contents: nil))
        defer { try? FileManager.default.removeItem(atPath: empty) }
        #expect(refusal(empty)?.code == .notOurs)
    }

    @Test func `a database of a newer program is refused`() throws {
        let patient = try Patient()
        try patient.connection.script("PRAGMA user_version = 999")
        #expect(refusal(patient.path)?.code == .newerVersion)
    }

    @Test func `a damaged page is a fault and not an error`() throws {
        let patient = try Patient.healthy()
        try patient.connection.script("PRAGMA wal_checkpoint(TRUNCATE)")
        let root = try patient.connection.number(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'zart_steps'"
        )
        let size = try patient.connection.number("PRAGMA page_size")
        let file = try #require(FileHandle(forWritingAtPath: patient.path))
        try file.seek(toOffset: UInt64((root - 1) * size))
        try file.write(contentsOf: Data(repeating: 0x5A, count: Int(size)))
        try file.close()
        let checks = try patient.examine()
        #expect(checks.count == 23)
        #expect(checks.first { $0.name == "integrity" }?.ok == false)
        let checkpoints = try #require(checks.first { $0.name == "checkpoints" })
        #expect(!checkpoints.ok)
        #expect(checkpoints.detail.contains("cannot be examined to the end"))
    }

    @Test func `a table that is gone fails its checks and leaves the others`() throws {
        let patient = try Patient.healthy()
        try patient.connection.script("DROP TABLE zart_events")
        let faults = try patient.faults()
        #expect(faults.keys.sorted() == ["events", "references", "schema"])
        #expect(faults["schema"]?.contains("the table zart_events is missing") == true)
        #expect(faults["counters"] == nil)
    }

    @Test func `without the tasks every check of the rows fails`() throws {
        let patient = try Patient.healthy()
        try patient.connection.script("DROP TABLE zart_clock_events")
        let checks = try patient.examine()
        #expect(checks.count == 23)
        #expect(checks.filter { !$0.ok }.count >= 17)
    }

    @Test func `a worker that is writing neither waits nor is seen half-way`() throws {
        let patient = try Patient.healthy()
        try patient.connection.run("BEGIN IMMEDIATE")
        try patient.connection.run("UPDATE zart_tasks SET occurrence = 99 WHERE id = 1")
        #expect(try patient.faults().isEmpty)
        try patient.connection.run("COMMIT")
        #expect(try patient.faults().keys.sorted() == ["counters"])
    }

    @Test func `nothing is written`() throws {
        let patient = try Patient.healthy()
        let before = try patient.connection.number("PRAGMA data_version")
        _ = try patient.examine()
        #expect(try patient.connection.number("PRAGMA data_version") == before)
    }
}
