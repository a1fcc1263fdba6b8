internal import Canvas

/// What a key can mean; the text form is the name it is known by outside the program.
enum Action: String, CaseIterable, Hashable, Sendable {
    case next = "row.next"
    case previous = "row.prev"
    case first = "row.first"
    case last = "row.last"
    case pageDown = "page.down"
    case pageUp = "page.up"
    case help = "help"
    case back = "back"
    case redraw = "redraw"
    case quit = "quit"

    /// Finds what a key means; nil when it means nothing.
    init?(_ key: Key) {
        guard let action = Action.allCases.first(where: { $0.keys.contains(key) }) else { return nil }
        self = action
    }

    /// The keys that mean it.
    var keys: [Key] {
        switch self {
        case .next: [.character("j"), .down]
        case .previous: [.character("k"), .up]
        case .first: [.character("g"), .home]
        case .last: [.character("G"), .end]
        case .pageDown: [.pageDown, .control("d")]
        case .pageUp: [.pageUp, .control("u")]
        case .help: [.character("?"), .function(1)]
        case .back: [.escape]
        case .redraw: [.control("l")]
        case .quit: [.character("q"), .control("c")]
        }
    }
}
