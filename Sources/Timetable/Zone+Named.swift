extension Zone {
    /// The zone with that name, by the names that are known; UTC needs none to be known.
    package static func named(_ name: String, _ known: (String) -> Zone?) -> Zone? {
        name == utc.name ? .utc : known(name)
    }
}

extension Recurrence {
    /// The zone on whose clocks it is read; nil if it has none, or one that is not known.
    package func zone(_ known: (String) -> Zone?) -> Zone? {
        guard case .cron(_, let timezone, _, _) = self else { return nil }
        return Zone.named(timezone, known)
    }
}
