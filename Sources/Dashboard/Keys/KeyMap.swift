package import Canvas

/// Which key means what.
package struct KeyMap: Hashable, Sendable {
    private let keysOfAction: [Action: [Key]]
    private let actionOfKey: [Key: Action]

    /// The usual keys.
    package static let usual = KeyMap([:])

    /// Creates a map; actions not named keep their usual keys, less those given to others.
    package init(_ changes: [Action: [Key]]) {
        var taken: [Key: Action] = [:]
        for action in Action.allCases {
            for key in changes[action] ?? [] where taken[key] == nil { taken[key] = action }
        }
        for action in Action.allCases where changes[action] == nil {
            for key in action.usualKeys where taken[key] == nil { taken[key] = action }
        }
        actionOfKey = taken
        keysOfAction = Dictionary(
            uniqueKeysWithValues: Action.allCases.map { action in
                (action, (changes[action] ?? action.usualKeys).filter { taken[$0] == action })
            }
        )
    }

    /// What a key means; nil when nothing.
    package func action(_ key: Key) -> Action? { actionOfKey[key] }

    /// The keys that mean an action, the preferred one first.
    package func keys(_ action: Action) -> [Key] { keysOfAction[action] ?? [] }

    /// The preferred key of an action as it is written on the screen; empty when it has none.
    func name(_ action: Action, _ glyphs: GlyphSet) -> String {
        keys(action).first.map { $0.name(glyphs) } ?? ""
    }
}

extension Key {
    /// How it is written on the screen and in configuration files.
    package func name(_ glyphs: GlyphSet = .ascii) -> String {
        let unicode = glyphs == .unicode
        return switch self {
        case .character(" "): "space"
        case .character(let scalar): String(scalar)
        case .control(let letter): "C-\(letter)"
        case .up: unicode ? "↑" : "Up"
        case .down: unicode ? "↓" : "Down"
        case .left: unicode ? "←" : "Left"
        case .right: unicode ? "→" : "Right"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .home: "Home"
        case .end: "End"
        case .insert: "Ins"
        case .delete: "Del"
        case .backspace: "Bksp"
        case .enter: unicode ? "⏎" : "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "S-Tab"
        case .function(let number): "F\(number)"
        default: ""
        }
    }
}
