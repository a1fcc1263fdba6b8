import Timetable

@testable import ZartSQLite

/// A database as an engine that keeps its promises would leave it, with something of everything in it.
extension Patient {
    static func healthy() throws -> Patient {
        let patient = try Patient()
        try patient.grid()
        try patient.gridSteps()
        try patient.berlin()
        try patient.poll()
        try patient.batch()
        try patient.plain()
        try patient.swap()
        try patient.once()
        try patient.fill()
        try patient.worker()
        try patient.alarms()
        return patient
    }

    private func at(_ minutes: Int64, _ seconds: Int64 = 0) -> Int64 {
        Patient.midnight + minutes * Patient.minute + seconds * Patient.second
    }

    /// Every minute: starts, a skipped span, a coalesced span, a trigger, an override, a retried execution.
    private func grid() throws {
        let recurrence = "every 1m"
        try task(1, "grid", recurrence, cursor: at(9), occurrence: 7, tally: (5, 2, 3, 0))
        try version(1, says: recurrence)
        try execution("grid-0", 1, 0, at: at(0), ended: at(0, 50), run: 1)
        try connection.run("UPDATE zart_executions SET started_at = ?1 WHERE id = 'grid-0'", at(0, 40))
        try insert(
            "zart_runs",
            [
                "execution": 1, "run": 0, "run_trigger": "initial", "status": "failed", "started_at": at(0),
                "ended_at": at(0, 30), "error": "no luck",
            ]
        )
        try execution("grid-1", 1, 1, at: at(1), ended: at(3, 10))
        try execution("grid-2", 1, 2, at: at(4), "failed", ended: at(4, 50), error: "no luck")
        try execution("grid-3", 1, 3, cause: "trigger", at: at(4, 55), ended: at(4, 58))
        try execution("grid-4", 1, 4, at: at(8, 15), nominal: at(8), "cancelled", ended: at(8, 30))
        try execution("grid-5", 1, 5, at: at(9), "running", deaths: 1)
        try execution("grid-6", 1, 6, cause: "trigger", at: at(9, 10), "running", isOverride: true)
        try execution("mine", 1, nil, cause: "start", at: at(4, 59), ended: at(4, 59))
        try decision(1, at: at(0), "started", execution: "grid-0")
        try decision(1, at: at(1), "started", execution: "grid-1")
        try decision(1, at: at(2), until: at(3), count: 2, "skipped-overlap", heldBy: "grid-1")
        try decision(1, at: at(4), "started", execution: "grid-2")
        try decision(1, at: at(5), until: at(7), count: 3, "coalesced", decided: at(8, 15), into: at(8))
        try decision(1, at: at(8), "started", decided: at(8, 15), execution: "grid-4")
        try decision(1, at: at(9), "started", execution: "grid-5")
    }

    private func gridSteps() throws {
        try step("grid-0", "first", at: at(0), ended: at(0, 5))
        try step(
            "grid-0",
            "second",
            "failed",
            at: at(0, 5),
            ended: at(0, 30),
            attempt: 3,
            "failed",
            failures: 3
        )
        try attempt("grid-0", "second", 1, "failed", at: at(0, 6))
        try attempt("grid-0", "second", 2, "timed-out", at: at(0, 16))
        try step("grid-0", run: 1, "first", at: at(0), ended: at(0, 5), keyRun: 0, keptFrom: 0)
        try step("grid-0", run: 1, "second", at: at(0, 41), ended: at(0, 45), attempt: 4, keyRun: 0)
        try step("grid-5", "work", "running", at: at(9), ended: nil, attempt: 2, "running")
        try attempt("grid-5", "work", 1, "interrupted", at: at(9))
        try step(
            "grid-5",
            "again",
            "retrying",
            at: at(9),
            ended: nil,
            wake: at(300),
            attempt: 1,
            "failed",
            failures: 1
        )
        try connection.run("UPDATE zart_steps SET attempt_ended_at = ?1 WHERE name = 'again'", at(9, 1))
    }

