internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `forecast`.
extension CommandRun {
    /// More rows than this are summed up in spans of time.
    private static let mostRows = 40
    private static let mostSpans = 24

    func showForecast() throws(CommandFailure) -> ExitStatus {
        let reader = try openReader()
        let now = surroundings.now()
        let hours = count("--hours", default: 4)
        guard hours <= 24 * 366 else { throw .usage("--hours takes at most \(24 * 366), a year") }
        let end = now + .seconds(hours * 3600)
        let tasks = try stored { () throws(StoreError) in
            operand.isEmpty ? try reader.tasks() : try [reader.task(named: operand)].compactMap(\.self)
        }
        let names = operand.isEmpty ? tasks.map(\.name) : [operand]
        let statistics = try stored { () throws(StoreError) in try reader.statistics(tasks: names) }
        var outlooks: [TaskForecast] = []
        for name in names {
            guard let standing = try stored({ () throws(StoreError) in try reader.standing(ofTask: name) })
            else {
                throw try noTask(name, reader)
            }
            outlooks.append(TaskForecast(standing, usual: statistics[name], from: now, through: end))
        }
        if isJSON {
            var list = JSONList(console)
            for outlook in outlooks { list.add(JSONValue(outlook)) }
            list.finish()
            return .done
        }
        if let note = try workerNote(reader) { console.err("\(note)\n") }
        if operand.isEmpty {
            showForecasts(outlooks, hours: hours)
        } else if let outlook = outlooks.first {
            showForecast(outlook, now: now)
        }
        for sentence in outlooks.flatMap(\.sentences) { tell([sentence]) }
        for task in tasks {
            guard let waiting = task.queuedPhrase else { continue }
            console.err(
                "\(task.name): \(waiting) for a slot beside this, and may keep instants from starting\n"
            )
        }
        return .done
    }

    /// One row a task.
    private func showForecasts(_ outlooks: [TaskForecast], hours: Int) {
        let parts = outlooks.map { ($0, $0.worst.fires[...]) }
        let fates = ForecastFates(parts)
        var table = TextTable(
            [.init("TASK", narrowest: 12), .init("NEXT (UTC)"), .init("FIRES", isRight: true)]
                + fates.titles.map { .init($0, isRight: true) }
                + [.init("AT ONCE", isRight: true), .init("P95", isRight: true)]
        )
        for (outlook, cells) in zip(outlooks, fates.rows) {
            let forecast = outlook.worst
            table.add(
                [
                    outlook.name, HumanTime.seconds(forecast.fires.first?.at ?? outlook.next),
                    "\(forecast.count)\(forecast.isPartial ? "+" : "")",
                ] + cells + [
                    outlook.isMeasured || outlook.hold != nil ? "\(forecast.most)" : "-",
                    outlook.usual?.p95.map(HumanTime.brief) ?? "-",
                ]
            )
        }
        print(table)
        let many = hours == 1 ? "the coming hour" : "the coming \(hours) hours"
        console.err("\(many), if every execution takes as long as 19 in 20 did (p95)\n")
    }

    /// One row an instant, or one a span of time where there are many.
    private func showForecast(_ outlook: TaskForecast, now: Instant) {
        let forecast = outlook.worst
        guard !forecast.fires.isEmpty else {
            let end = HumanTime.seconds(forecast.through)
            let next = outlook.next.map {
                "nothing comes until \(end): the next instant is \(HumanTime.seconds($0)), "
                    + "\(HumanTime.relative($0, now: now)); --hours looks further ahead"
            }
            console.err("\(next ?? "nothing is to come")\n")
            return
        }
        let isLong = forecast.fires.count > Self.mostRows
        print(isLong ? Self.spans(outlook) : Self.instants(outlook, now: now))
        guard forecast.isPartial else { return }
        console.err(
            "it ends at \(HumanTime.seconds(forecast.through)), after \(forecast.count.counted("instant"))\n"
        )
    }

    private static func instants(_ outlook: TaskForecast, now: Instant) -> TextTable {
        var table = TextTable([
            .init("INSTANT (UTC)"), .init("FROM NOW"), .init("FATE"), .init("WHAT", narrowest: 10),
        ])
        for fire in outlook.worst.fires {
            table.add([
                HumanTime.seconds(fire.at), HumanTime.relative(fire.at, now: now),
                outlook.isForeseen ? fire.fate.rawValue : "-", outlook.isForeseen ? what(fire) : "",
            ])
        }
        return table
    }

    private static func spans(_ outlook: TaskForecast) -> TextTable {
        let fires = outlook.worst.fires
        let size = (fires.count + mostSpans - 1) / mostSpans
        let parts = stride(from: 0, to: fires.count, by: size).map {
            fires[$0..<min($0 + size, fires.count)]
        }
        let fates = ForecastFates(parts.map { (outlook, $0) })
        var table = TextTable(
            [.init("FROM (UTC)"), .init("TO"), .init("FIRES", isRight: true)]
                + fates.titles.map { .init($0, isRight: true) } + [.init("AT ONCE", isRight: true)]
        )
        for (part, cells) in zip(parts, fates.rows) {
            guard let first = part.first, let last = part.last else { continue }
            table.add(
                [
                    HumanTime.seconds(first.at), HumanTime.seconds(last.at, besides: first.at),
                    "\(part.reduce(0) { $0 + $1.count })",
                ] + cells + [outlook.isForeseen ? "\(part.map(\.active).max() ?? 0)" : "-"]
            )
        }
        return table
    }

    private static func what(_ fire: Forecast.Fire) -> String {
        var what: [String] = []
        if let execution = fire.execution { what.append(execution) }
        if let start = fire.startsAt, start > fire.at {
            what.append("at \(HumanTime.seconds(start, besides: fire.at))")
        }
        if let holder = fire.heldBy { what.append("held by \(holder)") }
        if fire.cancels > 0 { what.append("cancels \(fire.cancels)") }
        if fire.active > 1 { what.append("\(fire.active) at once") }
        if fire.count > 1 { what.append("\(fire.count) instants") }
        return what.joined(separator: ", ")
    }
}
