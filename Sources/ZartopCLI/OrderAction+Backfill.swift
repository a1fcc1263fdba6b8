internal import Timetable
internal import ZartCore

extension Order.Action {
    private static let changes = ["--pause", "--resume", "--cancel"]
    private static let ofRange = ["--from", "--to", "--dry-run", "--only", "--order", "--max"]

    /// What the words of a `backfill` ask, on the command line or on the screen's; nil when they ask for the list.
    static func backfill(_ arguments: Arguments, now: Instant) throws(CommandFailure) -> Order.Action? {
        let isRange = ofRange.contains { arguments.has($0) }
        let changes = changes.filter { arguments.has($0) }
        if let change = changes.first {
            guard changes.count == 1, arguments.operands.isEmpty, !isRange, !arguments.has("--list") else {
                throw .usage("\(change) ID stands alone: it says which backfill, and needs nothing else")
            }
            let id = arguments.value(change).flatMap { Int64($0) } ?? 0
            switch change {
            case "--pause": return .pauseBackfill(id: id)
            case "--resume": return .resumeBackfill(id: id)
            default: return .cancelBackfill(id: id)
            }
        }
        guard let task = arguments.operands.first, !arguments.has("--list") else {
            guard !isRange else {
                throw .usage("a backfill needs a TASK: zartop backfill TASK --from T --to T")
            }
            return nil
        }
        func time(_ option: String) -> Instant? {
            arguments.value(option).flatMap { TimeText.read($0, direction: .back, now: now) }
        }
        guard let from = time("--from") else {
            throw .usage("a backfill needs --from T, and usually --to T: from which instant to which")
        }
        let to = time("--to") ?? now
        if to < from { throw .usage("--to lies before --from: swap them") }
        let request = BackfillRequest(
            from: from,
            to: to,
            only: arguments.value("--only").flatMap(BackfillSelection.init) ?? .missing,
            order: arguments.value("--order").flatMap(BackfillOrder.init) ?? .oldest,
            maximum: arguments.value("--max").flatMap { Int($0) } ?? 1
        )
        return .backfill(task: task, request)
    }

    /// The same, from a line of the screen: it asks for something to be done, or is refused.
    init(backfill words: [String], now: Instant) throws(CommandFailure) {
        let arguments = try Arguments(["backfill"] + words)
        guard !arguments.has("--dry-run"), let action = try Order.Action.backfill(arguments, now: now) else {
            throw .usage("to look before, or at those there are: 'zartop backfill' on the command line")
        }
        self = action
    }
}
