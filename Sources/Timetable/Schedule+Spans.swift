/// What lies between two instants, for catching up, and for plans.
extension Schedule {
    /// Gives the instants after one and up to and including another, oldest first, within the limit.
    package func instants(after start: Instant, through end: Instant, limit: Int) -> [Instant] {
        var found: [Instant] = []
        var cursor = start
        while found.count < limit, let next = next(after: cursor), next <= end {
            found.append(next)
            cursor = next
        }
        return found
    }

    /// Gives the last instant after one and up to and including another; nil if there is none between them.
    ///
    /// It costs a few dozen calls of ``next(after:)``, however many instants lie between.
    package func last(after start: Instant, through end: Instant) -> Instant? {
        guard start < end, let first = next(after: start), first <= end else { return nil }
        var known = first
        // Backwards in doubling strides to a point that still has an instant behind it, then by halves.
        var stride: UInt64 = 1000
        var low = first.milliseconds
        while let remaining = UInt64(exactly: end.milliseconds &- first.milliseconds), stride < remaining {
            let probe = Instant(milliseconds: end.milliseconds - Int64(stride))
            if let found = next(after: probe), found <= end {
                known = found
                low = probe.milliseconds
                break
            }
            stride *= 2
        }
        low = max(low, known.milliseconds)
        var high = end.milliseconds
        while low < high {
            let middle = low + (high - low) / 2
            if let found = next(after: Instant(milliseconds: middle)), found <= end {
                known = found
                low = found.milliseconds
            } else {
                high = middle
            }
        }
        return known
    }
}
