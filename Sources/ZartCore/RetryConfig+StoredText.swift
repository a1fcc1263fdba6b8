internal import Timetable

extension RetryConfig {
    /// The form in the database, which ``init(storedText:)`` reads back: times in milliseconds.
    ///
    /// As in `fixed 2 1000 0.0` (retries, delay, jitter) and `exponential 3 1000 2.0 300000 0.5` (retries, initial
    /// delay, factor, cap, jitter).
    package var storedText: String {
        switch backoff {
        case .fixed(let delay): "fixed \(retries) \(delay.inMilliseconds) \(jitter)"
        case .exponential(let initial, let factor, let cap):
            "exponential \(retries) \(initial.inMilliseconds) \(factor) \(cap.inMilliseconds) \(jitter)"
        }
    }

    /// Reads what ``storedText`` wrote; nil for anything else.
    package init?(storedText: String) {
        let words = storedText.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count >= 4, let retries = Int(words[1]), retries >= 0, let delay = Int64(words[2]),
            delay >= 0, let jitter = words.last.flatMap({ Double($0) }), (0...1).contains(jitter)
        else { return nil }
        switch (words[0], words.count) {
        case ("fixed", 4): self = .fixed(retries, delay: .milliseconds(delay), jitter: jitter)
        case ("exponential", 6):
            guard let factor = Double(words[3]), factor >= 1, let cap = Int64(words[4]), cap >= 0 else {
                return nil
            }
            self = .exponential(
                retries,
                initial: .milliseconds(delay),
                factor: factor,
                cap: .milliseconds(cap),
                jitter: jitter
            )
        default: return nil
        }
    }
}

extension RetryConfig {
    /// How many attempts may fail before the step does.
    package var attemptLimit: Int { retries == .max ? .max : retries + 1 }
}
