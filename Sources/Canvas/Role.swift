/// The meanings a theme gives colours to; the text form is the key in a theme file.
///
/// Roles name what is said, never the widget that says it. A role a theme leaves out looks like its
/// ``parent``.
package enum Role: String, CaseIterable, Hashable, Sendable {
    case background
    case text
    case textDim = "text.dim"
    case textStrong = "text.strong"
    case border
    case title
    case headerBar = "header.bar"
    case tableHeader = "table.header"
    case selection

    case key
    case hint
    case badgeLive = "badge.live"
    case badgeReadOnly = "badge.readonly"

    case stateScheduled = "state.scheduled"
    case stateQueued = "state.queued"
    case stateRunning = "state.running"
    case stateSleeping = "state.sleeping"
    case stateRetrying = "state.retrying"
    case stateOK = "state.ok"
    case stateFailed = "state.failed"
    case stateCancelled = "state.cancelled"
    case stateSkipped = "state.skipped"
    case statePaused = "state.paused"
    case stateStopped = "state.stopped"
    case stateLate = "state.late"

    case sparkLow = "spark.low"
    case sparkMid = "spark.mid"
    case sparkHigh = "spark.high"
    case progressFill = "progress.fill"
    case progressRest = "progress.rest"

    /// The role to look like when a theme does not name this one; nil for `text` and `background`.
    package var parent: Role? {
        switch self {
        case .text, .background: nil
        case .selection: .textStrong
        case .textDim, .textStrong: .text
        default: .text
        }
    }
}
