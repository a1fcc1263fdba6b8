/// What this process is to the database; the text form is what the header says.
package enum OverviewRole: String, CaseIterable, Hashable, Sendable {
    /// The engine runs here.
    case live = "live rw"
    /// The engine runs in another process.
    case attached
    /// Looking only.
    case readOnly = "read-only"
}
