package import Timetable

/// Orders that one command gave together.
///
/// They are recorded in one transaction before any of them is carried out, so that a command that dies has given all
/// of them or none, and the same command given again finds what it began.
package struct OrderBulk: Sendable, Hashable {
    package let number: Int64
    package let postedAt: Instant
    /// In the order in which they were given.
    package let orders: [OrderRecord]
    /// Whether they were given by an earlier command of the same words that had not told what came of them.
    package var isJoined = false

    package init(number: Int64, postedAt: Instant, orders: [OrderRecord]) {
        self.number = number
        self.postedAt = postedAt
        self.orders = orders
    }

    /// For how long the same words mean the same orders, once a command has died over them.
    package static let memory = Duration.seconds(3_600)
}
