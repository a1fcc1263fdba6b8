import Foundation
import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite("doctor", .timeLimit(.minutes(10)))
struct DoctorTests {
    @Test func `a healthy database passes every check`() throws {
        let patient = try Patient.healthy()
        let checks = try patient.examine()
        for check in checks { #expect(check.ok, "\(check.name): \(check.detail)") }
        #expect(
            checks.map(\.name) == [
                "integrity", "schema", "constraints", "references", "versions", "ledger-conservation",
                "decisions",
                "counters",
                "overlap", "ids", "states", "runs", "checkpoints", "succession", "events", "orders", "holds",
                "lease",
                "never-early", "times", "poison", "alarms", "backfills",
            ]
        )
        #expect(checks.allSatisfy { !$0.detail.isEmpty })
    }

    @Test func `an empty database of ours passes every check`() throws {
        for check in try Patient().examine() { #expect(check.ok, "\(check.name): \(check.detail)") }
    }

    @Test(arguments: Corruption.all)
    func `a corruption fails exactly the check it concerns, by name`(_ corruption: Corruption) throws {
        let patient = try Patient.healthy()
        try patient.connection.script(corruption.sql)
        let faults = try patient.faults()
        #expect(faults.keys.sorted() == [corruption.check], "\(faults)")
        #expect(faults[corruption.check]?.contains(corruption.sentence) == true, "\(faults)")
    }

    @Test func `every check has a corruption that it alone finds`() throws {
        let names = Set(try Patient().examine().map(\.name))
        #expect(names == Set(Corruption.all.map(\.check)))
    }
}
