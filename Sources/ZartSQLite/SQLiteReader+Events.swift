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
            let page = Self.sorted(all.indices.map(\.self), of: all, direction).prefix(limit).map { all[$0] }
            return EventPage(events: page, scannedTo: page.count < all.count ? page.last?.position : nil)
        }
        return try snapshot { () throws(StoreError) in
            let depth = filter.task == nil && filter.level <= .info ? limit + 16 : max(limit + 16, 2_000)
            var merged: [EventRecord] = []
            // How far every source has been read: beyond the nearest of these ends, something may be missing.
            var ends: [Instant] = []
            var nearest = NearestEvents(filter, direction, limit: limit)
            let former = try filter.task.flatMap { (task) throws(StoreError) in try formerNames(of: task) }
            for source in EventSource.all(filter.level) {
                let part = try read(source, direction, from: position, depth: depth, former, &nearest)
                merged += part.events
                if let end = part.end { ends.append(end) }
            }
            let end = direction == .older ? ends.max() : ends.min()
            // Events are large: what is sorted are their places.
            let known = merged.indices.filter { place in
                end.map { direction == .older ? merged[place].at >= $0 : merged[place].at <= $0 } ?? true
            }
            let wanted = known.filter { filter.lets(merged[$0]) }
            let page = Self.sorted(wanted, of: merged, direction).prefix(limit).map { merged[$0] }
            if page.count < wanted.count { return EventPage(events: page, scannedTo: page.last?.position) }
            let farthest = Self.sorted(known, of: merged, direction).last.map { merged[$0].position }
            return EventPage(events: page, scannedTo: end == nil ? nil : farthest ?? page.last?.position)
        }
    }

    /// Events of one source beyond the position, whole milliseconds of them, as far as they may be needed.
    ///
    /// - Returns: the events, and the time up to which they are complete; nil if there are no more.
    private func read(
        _ source: EventSource,
        _ direction: WalkDirection,
        from position: EventPosition?,
        depth: Int,
        _ former: FormerNames?,
        _ nearest: inout NearestEvents
    ) throws(StoreError) -> (events: [EventRecord], end: Instant?) {
        let time = position?.at.milliseconds ?? (direction == .older ? .max : .min)
        let keys = try keys(of: source.table, direction, time)
        var limit = depth
        while true {
            var events: [EventRecord] = []
            var needed = nearest
            let isAll = try connection.statement(source.sql(direction))
                .walk([time, limit, keys.low, keys.high]) { row throws(StoreError) in
                    let read = try source.read(row, source.rank)
                    let event = former?.ascribed(read) ?? read
                    // Where rows come in the order of their keys, later ones may be nearer after the clock was set.
                    guard source.table != nil || needed.mayNeed(event.at) else { return false }
                    if isBeyond(event, position, direction) { needed.note(event) }
                    events.append(event)
                    return true
                }
            if !isAll || events.count < limit {
                nearest = needed
                if position != nil { events.removeAll { !isBeyond($0, position, direction) } }
                return (events, isAll ? nil : needed.farthest)
            }
            // Of the last millisecond perhaps not all were read: they belong to the next page.
            guard let last = events.last else { return ([], nil) }
            let whole = events.filter {
                isBeyond($0, position, direction)
                    && (direction == .older ? $0.at > last.at : $0.at < last.at)
            }
            let times = whole.lazy.map(\.at)
            if let end = direction == .older ? times.min() : times.max() {
                nearest = needed
                return (whole, end)
            }
            limit *= 4
        }
    }

    /// What a task was called; nil where it was never called anything else.
    private func formerNames(of task: String) throws(StoreError) -> FormerNames? {
        let names = try connection.statement(
            """
            SELECT at, CASE WHEN json_valid(spec) THEN spec ->> 'name' END FROM zart_specs
            WHERE task = (SELECT id FROM zart_tasks WHERE name = ?) ORDER BY at
            """
        ).all(task) { (since: $0.instant(0), name: $0.optionalText(1) ?? task) }
        return names.contains { $0.name != task } ? FormerNames(present: task, names: names) : nil
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

    /// Places of events in the order of the walk.
    private static func sorted(_ places: [Int], of events: [EventRecord], _ direction: WalkDirection) -> [Int]
    {
        places.sorted { one, other in
            let (first, second) = direction == .older ? (other, one) : (one, other)
            // Nearly always the times tell, and they are compared without taking the positions apart.
            return events[first].at == events[second].at
                ? events[first].position < events[second].position
                : events[first].at < events[second].at
        }
    }

    /// Everything about one execution.
    private func events(of id: String) throws(StoreError) -> [EventRecord] {
        guard let detail = try detail(id: id) else { return [] }
        let createdAt = try connection.statement("SELECT created_at FROM zart_executions WHERE id = ?")
            .first(detail.execution.id) { $0.instant(0) }
        return ExecutionEvents(detail, createdAt: createdAt ?? detail.execution.scheduledAt).all
    }
}

/// What a renamed task was called, and since when: orders name it so.
private struct FormerNames {
    let present: String
    /// Oldest first.
    let names: [(since: Instant, name: String)]

    /// An order that was posted for the task under a name of then is one for the task.
    func ascribed(_ event: EventRecord) -> EventRecord? {
        guard case .ordered = event.kind, let task = event.task, task != present,
            names.last(where: { $0.since <= event.at })?.name == task
        else { return nil }
        return EventRecord(
            at: event.at,
            task: present,
            execution: event.execution,
            kind: event.kind,
            position: event.position
        )
    }
}
