import Canvas
import Testing
import Timetable
import ZartCore

@testable import Dashboard

@Suite(.timeLimit(.minutes(10)))
struct TasksScreenTests {
    @Test func `a click selects the task drawn in that row, at every size`() {
        for (columns, rows) in [(20, 5), (40, 12), (80, 24), (120, 40), (160, 30), (200, 60)] {
            var state = TasksSample.state(columns, rows)
            let canvas = state.render()
            var found = 0
            for row in 0..<rows {
                guard let place = TasksScreen.row(at: Position(row: row, column: 4), state) else { continue }
                found += 1
                let text = canvas.row(row).map(\.grapheme.string).joined()
                #expect(text.contains(state.tasks.ids[place].prefix(8)))
                _ = state.handle(.click(Position(row: row, column: 4)), at: 1)
                #expect(state.tasks.place == place)
            }
            #expect(found == min(state.tasks.ids.count, TasksScreen.rows(state)))
        }
    }

    @Test
    func `on a narrow screen a key shows the list alone, then the radar below it, then the usual panes`() {
        var state = TasksSample.state(80, 24)
        let usual = state.text(.unicode)
        #expect(!usual.contains("Fire radar"))
        _ = OrderSample.press(keys("e"), &state)
        #expect(TasksLayout(state).table.rows == state.layout.body.rows)
        _ = OrderSample.press(keys("e"), &state, from: 100_000)
        #expect(state.text(.unicode).contains("Fire radar") && state.wish.radar == 600_000)
        _ = OrderSample.press(keys("e"), &state, from: 200_000)
        #expect(state.text(.unicode) == usual)
        var wide = TasksSample.state(120, 40)
        let all = wide.text(.unicode)
        _ = OrderSample.press(keys("ee"), &wide)
        #expect(wide.text(.unicode) == all)
    }

    @Test func `the radar is read for as far as it is drawn`() {
        #expect(TasksSample.state(80, 24).wish.radar == nil)
        #expect(TasksSample.state(120, 40).wish.radar == 600_000)
        #expect(TasksSample.state(200, 60).wish.radar == 3_600_000)
        #expect(TasksSample.state(200, 60, keys: [.character("e")]).wish.radar == nil)
    }

    @Test func `the radar looks nearer where all would be a crowd, and farther where nothing would be seen`()
    {
        func reach(_ intervals: [Int64], columns: Int = 120) -> Int64? {
            var state = TasksSample.state(columns, columns == 120 ? 40 : 60)
            var snapshot = state.snapshot
            snapshot.tasks = intervals.enumerated().map { place, interval in
                var task = TaskLine("t\(place)", state: "active")
                task.nextFireAt = snapshot.now + interval
                let fires = (1...500).map { snapshot.now + Int64($0) * interval }
                    .filter { $0 < snapshot.now + 600_000 }
                task.forecast = FireForecast(fires.map { .init(at: $0, fate: .starts) })
                return task
            }
            state.update(snapshot)
            return state.wish.radar
        }
        #expect(reach([4000, 4000]) == 60_000)
        #expect(reach([4000, 4000], columns: 200) == 60_000)
        #expect(reach([20_000], columns: 200) == 600_000)
        #expect(reach([4000, 30_000]) == 600_000)
        #expect(reach([4000, 3_600_000]) == 600_000)
        #expect(reach([1_800_000, 86_000_000]) == 3_600_000)
        #expect(reach([7_200_000, 86_000_000]) == 86_400_000)
        #expect(reach([300_000_000]) == 86_400_000)
        #expect(reach([]) == 600_000)
    }

