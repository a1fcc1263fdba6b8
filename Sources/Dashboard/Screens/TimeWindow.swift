/// The stretch of time that a timeline shows.
struct TimeWindow: Hashable {
    /// Its first moment.
    let start: Int64
    /// The moment after its last one; always later than the start.
    let end: Int64

    /// The least a window can be zoomed to, in milliseconds.
    static let least: Int64 = 8

    /// Creates a window; one that would be empty lasts a millisecond.
    init(start: Int64, end: Int64) {
        self.start = min(start, .max - 1)
        self.end = max(end, self.start + 1)
    }

    /// How long it is.
    var length: Int64 { end.since(start) }

    /// Whether a moment lies in it.
    func contains(_ moment: Int64) -> Bool { moment >= start && moment < end }

    /// In which of equal parts a moment lies; 0 before the window, `parts` after it.
    func part(of moment: Int64, parts: Int) -> Int {
        place(moment, parts: parts).quotient
    }

    /// How many of equal parts have begun before a moment: where a span ends that must show to its last bit.
    func partsBegun(before moment: Int64, parts: Int) -> Int {
        let (quotient, isExact) = place(moment, parts: parts)
        return min(parts, quotient + (isExact ? 0 : 1))
    }

    /// The moment at which a part begins, rounded down.
    func moment(ofPart part: Int, parts: Int) -> Int64 {
        guard part > 0, parts > 0 else { return start }
        guard part < parts else { return end }
        let product = width.multipliedFullWidth(by: UInt64(part))
        return start &+ Int64(bitPattern: UInt64(parts).dividingFullWidth(product).quotient)
    }

    /// The length without regard to the range of spans.
    private var width: UInt64 { UInt64(bitPattern: end &- start) }

    private func place(_ moment: Int64, parts: Int) -> (quotient: Int, isExact: Bool) {
        guard moment > start, parts > 0 else { return (0, true) }
        guard moment < end else { return (parts, true) }
        // The offset is less than the width, so the quotient is less than `parts`.
        let product = UInt64(bitPattern: moment &- start).multipliedFullWidth(by: UInt64(parts))
        let (quotient, remainder) = width.dividingFullWidth(product)
        return (Int(quotient), remainder == 0)
    }
}

extension TimeWindow {
    /// All of a run: from its beginning to its end, or, while it runs, to what is planned and expected next.
    ///
    /// The future takes at most as much room as the past, or ten seconds. While the run lasts the length grows
    /// in steps of up to a twentieth, so that a screen that is looked at does not creep.
    init(fitting run: RunLine, now: Int64) {
        let first = run.steps.lazy.compactMap(\.startedAt).min()
        let start = min(run.startedAt ?? first ?? now, first ?? .max)
        guard run.endedAt == nil else {
            let last = run.steps.lazy.compactMap(\.endedAt).max() ?? start
            self.init(start: start, end: max(run.endedAt ?? start, last))
            return
        }
        let present = max(now, start.later(by: 1))
        var wanted = present
        for step in run.steps where step.endedAt == nil {
            if let next = step.nextRetryAt { wanted = max(wanted, next) }
            if step.state == "running", let most = step.usualMost ?? step.usual, let began = step.startedAt {
                wanted = max(wanted, began.later(by: most))
            }
        }
        let future = min(wanted.since(present), max(present.since(start), 10_000))
        let length = present.later(by: future).since(start)
        self.init(start: start, end: start.later(by: length.roundedUpToStep))
    }

    /// A part of this window: its length divided by a factor, its left edge so far from this one's.
    func zoomed(_ factor: Int64, left: Int64) -> TimeWindow {
        let length = Self.length(length, zoom: factor)
        let latest = self.length.since(length)
        let start = start.later(by: min(max(0, left), max(0, latest)))
        return TimeWindow(start: start, end: min(end, start.later(by: length)))
    }

    /// The length of a window at a zoom.
    static func length(_ length: Int64, zoom: Int64) -> Int64 {
        min(length, max(least, length / max(1, zoom)))
    }
}

extension Int64 {
    /// The next multiple of the largest 1, 2 or 5 times a power of ten that is at most a twentieth of it.
    fileprivate var roundedUpToStep: Int64 {
        guard self > 20 else { return Swift.max(1, self) }
        var step: Int64 = 1
        while step <= self / 200 { step *= 10 }
        if step * 5 <= self / 20 { step *= 5 } else if step * 2 <= self / 20 { step *= 2 }
        return later(by: step - 1) / step * step
    }
}
