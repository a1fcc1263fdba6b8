internal import Canvas

/// The worker sessions.
enum WorkersScreen {
    private enum Column: Int, CaseIterable {
        case session, process, host, program, began, lasted, inFlight, lease, standing
    }

    /// The rows of the sentence at the top, with the blank one below it.
    private static func headRows(_ state: DashboardState) -> Int {
        state.layout.body.rows < 8 ? 1 : state.size.columns < 70 ? 4 : 3
    }

    /// The rows of the list.
    static func rows(_ state: DashboardState) -> Int {
        max(0, state.layout.body.rows - headRows(state) - 1)
    }

    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        let head = area.split(top: headRows(state))
        drawSentence(state, on: &canvas, in: head.top)
        let workers = state.snapshot.workers
        let table = head.rest
        guard !workers.isEmpty else {
            canvas.draw(
                "no worker has ever run on this database",
                row: table.row,
                column: 1,
                style: Style(.textDim)
            )
            canvas.cursor = Position(row: table.row, column: 0)
            return
        }
        let columns = columns(workers, now: state.snapshot.now)
        let layout = TableLayout(columns, column: 4, width: max(0, area.columns - 4))
        canvas.drawTitles(columns, layout, row: table.row)
        canvas.draw("S", row: table.row, column: 2, style: Style(.tableHeader))
        for (row, worker) in zip(
            table.row + 1..<max(table.row + 1, table.bottom),
            workers.dropFirst(state.workers.top)
        ) {
            let surface = canvas.drawSelection(worker.session == state.workers.selection, row: row)
            canvas.drawMark(mark(worker), row: row, on: surface)
            for place in layout.places {
                guard let column = Column(rawValue: place.index) else { continue }
                let (text, role) = content(column, of: worker, state, glyphs: canvas.glyphs)
                let style = Style(role, on: surface)
                canvas.drawCell(text, of: columns[place.index], at: place, row: row, style: style)
            }
        }
    }

    private static func columns(_ workers: [WorkerLine], now: Int64) -> [TableColumn] {
        func widest(_ text: (WorkerLine) -> String, from least: Int, to most: Int) -> Int {
            min(max(least, workers.reduce(0) { max($0, GraphemeReader.width(of: text($1))) }), most)
        }
        let host = widest(\.host, from: 6, to: 24)
        let program = widest(\.program, from: 7, to: 24)
        let standing = widest({ Self.standing($0, now: now) }, from: 8, to: 24)
        return [
            TableColumn("NO", width: widest({ "\($0.session)" }, from: 3, to: 8), align: .right),
            TableColumn("PID", width: widest({ "\($0.process)" }, from: 6, to: 10), align: .right),
            TableColumn("HOST", least: 4, comfortable: min(host, 12), most: host, rank: 2),
            TableColumn("PROGRAM", least: 4, comfortable: min(program, 12), most: program, rank: 1),
            TableColumn("BEGAN", width: 11, rank: 4),
            TableColumn("LASTED", width: 6, align: .right, rank: 3),
            TableColumn("STEPS", width: 5, align: .right, rank: 5),
            TableColumn("LEASE", width: 6, align: .right, rank: 6),
            TableColumn("STATE", least: 8, comfortable: standing, most: 60),
        ]
    }

    private static func content(
        _ column: Column,
        of worker: WorkerLine,
        _ state: DashboardState,
        glyphs: Glyphs
    ) -> (String, Role) {
        let now = state.snapshot.now
        switch column {
        case .session: return ("\(worker.session)", .text)
        case .process: return ("\(worker.process)", .text)
        case .host: return (worker.host, .textDim)
        case .program: return (worker.program, .textDim)
        case .began: return (began(worker.beganAt, now: now), .textDim)
        case .lasted:
            // When one that nobody saw die has died is not known: it lasted as long as it was seen.
            guard worker.endedAt != nil || worker.seenAt != nil || worker.isAlive else {
                return (glyphs.none, .textDim)
            }
            let end = worker.seenAt ?? worker.endedAt ?? now
            return (TimeText.span(max(0, end.since(worker.beganAt))), .textDim)
        case .inFlight: return (worker.inFlight > 0 ? "\(worker.inFlight)" : glyphs.none, .text)
        case .lease:
            guard worker.isHolder, let until = worker.leaseExpiresAt else { return (glyphs.none, .textDim) }
            let isLate = until <= now
            return (TimeText.until(until, from: now), isLate ? .stateLate : .text)
        case .standing:
            let mark = mark(worker)
            return (standing(worker, now: now), mark == .stopped ? .textDim : mark.role)
        }
    }

    private static func began(_ moment: Int64, now: Int64) -> String {
        let day = TimeText.date(moment)
        let clock = TimeText.clock(moment)
        return day == TimeText.date(now) ? String(clock.prefix(8)) : "\(day.suffix(5)) \(clock.prefix(5))"
    }

    private static func mark(_ worker: WorkerLine) -> StateMark {
        if worker.endedAt != nil { return worker.reason == "died" ? .failed : .stopped }
        if worker.isHolder { return worker.isAlive ? .active : .late }
        return worker.isAlive ? .sleeping : .failed
    }

    /// What a session is to the database, in a few words.
    static func standing(_ worker: WorkerLine, now: Int64) -> String {
        if worker.endedAt != nil {
            // Whether it died or was frozen when another took over is on no record.
            if let seen = worker.seenAt { return "gone after \(began(seen, now: now))" }
            return worker.reason.isEmpty ? "ended" : "ended: \(worker.reason)"
        }
        // It was found dead later than the past that is shown.
        if let seen = worker.seenAt { return "silent after \(began(seen, now: now))" }
        if worker.isHolder {
            guard worker.isAlive else { return "its process is gone; the lease runs out" }
            // Of the past it is not on record how long it lasted.
            let isOver = worker.leaseExpiresAt.map { $0 <= now } ?? false
            if isOver { return "holds the lease, which has run out" }
            return worker.drainingAt.map { "stopping \(TimeText.span(max(0, now.since($0))))" }
                ?? "holds the lease"
        }
        return worker.isAlive ? "standby: takes over when the holder ends" : "died unnoticed"
    }

    // MARK: Who runs the engine

    private static func drawSentence(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        let (text, mark) = sentence(state)
        canvas.draw(canvas.glyphs.glyph(mark), row: area.row, column: 1, width: 1, style: Style(mark.role))
        let style = Style(mark == .active ? .textStrong : mark.role)
        let width = max(1, area.columns - 4)
        if area.rows < 2 {
            canvas.draw(text, row: area.row, column: 3, width: width, style: style)
        } else {
            canvas.drawWrapped(
                text,
                row: area.row,
                column: 3,
                width: width,
                rows: area.rows - 1,
                style: style
            )
            // Below the sentence where it needs no second row.
            guard area.rows > 2, let file = state.snapshot.file, GraphemeReader.width(of: text) <= width
            else {
                return
            }
            canvas.draw(
                keeping(file, now: state.snapshot.now),
                row: area.row + 1,
                column: 3,
                width: width,
                style: Style(.textDim)
            )
        }
    }

    /// How large the database is, and how far back it reaches.
    static func keeping(_ file: FileLine, now: Int64) -> String {
        let free = file.free > 0 ? ", \(FileLine.text(file.free)) of it free" : ""
        let oldest = file.oldest.map { "; it reaches back \(TimeText.age($0, now: now))" } ?? ""
        return "The database has \(FileLine.text(file.size))\(free)\(oldest)."
    }

    /// Who runs the engine, or that nobody does and what to do then.
    static func sentence(_ state: DashboardState) -> (text: String, mark: StateMark) {
        let snapshot = state.snapshot
        let holder = snapshot.workers.first { $0.isHolder && $0.endedAt == nil }
        let nobody =
            "No process runs the engine: nothing fires. Start 'zartop' or 'zartop --no-ui' on this database."
        if snapshot.isUnattended { return (nobody, .late) }
        let process = holder?.process ?? snapshot.workerProcess
        let who = process.map { "process \($0)" } ?? "another process"
        let place = holder.map { " on \($0.host)" } ?? ""
        if snapshot.standing == .past {
            if let seen = holder?.seenAt {
                let after = "was not heard of after \(began(seen, now: snapshot.now))"
                return ("The engine's \(who)\(place) \(after): nothing fired until another ran.", .late)
            }
            return process == nil || holder?.isAlive == false
                ? ("No process ran the engine then: nothing fired.", .late)
                : ("The engine ran in \(who)\(place) then.", .active)
        }
        if let holder, !holder.isAlive {
            return (
                "The engine's \(who)\(place) is gone: a standby takes over, or start 'zartop --no-ui'.", .late
            )
        }
        let isLate = holder?.leaseExpiresAt.map { $0 <= snapshot.now } ?? false
        var lease = ""
        if let since = holder?.drainingAt, !isLate {
            lease = "; it has been stopping since \(TimeText.clock(since)) and begins nothing new"
        } else if let until = holder?.leaseExpiresAt {
            lease =
                isLate
                ? "; its lease ran out at \(TimeText.clock(until)): it may be frozen"
                : "; its lease lasts until \(TimeText.clock(until))"
        }
        switch snapshot.standing {
        case .live:
            return (
                "This \(process.map { "process, \($0)," } ?? "process") runs the engine\(lease).",
                isLate ? .late : .active
            )
        case .attached: return ("The engine runs in \(who)\(place)\(lease).", isLate ? .late : .active)
        default:
            guard process != nil else { return (nobody, .late) }
            return ("The engine runs in \(who)\(place)\(lease).", isLate ? .late : .active)
        }
    }
}
