import Testing

@testable import ZartSQLite

@Suite(.timeLimit(.minutes(10)))
struct DoctorAlarmTests {
    @Test func `an alarm that is raised twice for one thing is found, also where the index is lost`() throws {
        let patient = try Patient.healthy()
        try patient.connection.script(
            """
            DROP INDEX zart_alarms_raised;
            INSERT INTO zart_alarms (id, task, kind, subject, since, raised_at, sentence, evidence)
                SELECT 9, task, kind, subject, since, raised_at, sentence, evidence FROM zart_alarms WHERE id = 2;
            INSERT INTO zart_alarm_notices (alarm, change, status, ended_at) VALUES (9, 'raised', 'unaddressed', 0);
            """
        )
        let faults = try patient.faults()
        #expect(faults.keys.sorted() == ["alarms", "schema"])
        #expect(
            faults["alarms"]?.contains("2 alarms 'failures' of task 'grid' are raised for the same thing")
                == true
        )
    }

    @Test func `the database itself refuses the second one`() throws {
        let patient = try Patient.healthy()
        #expect(throws: (any Error).self) {
            try patient.connection.script(
                """
                INSERT INTO zart_alarms (id, task, kind, subject, since, raised_at, sentence, evidence)
                    SELECT 9, task, kind, subject, since, raised_at, sentence, evidence FROM zart_alarms WHERE id = 2;
                """
            )
        }
    }
}
