import Testing

@testable import ZartSQLite

@Suite("doctor and backfills", .timeLimit(.minutes(10)))
struct DoctorBackfillTests {
    @Test func `the database itself refuses an instant that a backfill has started`() throws {
        let patient = try Patient.healthy()
        let error = #expect(throws: (any Error).self) {
            try patient.connection.script(
                "UPDATE zart_executions SET nominal_at = \(Corruption.at(600_000)) WHERE id = 'fill-3'"
            )
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains("UNIQUE"))
    }

    @Test func `an instant started twice behind the database's back is found`() throws {
        let patient = try Patient.healthy()
        try patient.connection.script(
            """
            DROP INDEX zart_executions_backfill;
            UPDATE zart_executions SET nominal_at = \(Corruption.at(600_000)) WHERE id = 'fill-3';
            """
        )
        let said = try patient.faults()["backfills"]
        #expect(
            said?.contains("backfill 1 started 2026-03-02T00:10:00Z more than once: 'fill-2' and 'fill-3'")
                == true,
            "\(said ?? "nothing")"
        )
    }
}