    @Test func `a pause that ends by itself has a lane, up to its end and from there on`() {
        var state = TasksSample.state(120, 40)
        var snapshot = state.snapshot
        func lane(_ goesOn: Int64?, _ fires: [Int64]) -> String? {
            var task = TaskLine("backup", state: "paused")
            task.forecast = FireForecast(fires.map { .init(at: snapshot.now + $0, fate: .starts) })
            task.forecast.goesOnAt = goesOn.map { snapshot.now + $0 }
            snapshot.tasks = [TaskLine("other", state: "active"), task]
            state.update(snapshot)
            let rows = state.render(glyphs: Glyphs(.unicode)).text.split(separator: "\n").map(String.init)
            guard let radar = rows.firstIndex(where: { $0.contains("Fire radar") }) else { return nil }
            return rows[radar...].first { $0.hasPrefix(" backup") }
        }
        #expect(lane(nil, []) == nil)
        let until = "paused until \(TimeText.moment(snapshot.now + 300_000, now: snapshot.now))"
        let shown = lane(300_000, [360_000, 480_000]) ?? ""
        #expect(shown.contains(until) && shown.count { $0 == "│" } == 2, "\(shown)")
        // What does not fit is told by its mark.
        #expect(lane(40_000, [60_000])?.contains("‖") == true)
        #expect(lane(40_000, [60_000])?.contains("paused") == false)
        #expect(lane(86_400_000, [])?.contains("paused until") == true)
    }

