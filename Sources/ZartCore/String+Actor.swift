extension String {
    /// Who gave an order, for people: a program gives no name.
    package var actorPhrase: String { isEmpty ? "a program" : self }
}
