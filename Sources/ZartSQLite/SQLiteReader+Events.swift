internal import Timetable
package import ZartCore

/// What happened, merged from the rows that it left.
///
/// Each kind of rows is read through an index on its own time; sessions and steps of the
/// clock reach back to the newest 1,000. A task's filter looks at 2,000 rows of each kind a page.
extension SQLiteReader {
    package func events(
        _ filter: EventFilter,
        _ direction: WalkDirection,
        from position: EventPosition?,
        limit: Int
    ) throws(StoreError) -> EventPage {
        if let id = filter.execution {
            let all = try events(of: id).filter {
                $0.level >= filter.level && isBeyond($0, position, direction)
            }
            let sorted = Self.sorted(all, direction)
            let page = Array(sorted.prefix(limit))
            return EventPage(events: page, scannedTo: page.count < sorted.count ? page.last?.position : nil)
        }
        return try snapshot { () throws(StoreError) in
            let depth = filter.task == nil && filter.level <= .info ? limit + 16 : max(limit + 16, 2_000)
            var merged: [EventRecord] = []
            // How far every source has been read: beyond the nearest of these ends, something may be missing.
            var ends: [Instant] = []
            for source in EventSource.all(filter.level) {
                let part = try read(source, direction, from: position, depth: depth)
                merged += part.events
                if let end = part.end { ends.append(end) }
            }
            let end = direction == .older ? ends.max() : ends.min()
            if let end {
                merged.removeAll { direction == .older ? $0.at < end : $0.at > end }
            }
            let wanted = merged.filter {
                $0.level >= filter.level && (filter.task == nil || $0.task == filter.task)
            }
            let page = Array(Self.sorted(wanted, direction).prefix(limit))
            if page.count < wanted.count { return EventPage(events: page, scannedTo: page.last?.position) }
            let farthest = Self.sorted(merged, direction).last?.position
            return EventPage(events: page, scannedTo: end == nil ? nil : farthest ?? page.last?.position)
        }
    }

    /// Events of one source beyond the position, whole milliseconds of them.
    ///
    /// - Returns: the events, and the time up to which they are complete; nil if there are no more.
    private func read(
        _ source: EventSource,
        _ direction: WalkDirection,
        from position: EventPosition?,
        depth: Int
    ) throws(StoreError) -> (events: [EventRecord], end: Instant?) {
        let time = position?.at.milliseconds ?? (direction == .older ? .max : .min)
        let keys = try keys(of: source.table, direction, time)
        var limit = depth
        while true {
            var events: [EventRecord] = []
            _ = try connection.statement(source.sql(direction)).walk([time, limit, keys.low, keys.high]) {
                row throws(StoreError) in
                events.append(try source.read(row, source.rank))
                return true
            }
            guard events.count == limit, let last = events.last else {
                return (events.filter { isBeyond($0, position, direction) }, nil)
            }
            // Of the last millisecond perhaps not all were read: they belong to the next page.
            let whole = events.filter {
                isBeyond($0, position, direction)
                    && (direction == .older ? $0.at > last.at : $0.at < last.at)
            }
            if let end = Self.sorted(whole, direction).last?.at { return (whole, end) }
            limit *= 4
        }
    }

    /// The keys of rows that may be of that time and beyond.
    private func keys(of table: TimedTable?, _ direction: WalkDirection, _ time: Int64) throws(StoreError)
        -> RowQuery.Range
    {
        guard let table else { return (.min, .max) }
        switch direction {
        case .older:
            guard time < .max else { return (.min, .max) }
            return (.min, try firstKey(of: table, onlySince: time + 1) ?? .max)
        case .newer:
            guard time > .min else { return (.min, .max) }
            return (try firstKey(of: table, since: time) ?? .max, .max)
        }
    }

    private func isBeyond(_ event: EventRecord, _ position: EventPosition?, _ direction: WalkDirection)
        -> Bool
    {
        guard let position else { return true }
        return direction == .older ? event.position < position : event.position > position
    }

    private static func sorted(_ events: [EventRecord], _ direction: WalkDirection) -> [EventRecord] {
        events.sorted { direction == .older ? $0.position > $1.position : $0.position < $1.position }
    }

    /// Everything about one execution.
    private func events(of id: String) throws(StoreError) -> [EventRecord] {
        guard let detail = try detail(id: id) else { return [] }
        return ExecutionEvents(detail).all
    }
}
