extension String {
    /// Who gave an order, for people: a program gives no name.
    package var actorPhrase: String { isEmpty ? "a program" : self }

    /// By whom, where and why; with a blank before it, so that it is empty where nobody is known.
    package init(actor: String, terminal: String, reason: String?) {
        let who = actor.isEmpty ? "" : " by \(actor)"
        let place = actor.isEmpty || terminal.isEmpty ? "" : " on \(terminal)"
        self = who + place + (reason.map { " (\($0))" } ?? "")
    }
}
