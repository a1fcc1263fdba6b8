extension TimeText {
    /// How long ago a moment was, in two units at most: `now`, `19s`, `3m27s`, `4h03m`, `3d09h`, `22d`.
    static func age(_ moment: Int64, now: Int64) -> String {
        let age = now.since(moment)
        if age < 1000 { return "now" }
        let days = age / 86_400_000
        return days < 10 ? span(age) : "\(days)d"
    }
}
