/// Where text stands in the columns it is given.
package enum Alignment: Sendable {
    /// At the left.
    case left
    /// At the right, as numbers do.
    case right
    /// In the middle, the odd column to the right.
    case centre

    /// Where something begins that is no wider than its room.
    func offset(_ width: Int, in room: Int) -> Int {
        switch self {
        case .left: 0
        case .right: room - width
        case .centre: (room - width) / 2
        }
    }
}
