internal import Dashboard
internal import Timetable
internal import ZartCore

/// Pages of what there may be a million of, and one execution with all it has.
extension SnapshotSource {
    // MARK: Executions

    /// Pages looked at for a filter that matches little, so that a screen is never kept waiting for a million rows.
    private static let pagesPerRead = 8

    func readExecutions(_ wish: ExecutionWish, _ tasks: [String], at: Instant)
        throws(StoreError)
        -> Dashboard.ExecutionPage
    {
        let filter = FilterQuery(wish.filter, tasks: tasks, at: at)
        let query = filter.query
        let isOldestFirst = wish.sort.column == .started && wish.sort.isInverted
        let direction: WalkDirection = isOldestFirst ? .newer : .older
        var page = Dashboard.ExecutionPage()
        page.filter = wish.filter
        var border: Int64? = isOldestFirst ? 0 : nil
        for _ in 0..<Self.pagesPerRead {
            let found = try reader.executionRows(query, direction, from: border, limit: wish.limit)
            page.rows += found.rows.map { ExecutionLine($0, at: at) }
                .filter { wish.filter.matches($0, now: at.milliseconds) }
            border = found.scannedTo
            if border == nil || page.rows.count >= wish.limit { break }
        }
        page.hasMore = border != nil
        if filter.isExact {
            let count = try reader.executionCount(query, limit: 10_000)
            page.total = count.isPartial ? nil : count.count
        } else if border == nil {
            page.total = page.rows.count
        }
        page.rows = wish.sort.sorted(page.rows, now: at.milliseconds)
        return page
    }

    // MARK: Events

    func readEvents(_ wish: EventWish, _ tasks: [String], at: Instant) throws(StoreError)
        -> Dashboard.EventPage
    {
        let filter = EventFilter(wish, tasks: tasks) { id in
            (try? reader.execution(id: id)) ?? nil != nil
        }
        var page = Dashboard.EventPage()
        var position = wish.before.map {
            EventPosition(at: Instant(milliseconds: $0) + .milliseconds(1))
        }
        var rows: [EventLine] = []
        for _ in 0..<Self.pagesPerRead {
            let found = try reader.events(filter, .older, from: position, limit: wish.limit)
            rows += found.events.map(EventLine.init).filter {
                $0.level >= wish.level && wish.filter.matches($0, now: at.milliseconds)
            }
            position = found.scannedTo
            if position == nil || rows.count >= wish.limit { break }
        }
        page.rows = rows.reversed()
        page.hasOlder = position != nil
        if let before = wish.before {
            let border = EventPosition(at: Instant(milliseconds: before) + .milliseconds(1))
            let newer = try reader.events(filter, .newer, from: border, limit: 1000)
            page.newer = newer.events.map(EventLine.init)
                .count { $0.level >= wish.level && wish.filter.matches($0, now: at.milliseconds) }
        }
        return page
    }

    // MARK: One execution

    func readDetail(_ id: String, _ tasks: [TaskRecord], at: Instant) throws(StoreError)
        -> DetailPage?
    {
        guard let detail = try reader.detail(id: id) else { return nil }
        let task = tasks.first { $0.name == detail.execution.task }
        let usual = try reader.usualSteps(task: detail.execution.task, limit: 20)
        let events = try reader.events(
            EventFilter(level: .debug, execution: id),
            .older,
            from: nil,
            limit: 200
        )
        let workers = try reader.workers(limit: 1)
        let following = try reader.following(detail)
        var page = DetailPage(
            detail,
            task: task,
            usual: usual,
            following: following ?? usual.map { FollowingStep(name: $0.name, kind: $0.kind) },
            events: events.events.reversed().map(EventLine.init),
            workers: workers,
            at: at
        )
        if detail.execution.status.isEnded {
            page.following = following?.map(\.name)
            page.changed = try reader.changedSteps(of: detail)?.map(\.name)
        }
        return page
    }
}
