/// Where text stands in the columns it is given.
package enum Alignment: Sendable {
    /// At the left.
    case left
    /// At the right, as numbers do.
    case right
    /// In the middle, the odd column to the right.
    case centre
}
