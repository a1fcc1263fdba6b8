/// A task's overlap policy, read from the engine's words.
struct OverlapRule: Hashable {
    /// What a tick does that finds every slot taken.
    enum AtCap: Hashable {
        case skip, cancelOldest
        case buffer(limit: Int?, keepsFirst: Bool)
    }

    /// How many may run at once; nil is unlimited.
    let maximum: Int?
    /// What is done beyond.
    let atCap: AtCap

    /// Reads a policy; words that are none count as `skip-if-running`, which every task has by default.
    init(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        let first = words.first ?? ""
        switch first {
        case "always-start", "max-unlimited": (maximum, atCap) = (nil, .skip)
        case "cancel-and-restart": (maximum, atCap) = (1, .cancelOldest)
        case _ where first.hasPrefix("max-"):
            maximum = Swift.max(1, Int(first.dropFirst(4)) ?? 1)
            atCap = Self.atCap(words.count > 1 ? words[1] : "")
        default: (maximum, atCap) = (1, .skip)
        }
    }

    private static func atCap(_ text: String) -> AtCap {
        if text == "cancel-oldest" { return .cancelOldest }
        guard text.hasPrefix("buffer") else { return .skip }
        let words = text.split { !$0.isLetter && !$0.isNumber }
        func value(_ name: Substring) -> Substring? {
            words.firstIndex(of: name).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
        }
        let keep = value("keep")
        let limit = keep == "all" ? nil : Swift.max(1, value("limit").flatMap { Int($0) } ?? 1)
        return .buffer(limit: limit, keepsFirst: keep == "first")
    }

    /// The policy in a word of seven letters at most, as a narrow column shows it.
    var short: String {
        guard let maximum else { return "allow" }
        switch atCap {
        case _ where maximum > 1: return "max-\(maximum)"
        case .skip: return "skip"
        case .cancelOldest: return "restart"
        case .buffer: return "buffer"
        }
    }
}
