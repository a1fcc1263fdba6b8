extension Int {
    /// The number with its noun, as a sentence has it.
    ///
    /// `1 instant`, `2 instants`; for nouns that take an s.
    package func counted(_ noun: String) -> String {
        "\(self) \(noun)\(self == 1 ? "" : "s")"
    }
}