    /// Two cron versions in a zone, the older one partly pruned; paused since.
    private func berlin() throws {
        let first = "cron Europe/Berlin gap=after repeat=first 0 2 * * *"
        let second = "cron Europe/Berlin gap=after repeat=first 0 3 * * *"
        let fingerprint = Berlin.today?.fingerprint
        let (january, february) = (Patient.midnight - 40 * Patient.day, Patient.midnight - 10 * Patient.day)
        func one(_ day: Int64) -> Int64 { january + day * Patient.day + Patient.hour }
        func two(_ day: Int64) -> Int64 { february + day * Patient.day + 2 * Patient.hour }
        try task(
            2,
            "berlin",
            second,
            state: "paused",
            version: 2,
            cursor: two(9),
            occurrence: 37,
            tally: (35, 0, 0, 0)
        )
        try version(
            2,
            1,
            says: first,
            fingerprint: fingerprint,
            anchor: january,
            includesAnchor: false,
            ended: one(29)
        )
        try version(2, 2, says: second, fingerprint: fingerprint, anchor: february, includesAnchor: false)
        try insert(
            "zart_pruned",
            ["task": 2, "version": 1, "decision": "started", "count": 20, "through": one(19)]
        )
        try insert(
            "zart_pruned",
            ["task": 2, "version": 1, "decision": "trigger", "count": 2, "through": one(19)]
        )
        try insert(
            "zart_pruned_work",
            ["task": 2, "handler": "", "measure": "executions", "label": "", "value": 22]
        )
        for day in Int64(20)...29 {
            let id = "berlin-\(day + 2)"
            try execution(id, 2, Int(day) + 2, at: one(day), ended: one(day) + 1_000)
            try decision(2, 1, at: one(day), "started", execution: id)
        }
        for day in Int64(0)...4 {
            let id = "berlin-\(day + 32)"
            try execution(id, 2, Int(day) + 32, at: two(day), ended: two(day) + 1_000)
            try decision(2, 2, at: two(day), "started", execution: id)
        }
        try decision(2, 2, at: two(5), until: two(9), count: 5, "paused")
        try insert(
            "zart_state_changes",
            [
                "task": 2, "number": 0, "at": two(5) - 1, "from_state": "active", "to_state": "paused",
                "actor": "ann", "terminal": "tty1",
            ]
        )
    }

    /// Ten minutes after each completion, once missed.
    private func poll() throws {
        try task(
            3,
            "poll",
            "after 10m",
            cursor: at(50),
            pending: at(61),
            occurrence: 3,
            tally: (3, 0, 0, 1)
        )
        try version(3, says: "after 10m")
        try execution("poll-0", 3, 0, at: at(0), ended: at(2))
        try execution("poll-1", 3, 1, at: at(12), ended: at(13))
        try execution("poll-2", 3, 2, at: at(50), ended: at(51))
        try decision(3, at: at(0), "started", execution: "poll-0")
        try decision(3, at: at(12), "started", execution: "poll-1")
        try decision(3, at: at(23), "missed", decided: at(40))
        try decision(3, at: at(50), "started", execution: "poll-2")
    }

    /// Every hour with a buffer, whose only slot is taken.
    private func batch() throws {
        let overlap = "max-1 buffer(limit 2, keep latest)"
        try task(
            4,
            "batch",
            "every 1h",
            overlap: overlap,
            cursor: at(180),
            occurrence: 1,
            tally: (1, 1, 0, 0)
        )
        try version(4, says: "every 1h")
        try execution("batch-0", 4, 0, at: at(0), "running")
        try decision(4, at: at(0), "started", execution: "batch-0")
        try decision(4, at: at(60), "skipped-overlap", resolved: at(180), heldBy: "batch-0")
        try decision(4, at: at(120), "buffered", heldBy: "batch-0")
        try decision(4, at: at(180), "buffered", heldBy: "batch-0")
        try step(
            "batch-0",
            "nap",
            kind: "sleep",
            "sleeping",
            at: at(0),
            ended: nil,
            wake: at(500),
            attempt: 0,
            "running"
        )
        let sequence = try sequence(of: "batch-0")
        for (name, used) in [("go", at(2)), ("stay", nil)] {
            try insert(
                "zart_events",
                [
                    "execution": sequence, "name": name, "data": "null", "actor": "ann", "offered_at": at(1),
                    "used_run": used.map { _ in 0 }, "used_at": used,
                ]
            )
        }
    }

