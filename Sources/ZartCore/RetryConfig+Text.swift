internal import Timetable

extension RetryConfig {
    /// Reads what ``description`` says; the jitter, which it leaves out, is none.
    package init?(text: String) {
        guard text != "no retry" else {
            self = .none
            return
        }
        let parts = text.split(separator: ",", maxSplits: 1)
        guard parts.count == 2, let retries = Int(parts[1].dropFirst().prefix { $0 != " " }) else {
            return nil
        }
        let words = parts[0].split(separator: " ")
        switch words.first {
        case "every" where words.count == 2:
            guard let delay = Duration(operatorText: String(words[1])) else { return nil }
            self = .fixed(retries, delay: delay)
        case "exponential" where words.count == 5:
            guard let initial = Duration(operatorText: String(words[1])),
                let factor = Double(words[2].dropFirst()),
                let cap = Duration(operatorText: String(words[4]))
            else { return nil }
            self = .exponential(retries, initial: initial, factor: factor, cap: cap)
        default:
            return nil
        }
    }
}

extension RetryConfig {
    /// How many attempts may fail before the step does.
    package var attemptLimit: Int { retries == .max ? .max : retries + 1 }
}
