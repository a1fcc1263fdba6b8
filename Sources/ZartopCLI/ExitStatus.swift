internal import ZartCore

/// How the program ends.
///
/// The numbers are part of its interface. Of several, the greatest is the worst.
package enum ExitStatus: Int32, Sendable, Comparable, CaseIterable {
    case done = 0
    /// The thing asked about ended badly: a waited-for execution failed, a check found faults.
    case endedBadly = 1
    case wrongUsage = 2
    /// No such task, execution or step.
    case notFound = 3
    /// Not within the time given, or no worker answered.
    case timedOut = 4
    /// Cannot be done as things stand.
    case refused = 5
    case ourFault = 70

    /// What it says, for help and manual.
    var meaning: String {
        switch self {
        case .done: "done"
        case .endedBadly: "the thing asked about ended badly"
        case .wrongUsage: "wrong usage"
        case .notFound: "no such task, execution or step"
        case .timedOut: "timed out or no worker answered"
        case .refused: "refused"
        case .ourFault: "our fault"
        }
    }

    package static func < (lhs: ExitStatus, rhs: ExitStatus) -> Bool { lhs.rawValue < rhs.rawValue }

    /// How the program ends over an error of the engine, or of the store beneath it.
    init(_ error: ZartError) {
        self = error.store.map { ExitStatus($0) } ?? ExitStatus(error.code)
    }

    /// How the program ends over an error of the engine.
    init(_ code: ZartError.Code) {
        self =
            switch code {
            case .invalid: .wrongUsage
            case .notFound: .notFound
            case .refused: .refused
            case .timedOut, .unanswered: .timedOut
            case .executionEnded: .endedBadly
            default: .ourFault
            }
    }

    /// How the program ends over an order that was answered.
    init(_ refusal: OrderAnswer.Refusal?) {
        self =
            switch refusal {
            case nil: .done
            case .invalid: .wrongUsage
            case .notFound: .notFound
            case .refused: .refused
            case .storage: .ourFault
            }
    }

    /// How the program ends over a database: wrong usage where another path would do.
    init(_ code: StoreError.Code) {
        self =
            switch code {
            case .cannotOpen, .notOurs, .newerVersion: .wrongUsage
            case .busy, .readOnly, .fenced, .replaced: .refused
            case .corrupt, .diskFull, .inputOutput, .internalFault: .ourFault
            }
    }
}
