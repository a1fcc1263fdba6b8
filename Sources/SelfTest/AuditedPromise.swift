/// What the journal can tell about a promise that the rows alone cannot.
package enum AuditedPromise: String, Sendable, CaseIterable {
    /// A completed step never runs again in its run.
    case checkpoints = "log-checkpoints"
    /// A step that runs again has the idempotency key it had, and no other step has it.
    case keys = "log-keys"
    /// Of a task that runs one execution at a time, none begins a step after a newer one has.
    case succession = "log-succession"
    /// Whatever was begun is on record.
    case records = "log-records"
    /// What was acknowledged to somebody outside is there.
    case acknowledgements = "log-acknowledgements"
    /// Executions are numbered without a gap, and the counter is the next number.
    case counters = "log-counters"
    /// A transactional step wrote once.
    case transactions = "log-transactions"
    /// Everything came to its end once nobody was killed any more.
    case ends = "log-ends"
}
