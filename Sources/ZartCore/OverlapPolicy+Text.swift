internal import Timetable

extension OverlapPolicy {
    /// Reads the stable text form back; nil if it is none.
    ///
    /// This is what the database holds and what `--overlap` takes: `skip-if-running`, `cancel-and-restart`,
    /// `always-start`, or `max-N` followed by `skip`, `cancel-oldest` or `buffer(limit N, keep K, ttl D)`.
    package init?(text: String) {
        switch text {
        case "skip-if-running": self = .skipIfRunning
        case "cancel-and-restart": self = .cancelAndRestart
        case "always-start": self = .alwaysStart
        default:
            guard text.hasPrefix("max-"), let space = text.firstIndex(of: " ") else { return nil }
            let number = text[text.index(text.startIndex, offsetBy: 4)..<space]
            guard let atCap = AtCap(text: String(text[text.index(after: space)...])) else { return nil }
            guard let maximum = Int(number), maximum >= 1 else { return nil }
            self = .max(maximum, atCap: atCap)
        }
    }
}

extension OverlapPolicy.AtCap {
    fileprivate init?(text: String) {
        switch text {
        case "skip": self = .skip
        case "cancel-oldest": self = .cancelOldest
        default:
            guard text.hasPrefix("buffer("), text.hasSuffix(")") else { return nil }
            var limit = 1
            var keep = OverlapPolicy.Keep.latest
            var ttl: Duration?
            for part in text.dropFirst(7).dropLast().split(separator: ",") {
                let words = part.split(separator: " ")
                guard words.count == 2 else { return nil }
                switch words[0] {
                case "limit":
                    guard let number = Int(words[1]), number >= 1 else { return nil }
                    limit = number
                case "keep":
                    guard let value = OverlapPolicy.Keep(rawValue: String(words[1])) else { return nil }
                    keep = value
                case "ttl":
                    guard let value = Duration(operatorText: String(words[1])) else { return nil }
                    ttl = value
                default: return nil
                }
            }
            self = .buffer(limit: limit, keep: keep, ttl: ttl)
        }
    }
}
