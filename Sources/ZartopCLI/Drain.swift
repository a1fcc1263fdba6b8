/// What a stopping worker does about executions in flight.
package enum Drain: String, Sendable, CaseIterable {
    case finish
    case leave
    case cancel
}
