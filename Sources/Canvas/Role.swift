/// The meanings a theme gives colours to; the text form is the key in a theme file.
///
/// Roles name what is said, never the widget that says it. A role a theme leaves out looks like its
/// ``parent``.
package enum Role: String, CaseIterable, Hashable, Sendable {
    // Surface.
    case background
    case text
    case textDim = "text.dim"
    case textStrong = "text.strong"
    case border
    case borderFocus = "border.focus"
    case title
    case headerBar = "header.bar"
    case tableHeader = "table.header"
    case rowAlt = "row.alt"
    case selection
    case selectionUnfocused = "selection.unfocused"
    case mark
    case hit
    case cursor

    // Chrome.
    case key
    case keyDanger = "key.danger"
    case hint
    case tabActive = "tab.active"
    case tabIdle = "tab.idle"
    case crumb
    case prompt
    case badgeLive = "badge.live"
    case badgeReadOnly = "badge.readonly"
    case badgeFrozen = "badge.frozen"
    case badgePast = "badge.past"

    // State.
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

    // Message.
    case flashInfo = "flash.info"
    case flashWarn = "flash.warn"
    case flashError = "flash.error"
    case levelDebug = "level.debug"
    case levelInfo = "level.info"
    case levelWarn = "level.warn"
    case levelError = "level.error"

    // Data.
    case ganttGrid = "gantt.grid"
    case ganttNow = "gantt.now"
    case ganttQueued = "gantt.queued"
    case ganttBackoff = "gantt.backoff"
    case ganttRetryAt = "gantt.retryAt"
    case sparkLow = "spark.low"
    case sparkMid = "spark.mid"
    case sparkHigh = "spark.high"
    case progressFill = "progress.fill"
    case progressRest = "progress.rest"
    case jsonKey = "json.key"
    case jsonString = "json.string"
    case jsonNumber = "json.number"
    case diffAdd = "diff.add"
    case diffDel = "diff.del"

    // Dialog.
    case dialog
    case dialogTitle = "dialog.title"
    case dialogDanger = "dialog.danger"
    case button
    case buttonFocus = "button.focus"
    case field

    /// The role to look like when a theme does not name this one; nil for `text` and `background`.
    ///
    /// No chain of parents goes round in a circle; each ends at one of those two.
    package var parent: Role? {
        switch self {
        case .text, .background: nil
        case .rowAlt: .background
        case .textDim, .textStrong, .levelInfo, .jsonString, .jsonNumber, .dialog, .field: .text
        case .stateScheduled, .stateRunning, .stateRetrying, .stateOK, .stateFailed, .stateCancelled: .text
        case .selection, .title, .headerBar, .borderFocus, .mark, .key, .tabActive, .ganttNow: .textStrong
        case .border, .tableHeader, .hint, .tabIdle, .crumb, .levelDebug, .ganttBackoff: .textDim
        case .stateSleeping, .stateSkipped, .stateStopped: .textDim
        case .ganttGrid, .progressRest: .border
        case .dialogTitle: .title
        case .selectionUnfocused, .hit, .cursor, .buttonFocus: .selection
        case .prompt, .button, .jsonKey: .key
        case .badgeFrozen, .badgePast: .badgeReadOnly
        case .stateQueued: .stateScheduled
        case .ganttQueued: .stateQueued
        case .progressFill: .stateRunning
        case .badgeLive, .flashInfo, .sparkLow, .diffAdd: .stateOK
        case .badgeReadOnly, .statePaused, .flashWarn, .ganttRetryAt, .sparkMid: .stateRetrying
        case .levelWarn: .flashWarn
        case .stateLate, .keyDanger, .flashError, .dialogDanger, .sparkHigh, .diffDel: .stateFailed
        case .levelError: .flashError
        }
    }
}
