import Timetable

@testable import ZartSQLite

extension Patient {
    /// Every ten minutes, missed twice; a backfill that started those, and one that is held after its first.
    func fill() throws {
        func at(_ minutes: Int64) -> Int64 { Patient.midnight + minutes * Patient.minute }
        let recurrence = "every 10m"
        try task(
            8,
            "fill",
            recurrence,
            overlap: "always-start",
            cursor: at(30),
            occurrence: 5,
            tally: (2, 0, 0, 2)
        )
        try version(8, says: recurrence)
        try execution("fill-0", 8, 0, at: at(0), ended: at(1))
        try execution("fill-1", 8, 1, at: at(30), ended: at(30) + 1)
        try decision(8, at: at(0), "started", execution: "fill-0")
        try decision(8, at: at(10), until: at(20), count: 2, "missed", decided: at(30))
        try decision(8, at: at(30), "started", execution: "fill-1")
        try backfill(1, "missing", "oldest", "completed", position: at(30), dispatched: 2, leftOut: 2)
        try backfill(2, "all", "newest", "paused", position: at(30), dispatched: 1, leftOut: 0)
        for (id, number, backfill, instant, begun) in [
            ("fill-2", 2, 1, at(10), at(31)), ("fill-3", 3, 1, at(20), at(33)),
            ("fill-4", 4, 2, at(30), at(35)),
        ] {
            try execution(id, 8, number, cause: "backfill", at: begun, ended: begun + Patient.minute)
            try connection.run(
                "UPDATE zart_executions SET backfill = ?, nominal_at = ? WHERE id = ?",
                backfill,
                instant,
                id
            )
        }
    }

    private func backfill(
        _ id: Int,
        _ selection: String,
        _ direction: String,
        _ state: String,
        position: Int64,
        dispatched: Int,
        leftOut: Int
    ) throws {
        let end = Patient.midnight + 30 * Patient.minute
        try insert(
            "zart_backfills",
            [
                "id": id, "task": 8, "from_at": Patient.midnight, "to_at": end, "selection": selection,
                "direction": direction, "maximum": 1, "state": state, "position": position, "instants": 4,
                "dispatched": dispatched, "left_out": leftOut, "actor": "ann", "terminal": "tty1",
                "created_at": end + Patient.minute,
                "ended_at": state == "completed" ? end + 9 * Patient.minute : nil,
            ]
        )
        try insert(
            "zart_backfill_stretches",
            [
                "backfill": id, "number": 0, "version": 1, "recurrence": "every 10m",
                "anchor": Patient.midnight,
                "includes_anchor": true, "above": Patient.midnight - 1, "through": end,
            ]
        )
    }
}
