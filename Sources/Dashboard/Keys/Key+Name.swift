package import Canvas

extension Key {
    /// Reads a key's name as ``name(_:)`` writes it in ASCII: `x`, `space`, `C-d`, `PgUp`, `F1`.
    package init?(name: String) {
        let named: [Key] = [
            .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .insert, .delete, .backspace, .enter,
            .escape,
            .tab, .backTab, .character(" "),
        ]
        if let key = named.first(where: { $0.name() == name }) {
            self = key
        } else if name.unicodeScalars.count == 1, let scalar = name.unicodeScalars.first, scalar.value > 32 {
            self = .character(scalar)
        } else if name.hasPrefix("C-"), name.count == 3, let letter = name.last, ("a"..."z").contains(letter)
        {
            self = .control(letter)
        } else if name.hasPrefix("F"), let number = Int(name.dropFirst()), (1...12).contains(number) {
            self = .function(number)
        } else {
            return nil
        }
    }
}
