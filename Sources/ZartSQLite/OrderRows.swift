internal import Timetable
internal import ZartCore

/// Orders as rows: written by whoever asks, answered by the worker.
struct OrderRows {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// What a task was called when the order of the row `o` was posted: orders name tasks as they were called then.
    static func name(of task: String, in schema: String = "") -> String {
        """
        coalesce((SELECT CASE WHEN json_valid(s.spec) THEN s.spec ->> 'name' END FROM \(schema)zart_specs s
                WHERE s.task = \(task) AND s.at <= o.posted_at ORDER BY s.at DESC LIMIT 1),
            (SELECT n.name FROM \(schema)zart_tasks n WHERE n.id = \(task)))
        """
    }

    /// Records an order without an answer, in a transaction of its own.
    func post(_ order: Order, at now: Instant) throws(StoreError) -> Int64 {
        try connection.transaction { () throws(StoreError) -> Int64 in
            try insert(order, at: now, answer: nil)
            let id =
                try connection.statement("SELECT max(id) FROM zart_orders").first { row in row.int64(0) } ?? 0
            if case .apply(_, let tasks, _) = order.action { try insert(tasks, of: id) }
            return id
        }
    }

    /// Records what came of an order; with the id 0 the order itself too, as it never was a row.
    ///
    /// What was said of one that waited for a slot stays beside its answer, for who looks back.
    func answer(_ id: Int64, _ answer: OrderAnswer, _ order: Order, at now: Instant) throws(StoreError)
        -> Outcome
    {
        guard id != 0 else {
            try insert(order, at: now, answer: answer)
            return .done
        }
        if answer.queuedAfterRun != nil { return try queue(id, answer) }
        try connection.run("DELETE FROM zart_order_tasks WHERE order_id = ?", id)
        return Outcome(
            changes: try connection.run(
                """
                UPDATE zart_orders SET answered_at = ?, refusal = ?, answer = ?, answer_execution = ?,
                    arguments = CASE WHEN ?5 IS NOT NULL THEN json_set(arguments, '$.begun', ?5)
                        WHEN ?6 THEN json_set(arguments, '$.joined', 1)
                        WHEN answer IS NOT NULL THEN json_set(arguments, '$.queued', answer) ELSE arguments END
                WHERE id = ?7 AND answered_at IS NULL
                """,
                now,
                answer.refusal?.rawValue,
                answer.message,
                answer.execution,
                answer.backfill,
                answer.isJoined ? 1 : 0,
                id
            )
        )
    }

    /// Records that an order waits for a slot, and for which run of its execution.
    private func queue(_ id: Int64, _ answer: OrderAnswer) throws(StoreError) -> Outcome {
        Outcome(
            changes: try connection.run(
                """
                UPDATE zart_orders SET answer = ?, arguments = json_set(coalesce(arguments, '{}'), '$.run', ?)
                WHERE id = ? AND answered_at IS NULL
                """,
                answer.message,
                answer.queuedAfterRun,
                id
            )
        )
    }

    /// Orders after one that nobody has looked at yet, oldest first.
    func pending(after last: Int64 = 0, limit: Int = .max) throws(StoreError) -> [PendingOrder] {
        try open("answer IS NULL", after: last, limit: limit)
    }

    /// Orders that wait for a slot of their task, oldest first.
    func queued() throws(StoreError) -> [PendingOrder] {
        try open("answer IS NOT NULL")
    }

    /// What waits for a slot to run an execution again, such as `retry`, by the execution's id; of one, or of all.
    func queuedKinds(of execution: String? = nil) throws(StoreError) -> [String: String] {
        var found: [String: String] = [:]
        _ = try connection.statement(
            """
            SELECT target, kind FROM zart_orders INDEXED BY zart_orders_pending
            WHERE answered_at IS NULL AND answer IS NOT NULL AND (?1 IS NULL OR target = ?1)
            """
        ).all(execution) { row in found[row.text(0)] = row.text(1) }
        return found
    }

    private func open(
        _ condition: String,
        after last: Int64 = 0,
        limit: Int = .max
    ) throws(StoreError) -> [PendingOrder] {
        try connection.statement(
            """
            SELECT id, kind, target, execution, payload, policy, until, note, event, actor, terminal, reason, step,
                arguments
            FROM zart_orders WHERE answered_at IS NULL AND \(condition) AND id > ? ORDER BY id LIMIT ?
            """
        ).all(last, limit) { (row) throws(StoreError) in
            let arguments = OrderArguments(json: row.optionalText(13))
            return PendingOrder(
                id: row.int64(0),
                order: Order(
                    try action(row, arguments),
                    actor: row.text(9),
                    terminal: row.text(10),
                    reason: row.optionalText(11),
                    run: arguments.run,
                    waits: arguments.waits
                )
            )
        }
    }

