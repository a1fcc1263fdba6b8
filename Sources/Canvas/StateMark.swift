/// A state as it is drawn: a glyph, a two-letter code and a role, so that colour is never the only sign.
package enum StateMark: String, CaseIterable, Hashable, Sendable {
    case active, scheduled, queued, running, retrying, sleeping
    case ok, failed, cancelled, skipped
    case paused, stopped, finished, late

    /// Finds the mark for a state as the engine spells it; nil for a word it does not know.
    package init?(state: String) {
        switch state {
        case "completed", "started": self = .ok
        case "waiting": self = .sleeping
        case "buffered": self = .queued
        case "timed-out", "interrupted": self = .failed
        case "skipped-overlap", "coalesced", "missed", "excluded", "limit", "expired": self = .skipped
        default:
            guard let mark = StateMark(rawValue: state) else { return nil }
            self = mark
        }
    }

    /// The role that colours it.
    package var role: Role {
        switch self {
        case .active, .ok: .stateOK
        case .scheduled: .stateScheduled
        case .queued: .stateQueued
        case .running: .stateRunning
        case .retrying: .stateRetrying
        case .sleeping: .stateSleeping
        case .failed: .stateFailed
        case .cancelled: .stateCancelled
        case .skipped: .stateSkipped
        case .paused: .statePaused
        case .stopped, .finished: .stateStopped
        case .late: .stateLate
        }
    }

    /// The two letters that stand for it where there is room.
    package var code: String {
        switch self {
        case .active: "AC"
        case .scheduled: "SC"
        case .queued: "QU"
        case .running: "RU"
        case .retrying: "RE"
        case .sleeping: "SL"
        case .ok: "OK"
        case .failed: "FA"
        case .cancelled: "CA"
        case .skipped: "SK"
        case .paused: "PA"
        case .stopped: "ST"
        case .finished: "FI"
        case .late: "LA"
        }
    }

    /// The glyph before a theme changes it, one column wide.
    package func glyph(in set: GlyphSet) -> Unicode.Scalar {
        let ascii = set == .ascii
        return switch self {
        case .active: ascii ? "*" : "●"
        case .scheduled: ascii ? "." : "○"
        case .queued: ascii ? ":" : "·"
        case .running: ascii ? ">" : "▸"
        case .retrying: ascii ? "~" : "↻"
        case .sleeping: ascii ? "z" : "◷"
        case .ok, .finished: ascii ? "+" : "✓"
        case .failed: ascii ? "x" : "✗"
        case .cancelled: ascii ? "c" : "⊘"
        case .skipped: ascii ? "s" : "»"
        case .paused: ascii ? "=" : "‖"
        case .stopped: ascii ? "#" : "■"
        case .late: "!"
        }
    }
}
