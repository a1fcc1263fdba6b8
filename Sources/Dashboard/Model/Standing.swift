/// What this process is to the database; the text form is what the header says.
package enum Standing: String, CaseIterable, Hashable, Sendable {
    /// The engine runs here.
    case live = "live rw"
    /// The engine runs in another process.
    case attached
    /// No process runs the engine: nothing fires until one does.
    case unattended = "no worker"
    /// Looking only.
    case readOnly = "read-only"
    /// Looking at how it was.
    case past

    /// Whether orders may be given from here.
    package var mayOrder: Bool { self != .readOnly && self != .past }
}