    /// A plain function every hour.
    private func plain() throws {
        try task(5, "tidy", "every 1h", cursor: at(120), occurrence: 3, tally: (3, 0, 0, 0), isDurable: false)
        try version(5, says: "every 1h")
        for hour in Int64(0)...2 { try decision(5, at: at(60 * hour), "started") }
    }

    /// Cancel and restart: the successor waits for a step that has yet to stop.
    private func swap() throws {
        try task(
            6,
            "swap",
            "every 10m",
            overlap: "cancel-and-restart",
            cursor: at(10),
            occurrence: 2,
            tally: (2, 0, 0, 0)
        )
        try version(6, says: "every 10m")
        try execution("swap-0", 6, 0, at: at(0), "cancelled", ended: at(10))
        try execution("swap-1", 6, 1, at: at(10), "scheduled", waitsFor: try sequence(of: "swap-0"))
        try decision(6, at: at(0), "started", execution: "swap-0")
        try decision(6, at: at(10), "started", execution: "swap-1")
        try step("swap-0", "hold", "running", at: at(0), ended: nil, "running", isStopping: true)
    }

    /// Once, and finished.
    private func once() throws {
        let recurrence = "at 2026-03-02T00:05:00.000Z"
        try task(
            7,
            "once",
            recurrence,
            state: "finished",
            cursor: at(5),
            occurrence: 1,
            tally: (1, 0, 0, 0)
        )
        try version(7, says: recurrence, includesAnchor: false)
        try execution("once-0", 7, 0, at: at(5), ended: at(6))
        try decision(7, at: at(5), "started", execution: "once-0")
        try insert(
            "zart_state_changes",
            [
                "task": 7, "number": 1, "at": at(5), "from_state": "active", "to_state": "finished",
                "actor": "", "terminal": "",
            ]
        )
    }

    /// An alarm that is over and was told, and one that is raised, acknowledged and still to be told.
    private func alarms() throws {
        try connection.script(
            """
            INSERT INTO zart_alarms (id, task, kind, subject, execution, since, raised_at, sentence, evidence,
                recovered_at, recovery)
                VALUES (1, 1, 'longer-than', 'grid-1', 'grid-1', \(at(1)), \(at(3)), 'long', '{}', \(at(4)), 'ended');
            INSERT INTO zart_alarms (id, task, kind, subject, since, raised_at, sentence, evidence, acknowledged_at,
                acknowledged_by)
                VALUES (2, 1, 'failures', '', \(at(5)), \(at(5)), 'three', '{"failures":3}', \(at(6)), 'ann');
            INSERT INTO zart_alarm_notices (alarm, change, status, attempts, ended_at)
                VALUES (1, 'raised', 'delivered', 1, \(at(3))), (1, 'recovered', 'delivered', 2, \(at(5)));
            INSERT INTO zart_alarm_notices (alarm, change, status, attempts, due_at, error)
                VALUES (2, 'raised', 'pending', 1, \(at(6)), 'exit status 1');
            """
        )
    }

    /// A worker that died, one that lives, and orders it answered.
    private func worker() throws {
        for (number, ended) in [(1, at(8)), (2, nil)] {
            try insert(
                "zart_sessions",
                [
                    "number": number, "epoch": number, "process": 1, "host": "h", "boot": "b", "program": "p",
                    "began_at": number == 1 ? at(0) : at(8, 10), "ended_at": ended,
                    "end_reason": ended.map { _ in "died" },
                ]
            )
        }
        try connection.run(
            "UPDATE zart_lease SET epoch = 2, session = 2, renewed_at = ?1, expires_at = ?2",
            Patient.now - .seconds(1),
            Patient.now + .seconds(14)
        )
        for (kind, posted, answer) in [
            ("trigger", at(4, 54), "started grid-3"), ("trigger", Patient.now.milliseconds - 5_000, nil),
        ] {
            try insert(
                "zart_orders",
                [
                    "kind": kind, "target": "grid", "actor": "ann", "terminal": "tty1", "posted_at": posted,
                    "answered_at": answer.map { _ in posted + 1_000 }, "answer": answer,
                ]
            )
        }
    }
}
