/// A screen of its own.
package enum View: String, CaseIterable, Hashable, Sendable {
    case tasks, executions, events, workers
    /// One execution; reached from the others, not by a number.
    case detail
    /// What one step of an execution has written; reached from that.
    case output
    /// The decisions of one task.
    case ledger
    /// Two executions side by side.
    case diff

    /// The views that the tabs name, in their order.
    static let tabs: [View] = [.tasks, .executions, .events, .workers]
}