    func insert(_ order: Order, at now: Instant, answer: OrderAnswer?) throws(StoreError) {
        var arguments = OrderArguments()
        arguments.run = answer?.queuedAfterRun ?? order.run
        arguments.waits = order.waits
        var execution: String?
        var payload: String?
        var policy: String?
        var until: Instant?
        var note: String?
        var event: String?
        var step: String?
        let kind: String
        switch order.action {
        case .start(_, let id, let json, let overlap):
            (kind, execution, payload, policy) = ("start", id, json, overlap?.description)
        case .trigger(_, let overlap): (kind, policy) = ("trigger", overlap?.description)
        case .cancel: kind = "cancel"
        case .kill: (kind, policy) = ("cancel", Self.force)
        case .stop: kind = "stop"
        case .revive: kind = "revive"
        case .pause(_, let limit, let text): (kind, until, note) = ("pause", limit, text)
        case .resume(_, let missed): (kind, policy) = ("resume", missed?.description)
        case .pauseAll(let limit, let text): (kind, until, note) = ("pause-all", limit, text)
        case .resumeAll(let missed): (kind, policy) = ("resume-all", missed?.description)
        case .pauseSteps(let steps, _, let text): (kind, step, note) = ("pause-steps", steps, text)
        case .resumeSteps(let steps, _): (kind, step) = ("resume-steps", steps)
        case .skip(_, let count): (kind, arguments.count) = ("skip", count)
        case .event(_, let name, let data): (kind, event, payload) = ("event", name, data)
        case .retry(_, let name, let overlap, let latest):
            (kind, step, policy, arguments.latest) = ("retry", name, overlap?.description, latest)
        case .restart(_, let json, let overlap):
            (kind, payload, policy) = ("restart", json, overlap?.description)
        case .rerun(_, let name, let overlap, let latest):
            (kind, step, policy, arguments.latest) = ("rerun", name, overlap?.description, latest)
        case .acknowledge(_, let alarm): (kind, arguments.alarm) = ("acknowledge", alarm)
        case .apply(_, _, let former): (kind, arguments.request) = ("apply", try self.arguments(former))
        case .prune(_, let age):
            (kind, arguments.olderThan) = ("prune", age)
        case .backfill(_, let request):
            (kind, arguments.request) = ("backfill", Self.arguments(request, begun: answer?.backfill))
        case .pauseBackfill: kind = "pause-backfill"
        case .resumeBackfill: kind = "resume-backfill"
        case .cancelBackfill: kind = "cancel-backfill"
        }
        try connection.run(
            """
            INSERT INTO zart_orders (kind, target, execution, step, payload, policy, until, note, event, actor,
                terminal, reason, posted_at, answered_at, refusal, answer, answer_execution, arguments)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            kind,
            order.target,
            execution,
            step,
            payload,
            policy,
            until,
            note,
            event,
            order.actor,
            order.terminal,
            order.reason,
            now,
            answer == nil || answer?.queuedAfterRun != nil ? nil : now,
            answer?.refusal?.rawValue,
            answer?.message,
            answer?.execution,
            arguments.json
        )
    }

    private func action(_ row: borrowing Row, _ arguments: OrderArguments) throws(StoreError)
        -> Order.Action
    {
        let target = row.text(2)
        switch row.text(1) {
        case "start":
            return .start(
                task: target,
                id: row.optionalText(3),
                payload: row.optionalText(4),
                overlap: try Self.overlap(row)
            )
        case "trigger": return .trigger(task: target, overlap: try Self.overlap(row))
        case "cancel": return row.isNull(5) ? .cancel(id: target) : .kill(id: target)
        case "stop": return .stop(task: target)
        case "revive": return .revive(task: target)
        case "pause": return .pause(task: target, until: row.optionalInstant(6), note: row.optionalText(7))
        case "resume":
            return .resume(task: target, missed: try Self.missed(row))
        case "pause-all": return .pauseAll(until: row.optionalInstant(6), note: row.optionalText(7))
        case "resume-all": return .resumeAll(missed: try Self.missed(row))
        case "pause-steps":
            return .pauseSteps(steps: row.text(12), tasks: target, note: row.optionalText(7))
        case "resume-steps": return .resumeSteps(steps: row.text(12), tasks: target)
        case "skip": return .skip(task: target, count: arguments.count ?? 0)
        case "retry":
            return .retry(
                id: target,
                step: row.optionalText(12),
                overlap: try Self.overlap(row),
                latest: arguments.latest
            )
        case "restart":
            return .restart(id: target, payload: row.optionalText(4), overlap: try Self.overlap(row))
        case "rerun":
            return .rerun(
                id: target,
                step: row.text(12),
                overlap: try Self.overlap(row),
                latest: arguments.latest
            )
        case "acknowledge":
            guard let alarm = arguments.alarm else { return try row.parsed(13) { _ in nil } }
            return .acknowledge(task: target, alarm: alarm)
        case "apply":
            let source = try row.parsed(2) { TaskSource(text: $0) }
            let id = row.int64(0)
            return .apply(source: source, tasks: try tasks(of: id), former: try formerSources(of: id))
        case "prune":
            return .prune(
                task: target == Order.everything ? nil : target,
                olderThan: arguments.olderThan
            )
        case "backfill": return .backfill(task: target, try backfillRequest(of: row.int64(0)))
        case "pause-backfill": return .pauseBackfill(id: try row.parsed(2) { Int64($0) })
        case "resume-backfill": return .resumeBackfill(id: try row.parsed(2) { Int64($0) })
        case "cancel-backfill": return .cancelBackfill(id: try row.parsed(2) { Int64($0) })
        default: return .event(id: target, name: row.text(8), data: row.text(4))
        }
    }

    private static func missed(_ row: borrowing Row) throws(StoreError) -> MissedPolicy? {
        row.isNull(5) ? nil : try row.parsed(5) { MissedPolicy(text: $0) }
    }

    /// What a cancel without a grace has for its policy.
    private static let force = "force"

    private static func overlap(_ row: borrowing Row) throws(StoreError) -> OverlapPolicy? {
        row.isNull(5) ? nil : try row.parsed(5) { OverlapPolicy(text: $0) }
    }
}