    @Test func `the radar's axis counts in what its reach is made of`() {
        #expect(RadarReach.marks(60_000).map(\.text) == ["+10s", "+20s", "+30s", "+40s", "+50s"])
        #expect(RadarReach.marks(600_000).map(\.text).last == "+9m")
        #expect(RadarReach.marks(3_600_000).map(\.text) == ["+10m", "+20m", "+30m", "+40m", "+50m"])
        #expect(RadarReach.marks(86_400_000).map(\.text) == ["+4h", "+8h", "+12h", "+16h", "+20h"])
        #expect(
            [60_000, 600_000, 3_600_000, 86_400_000].map(RadarReach.text) == [
                "1 min", "10 min", "60 min", "24 h",
            ]
        )
    }

    @Test func `events are read for the pane, and stay while another view is shown`() {
        for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
            let state = TasksSample.state(columns, rows)
            let shown = TasksLayout(state).events.map { $0.rows - 1 } ?? 0
            #expect(state.wish.recent >= shown && state.wish.recent < shown + 16)
        }
        var state = TasksSample.state(80, 24)
        let events = state.snapshot.recent
        _ = state.handle(.character("2"), at: 0)
        #expect(state.wish.recent == 0)
        var snapshot = state.snapshot
        snapshot.recent = []
        state.update(snapshot)
        #expect(state.snapshot.recent == events && !events.isEmpty)
    }

    @Test func `of an earlier moment nothing is shown that happened after it`() {
        var state = TasksSample.state(80, 24)
        var snapshot = state.snapshot
        snapshot.standing = .past
        snapshot.now -= 60_000
        _ = state.look(at: snapshot.now, moment: 0)
        state.update(snapshot)
        let events = state.snapshot.recent
        snapshot.recent = []
        state.update(snapshot)
        #expect(state.snapshot.recent == events && !events.isEmpty)
        snapshot.now -= 3_600_000
        _ = state.look(at: snapshot.now, moment: 0)
        state.update(snapshot)
        #expect(state.snapshot.recent.isEmpty)
    }

    @Test func `a fault and a missing worker take the whole header and the first line of attention`() {
        var snapshot = TasksSample.snapshot
        snapshot.fault = "database is locked"
        var canvas = TasksSample.state(80, 24, snapshot).render()
        #expect(canvas.row(0).allSatisfy { $0.style == Style(.flashError, reversed: true) })
        #expect(canvas.text.contains("FAULT database is locked"))
        #expect(canvas.text.contains("cannot be read: database is locked"))
        snapshot.fault = nil
        snapshot.writeFault = "no space left"
        canvas = TasksSample.state(80, 24, snapshot).render()
        #expect(canvas.row(0).allSatisfy { $0.style == Style(.flashError, reversed: true) })
        #expect(canvas.text.contains("FAULT no space left"))
        #expect(canvas.text.contains("cannot be written: no space left; nothing new begins"))
        snapshot.writeFault = nil
        snapshot.standing = .unattended
        canvas = TasksSample.state(80, 24, snapshot).render()
        #expect(canvas.row(0).allSatisfy { $0.style == Style(.stateLate, reversed: true) })
        #expect(canvas.text.contains("NO WORKER: nothing fires"))
        #expect(TasksSample.screen(16, 1, snapshot).contains("no worker"))
        // Who only looks is told as well, but not to take over.
        snapshot.standing = .readOnly
        snapshot.lacksWorker = true
        canvas = TasksSample.state(120, 40, snapshot).render()
        #expect(canvas.row(0).allSatisfy { $0.style == Style(.stateLate, reversed: true) })
        #expect(canvas.text.contains("READ-ONLY") && canvas.text.contains("NO WORKER: nothing fires"))
        #expect(canvas.text.contains("no worker runs: nothing fires until one does"))
        #expect(
            canvas.text.contains("nothing fires until a worker runs") && !canvas.text.contains("takes over")
        )
        snapshot.lacksWorker = false
        snapshot.standing = .attached
        snapshot.silentSince = snapshot.now - 27_000
        #expect(TasksSample.state(80, 24, snapshot).render().text.contains("WORKER SILENT 27s"))
        snapshot.silentSince = nil
        snapshot.isWorkerDraining = true
        #expect(TasksSample.state(120, 40, snapshot).render().text.contains(" DRAINING  "))
        snapshot.totals.stepsInFlight = 3
        canvas = TasksSample.state(120, 40, snapshot).render()
        #expect(canvas.text.contains(" DRAINING 3 "))
        #expect(canvas.text.contains("nothing starts any more: the worker is stopping"))
    }

    @Test func `a filter that is too long loses its end and not its count`() {
        let keys =
            [Key.character("/")] + "task:inventory-snapshot".unicodeScalars.map { Key.character($0) } + [
                .enter
            ]
        let bar = TasksSample.screen(80, 24, keys: keys).split(separator: "\n")[1]
        #expect(bar.hasSuffix("  / task:inventory-sn…  1 of 12"), "\(bar)")
        let narrow = TasksSample.screen(70, 24, keys: keys).split(separator: "\n")[1]
        #expect(narrow.hasSuffix("  / task:in…  1 of 12"), "\(narrow)")
    }

    @Test func `a mark and the selection share the first columns`() {
        let keys = [Key.character(" "), .character(" "), .character("k")]
        let rows = TasksSample.screen(80, 24, keys: keys).split(separator: "\n").map(String.init)
        #expect(rows[3].hasPrefix("*   ") || rows[3].hasPrefix("* !"))
        #expect(rows[4].hasPrefix("▌*● config-refresh"))
        #expect(rows[1].contains("2 marked"))
    }

    private func sorted(_ tasks: [TaskLine], by sort: TaskSort) -> [String] {
        sort.order(of: tasks) { _ in true }.map { tasks[$0].name }
    }

    @Test func `it sorts by every column, either way, and loses no task`() {
        for column in TaskSort.Column.allCases {
            for isInverted in [false, true] {
                var sort = TaskSort()
                (sort.column, sort.isInverted) = (column, isInverted)
                let names = sorted(TasksSample.tasks, by: sort)
                #expect(Set(names) == Set(TasksSample.tasks.map(\.name)))
            }
        }
        let names = sorted(TasksSample.tasks, by: TaskSort())
        #expect(names.first == "tax-export")
        #expect(names.suffix(2) == ["ledger-close", "legacy-sync"])
    }

    @Test func `a forecast counts what the policy would skip, cancel or hold`() throws {
        func summary(_ policy: String, _ duration: Int64) throws -> String? {
            let origin = Instant(milliseconds: 0)
            let schedule = try Schedule(
                .fixedDelay(.seconds(5)),
                zone: nil,
                anchor: origin,
                includesAnchor: true
            )
            let view = TaskView(
                name: "t",
                template: try IDTemplate("t-{occurrence}"),
                overlap: try #require(OverlapPolicy(text: policy)),
                schedule: schedule,
                cursor: origin - .milliseconds(1)
            )
            let played = Forecast(
                view,
                duration: .milliseconds(duration),
                from: origin,
                through: origin + .milliseconds(599_999)
            )
            return TasksSample.shown(played).summary
        }
        #expect(try summary("skip-if-running", 4100) == nil)
        #expect(try summary("skip-if-running", 12_400) == "2 in 3 will skip")
        #expect(try summary("skip-if-running", 9000) == "1 in 2 will skip")
        #expect(try summary("cancel-and-restart", 9000) == "119 of 120 will be cut short at p95")
        #expect(try summary("always-start", 12_400) == "up to 3 at once")
        #expect(try summary("max-3 skip", 12_400) == "up to 3 at once")
        #expect(OverlapRule("max-1 buffer(limit 5, keep first)").atCap == .buffer(limit: 5, keepsFirst: true))
    }

    @Test func `what comes to a full buffer is dropped or takes a place, as the policy says`() {
        var task = TasksSample.snapshot.tasks[0]
        (task.state, task.note, task.backfill) = ("active", "", "")
        task.nextFireAt = TasksSample.now + 60_000
        (task.running, task.holders) = (1, ["report-1"])
        func said(_ overlap: String, buffered: Int) -> String {
            (task.overlap, task.buffered) = (overlap, buffered)
            return TaskOutlook.sentence(task, now: TasksSample.now)
        }
        let first = "max-1 buffer(limit 2, keep first)"
        let latest = "max-1 buffer(limit 1, keep latest)"
        let waits = "the instant in 1m00s waits for report-1 to end"
        #expect(said(first, buffered: 0) == waits)
        #expect(
            said(first, buffered: 1) == "the instant in 1m00s waits behind 1 that waits for report-1"
        )
        #expect(
            said(first, buffered: 2)
                == "the instant in 1m00s is dropped if report-1 still runs: 2 wait already"
        )
        #expect(
            said(latest, buffered: 1)
                == "the instant in 1m00s takes the place of one that waits if report-1 still runs"
        )
        #expect(
            said("max-1 buffer(keep all)", buffered: 9)
                == "the instant in 1m00s waits behind 9 that wait for report-1"
        )
    }

    @Test func `nothing traps or leaves the screen, whatever the size and the data`() {
        let texts = [
            "", "\u{1B}[31mred", "漢字漢字漢字", String(repeating: "long ", count: 99), "\n\t\u{0}e\u{301}",
        ]
        let numbers: [Int64] = [.min, -1, 0, 1, TasksSample.now, .max]
        for (turn, number) in numbers.enumerated() {
            var snapshot = TasksSample.snapshot
            for place in snapshot.tasks.indices {
                let other = numbers[(place + turn) % numbers.count]
                let text = texts[(place + turn) % texts.count]
                snapshot.tasks[place].nextFireAt = other
                snapshot.tasks[place].p95 = number
                snapshot.tasks[place].forecast = FireForecast(
                    [other, number, .max].map { .init(at: $0, fate: .starts) }
                )
                snapshot.tasks[place].last?.startedAt = other
                snapshot.tasks[place].last?.endedAt = place % 2 == 0 ? number : nil
                snapshot.tasks[place].durations = [number, nil, other]
                (snapshot.tasks[place].note, snapshot.tasks[place].template) = (text, text)
                (snapshot.tasks[place].schedule, snapshot.tasks[place].overlap) = (text, text)
                snapshot.tasks[place].occurrence = .max
                snapshot.tasks[place].skipped = .min
            }
            (snapshot.now, snapshot.database) = (number, texts[turn % texts.count])
            snapshot.standing = Standing.allCases[turn % Standing.allCases.count]
            snapshot.fault = turn == 3 ? texts[1] : nil
            for columns in stride(from: 1, through: 220, by: 13) {
                for rows in stride(from: 1, through: 70, by: 3) {
                    let state = TasksSample.state(columns, rows, snapshot)
                    #expect(state.render().size == Size(columns: columns, rows: rows))
                    #expect(TasksScreen.rows(state) >= 0)
                }
            }
        }
    }
}
