/// One page of a task's decisions.
package struct DecisionPage: Sendable, Hashable {
    /// Newest first.
    package let rows: [LedgerRecord]
    /// Where to go on, by which the page may be empty and yet not the last; nil when there is nothing more.
    package let scannedTo: LedgerPosition?

    package init(rows: [LedgerRecord], scannedTo: LedgerPosition?) {
        self.rows = rows
        self.scannedTo = scannedTo
    }
}
