internal import Timetable
internal import ZartCore

/// The stable shape of `why`.
extension JSONValue {
    init(_ explanation: Explanation) {
        let facts = explanation.facts
        self = .object([
            ("task", .string(facts.task.name)),
            ("at", .time(facts.at)),
            ("isInstant", .bool(explanation.isInstant)),
            ("decision", .text(explanation.decision?.rawValue)),
            ("sentences", .list(explanation.sentences.map { .string($0) })),
            (
                "evidence",
                .object([
                    ("version", Self.version(facts)),
                    ("mismatches", .list(explanation.mismatches.map { Self.mismatch($0) })),
                    ("daylight", Self.daylight(explanation)),
                    ("before", .time(explanation.before)),
                    ("after", .time(explanation.after)),
                    ("entry", explanation.isInstant ? Self.entry(facts.entry) : .null),
                    ("dueAt", explanation.isInstant ? .time(explanation.due) : .null),
                    ("lateMs", .milliseconds(explanation.lateness)),
                    ("change", Self.change(facts.change)),
                    ("nextChange", Self.change(facts.nextChange)),
                    ("hold", Self.hold(facts.hold)),
                    ("worker", Self.session(facts.session)),
                    ("workerBefore", Self.session(facts.sessionBefore)),
                    ("workerAfter", Self.session(facts.sessionAfter)),
                    ("clockSteps", .list(facts.clockSteps.map { Self.clockStep($0) })),
                    ("holder", Self.holder(explanation)),
                    ("usual", Self.usual(facts.usual)),
                    ("execution", facts.execution.map { JSONValue($0.execution) } ?? .null),
                    ("order", Self.order(facts.skipOrder)),
                ])
            ),
        ])
    }

    private static func version(_ facts: InstantFacts) -> JSONValue {
        guard let version = facts.version else { return .null }
        return .object([
            ("version", .number(version.version)),
            ("schedule", .string(version.recurrence.description)),
            ("timezone", .text(facts.zone?.name)),
            ("beganAt", .time(version.beganAt)),
            ("endedAt", .time(version.endedAt)),
            ("cause", .string(version.cause)),
        ])
    }

    private static func mismatch(_ mismatch: CronMismatch) -> JSONValue {
        .object([
            ("field", .string(mismatch.field.rawValue)), ("value", .number(mismatch.value)),
            ("allowed", .string(mismatch.allowed)),
        ])
    }

    /// `gap`: the time as written does not exist; `stands-for`: the instant after a gap; `repeated`: one of two.
    private static func daylight(_ explanation: Explanation) -> JSONValue {
        if case .gap(let local, _, _) = explanation.facts.place {
            return .object([
                ("kind", .string("gap")), ("local", .string(local.description)),
                ("other", .time(explanation.isInstant ? explanation.facts.at : nil)),
            ])
        }
        switch explanation.daylight {
        case .standsFor(let local):
            return .object([
                ("kind", .string("stands-for")), ("local", .string(local.description)), ("other", .null),
            ])
        case .repeated(let isFirst, let other):
            let local = explanation.facts.clocks.civil(at: explanation.facts.at).description
            return .object([
                ("kind", .string(isFirst ? "repeated-first" : "repeated-last")), ("local", .string(local)),
                ("other", .time(other)),
            ])
        case nil: return .null
        }
    }

    private static func entry(_ entry: LedgerRecord?) -> JSONValue {
        guard let entry else { return .null }
        return .object([
            ("nominalAt", .time(entry.nominalAt)), ("decision", .string(entry.decision.rawValue)),
            ("decidedAt", .time(entry.decidedAt)), ("execution", .text(entry.execution)),
            ("heldBy", .text(entry.heldBy)), ("until", .time(entry.until)), ("count", .number(entry.count)),
            ("resolvedAt", .time(entry.resolvedAt)), ("coalescedInto", .time(entry.into)),
        ])
    }

    private static func change(_ change: StateChangeRecord?) -> JSONValue {
        guard let change else { return .null }
        return .object([
            ("at", .time(change.at)), ("from", .string(change.from.rawValue)),
            ("to", .string(change.to.rawValue)),
            ("actor", .string(change.actor)), ("terminal", .string(change.terminal)),
            ("reason", .text(change.reason)),
        ])
    }

    private static func hold(_ span: HoldSpan?) -> JSONValue {
        guard let span else { return .null }
        let hold = span.hold
        return .object([
            ("beganAt", .time(hold.beganAt)), ("until", .time(hold.until)),
            ("endedAt", .time(span.endedAt)),
            ("actor", .string(hold.actor)), ("terminal", .string(hold.terminal)), ("note", .text(hold.note)),
        ])
    }

    private static func session(_ session: SessionRecord?) -> JSONValue {
        guard let session else { return .null }
        return .object([
            ("session", .number(session.number)), ("process", .number(session.process)),
            ("host", .string(session.host)), ("beganAt", .time(session.beganAt)),
            ("endedAt", .time(session.endedAt)), ("endReason", .text(session.endReason)),
            ("seenAt", .time(session.seenAt)), ("drainingAt", .time(session.drainingAt)),
        ])
    }

    private static func clockStep(_ step: ClockStepRecord) -> JSONValue {
        .object([("at", .time(step.at)), ("deltaMs", .milliseconds(step.delta))])
    }

    private static func holder(_ explanation: Explanation) -> JSONValue {
        guard let first = explanation.facts.entry?.heldBy, explanation.isInstant else { return .null }
        let id = explanation.facts.holder?.execution.id ?? first
        let held = explanation.held
        return .object([
            ("id", .string(id)),
            ("status", .text(explanation.facts.holder?.execution.status.rawValue)),
            ("step", .text(held?.step)), ("doing", .text(held?.doing.rawValue)),
            ("since", .time(held?.since)),
            ("attempt", .number(held?.attempt)), ("error", .text(held?.error)),
        ])
    }

    private static func usual(_ usual: TaskStatistics?) -> JSONValue {
        guard let usual else { return .null }
        return .object([
            ("samples", .number(usual.samples)), ("p50Ms", .milliseconds(usual.median)),
            ("p95Ms", .milliseconds(usual.p95)),
        ])
    }

    private static func order(_ order: OrderRecord?) -> JSONValue {
        guard let order else { return .null }
        return .object([
            ("kind", .string(order.kind)), ("actor", .string(order.actor)),
            ("terminal", .string(order.terminal)),
            ("reason", .text(order.reason)), ("postedAt", .time(order.postedAt)),
        ])
    }
}
