/// The zone as a list of segments without an end: index 0 is the time before the first transition.
extension Zone {
    /// The second from which on the zone follows its footer, or is never changed again.
    var steadySince: Int {
        cycle == 0 ? starts.last ?? .min : starts[starts.count - cycle]
    }

    /// The segment of that index, which ``segmentIndex(at:)`` gave or which is a neighbour of one it gave.
    @inline(__always)
    func segment(_ index: Int) -> ZoneSegment {
        ZoneSegment(
            start: index == 0 ? .min : start(of: index),
            end: cycle == 0 && index >= starts.count ? .max : start(of: index + 1),
            offset: Int(offsets[storedIndex(index)])
        )
    }

    /// The index of the segment in which that second since the epoch lies.
    @inline(__always)
    func segmentIndex(at second: Int) -> Int {
        guard cycle > 0, let last = starts.last, second >= last else { return search(second) }
        let cycleStart = starts[starts.count - cycle]
        let turns = (second - cycleStart) / Zone.cycleSeconds
        return search(second - turns * Zone.cycleSeconds) + turns * cycle
    }

    /// Which written-out segment has the offset of the segment of that index.
    @inline(__always)
    func storedIndex(_ index: Int) -> Int {
        guard index > starts.count else { return index }
        return index - (index - starts.count + cycle - 1) / cycle * cycle
    }

    @inline(__always)
    private func start(of index: Int) -> Int {
        guard index > starts.count else { return starts[index - 1] }
        let turns = (index - starts.count + cycle - 1) / cycle
        return starts[index - turns * cycle - 1] + turns * Zone.cycleSeconds
    }

    /// The number of written-out transitions at or before that second.
    @inline(__always)
    private func search(_ second: Int) -> Int {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// From local times back to the time line.
extension Zone {
    /// Tells where on the time line a local time lies.
    ///
    /// A time that some clocks skipped and later showed after all is not in a gap. If it lies in several
    /// gaps, the first counts.
    package func resolve(_ local: CivilTime) -> LocalResolution {
        resolve(localSeconds: local.localSeconds)
    }

    func resolve(localSeconds local: Int) -> LocalResolution {
        let lastPossible = local + Zone.farthestRepeat / 2
        var index = segmentIndex(at: local - Zone.farthestRepeat / 2)
        var first: Int?
        var last = 0
        var gap: (index: Int, before: Int)?
        var before = segment(index)
        while true {
            if before.contains(local: local) {
                last = local - before.offset
                first = first ?? last
            }
            guard before.end <= lastPossible else { break }
            let after = segment(index + 1)
            if gap == nil, before.localEnd <= local, local < after.localStart {
                gap = (index + 1, before.offset)
            }
            before = after
            index += 1
        }
        if let first {
            return first == last
                ? .unique(Instant(seconds: Int64(first)))
                : .repeated(first: Instant(seconds: Int64(first)), last: Instant(seconds: Int64(last)))
        }
        // A local time that no segment shows lies between two of them: offsets are below half the distance.
        guard let gap else { return .unique(Instant(seconds: Int64(local - before.offset))) }
        let after = segment(gap.index)
        return .gap(
            transition: Instant(seconds: Int64(after.start)),
            before: gap.before,
            after: after.offset
        )
    }

    /// Tells whether an earlier segment than that one shows the local time, and if so until when.
    ///
    /// - Returns: The end of the earlier segment in local time, or nil.
    @inline(__always)
    func earlierShowing(of local: Int, than index: Int, startingAt start: Int, instant: Int) -> Int? {
        guard start != .min, start > instant - Zone.farthestRepeat else { return nil }
        return slowEarlierShowing(of: local, than: index, instant: instant)
    }

    @inline(never)
    private func slowEarlierShowing(of local: Int, than index: Int, instant: Int) -> Int? {
        var index = index - 1
        while index >= 0 {
            let earlier = segment(index)
            if earlier.end <= instant - Zone.farthestRepeat { return nil }
            if earlier.contains(local: local) { return earlier.localEnd }
            index -= 1
        }
        return nil
    }

    /// Tells whether a later segment than that one shows the local time again, and if so until when.
    ///
    /// - Returns: The end of the later segment in local time, or nil.
    @inline(__always)
    func laterShowing(of local: Int, than index: Int, endingAt end: Int, instant: Int) -> Int? {
        guard end < instant + Zone.farthestRepeat else { return nil }
        return slowLaterShowing(of: local, than: index, instant: instant)
    }

    @inline(never)
    private func slowLaterShowing(of local: Int, than index: Int, instant: Int) -> Int? {
        var later = segment(index)
        var index = index
        while later.end < instant + Zone.farthestRepeat {
            index += 1
            later = segment(index)
            if later.contains(local: local) { return later.localEnd }
        }
        return nil
    }
}
