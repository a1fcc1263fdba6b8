/// One promise, held against what happened.
package struct AuditedCheck: Sendable, Hashable {
    package let name: String
    package let ok: Bool
    /// What was verified, or the first faults.
    package let detail: String
}
