import Canvas
import Testing

@testable import Dashboard

/// The events view: following, holding, finding.
@Suite(.timeLimit(.minutes(10)))
struct EventsViewTests {
    private func shown(_ state: DashboardState) -> [String] {
        state.render().text.split(separator: "\n").compactMap { line in
            line.firstRange(of: "event ").map { String(line[$0.lowerBound...]) }
        }
    }

    private func with(_ lines: [EventLine], _ state: DashboardState, newer: Int = 0, older: Bool = false)
        -> Snapshot
    {
        var snapshot = state.snapshot
        snapshot.events.rows = lines
        snapshot.events.newer = newer
        snapshot.events.hasOlder = older
        return snapshot
    }

    @Test func `from the events of an execution one goes back to where it was asked for`() {
        var state = OrderSample.state(.executions)
        _ = OrderSample.press(keys("o"), &state)
        #expect(state.view == .events && !state.events.filter.isEmpty)
        _ = OrderSample.press([.escape], &state)
        #expect(state.view == .executions && state.events.filter.isEmpty)
        _ = OrderSample.press(keys("3") + [.escape], &state)
        #expect(state.view == .tasks)
    }

    @Test func `it follows the newest until one moves up, and then stands still`() {
        var state = EventSample.state(rows: 12, EventSample.many(40))
        #expect(shown(state).last == "event 39")
        var more = EventSample.many(40)
        more += [EventLine("new", at: sketchMoment, level: .info, message: "event new")]
        state.update(with(more, state))
        #expect(shown(state).last == "event new")
        _ = state.handle(.character("k"), at: 1)
        #expect(!state.events.follows)
        #expect(state.wish.events?.before == sketchMoment)
        let before = shown(state)
        state.update(with(more, state, newer: 12))
        #expect(shown(state) == before)
        #expect(state.render().text.contains("12 newer"))
        _ = state.handle(.character("G"), at: 2)
        #expect(state.events.follows)
        #expect(state.wish.events?.before == nil)
    }

    @Test func `older events that arrive move nothing`() {
        let all = EventSample.many(100)
        var state = EventSample.state(rows: 14, Array(all.suffix(50)))
        state.update(with(Array(all.suffix(50)), state, older: true))
        for _ in 0..<49 { _ = state.handle(.character("k"), at: 1) }
        #expect(state.wish.events?.limit == 250)
        let before = shown(state)
        #expect(before.first == "event 50")
        state.update(with(all, state))
        #expect(shown(state) == before)
        _ = state.handle(.character("k"), at: 2)
        #expect(shown(state).first == "event 49")
    }

    @Test func `words are found, counted and walked through without hiding the rest`() {
        var state = EventSample.state()
        _ = OrderSample.press(keys("/smtp") + [.enter], &state)
        #expect(state.render().text.contains("/smtp  2 hits"))
        #expect(state.shownEvents.count == 10)
        _ = OrderSample.press(keys("n"), &state)
        #expect(state.events.list.place == 4)
        _ = OrderSample.press(keys("N"), &state)
        #expect(state.events.list.place == 1)
        _ = OrderSample.press(keys("N"), &state)
        #expect(state.events.list.place == 4)
        let marked = state.render().roles([.hit: "h"]).filter { $0 == "h" }.count
        #expect(marked == 8)
    }

    @Test func `a field hides what does not match`() {
        var state = EventSample.state()
        _ = OrderSample.press(keys("/task:config") + [.enter], &state)
        #expect(state.shownEvents.map(\.execution) == ["config-8800"])
        #expect(state.wish.events?.filter.terms.count == 1)
    }

    @Test func `the level goes round and hides what is below it`() {
        var state = EventSample.state()
        _ = OrderSample.press(keys("L"), &state)
        #expect(state.events.level == .warn)
        #expect(state.shownEvents.count == 2)
        _ = OrderSample.press(keys("LL"), &state)
        #expect(state.events.level == .debug)
    }

    @Test func `o shows what happened to the selection`() {
        var state = OrderSample.state(.executions)
        _ = OrderSample.press(keys("o"), &state)
        #expect(state.view == .events)
        #expect(state.events.filter.text == "id:invoice-203")
    }

    @Test func `long lines go on in the next row and the selection stays on the screen`() {
        var lines = EventSample.many(30)
        for place in lines.indices {
            lines[place].message += String(repeating: " words that go on", count: 9)
        }
        var state = EventSample.state(rows: 12, lines)
        _ = OrderSample.press(keys("w"), &state)
        for _ in 0..<29 {
            _ = OrderSample.press(keys("k"), &state)
            let place = state.events.list.place ?? -1
            #expect(shown(state).contains { $0.hasPrefix("event \(place) ") })
        }
    }

    @Test(arguments: GlyphSet.allCases)
    func `every screen and every question fits every size, whatever the text`(family: GlyphSet) {
        let nasty = "\u{1b}[2J\u{7}日本語\u{301}\r\n" + String(repeating: "長", count: 90)
        var lines = EventSample.many(5)
        for (place, moment) in [Int64.min, -1, 0, .max - 1, .max].enumerated() {
            lines[place].at = moment
            lines[place].message = nasty
            lines[place].execution = nasty
            lines[place].step = nasty
            lines[place].attempt = .max
        }
        var snapshot = OrderSample.snapshot()
        for now in [Int64.min, 0, .max] {
            snapshot.now = now
            snapshot.events.rows = lines
            snapshot.detail = OrderSample.detail
            snapshot.detail?.runs[0].steps[0].name = nasty
            snapshot.executions.rows[0].startedAt = .min
            snapshot.tasks[0].nextFireAt = .max
            snapshot.tasks[0].name = nasty
            snapshot.totals.running = .max
            var worker = WorkerLine(.max, process: .max, host: nasty, program: nasty, beganAt: .min)
            worker.isHolder = true
            worker.leaseExpiresAt = .max
            worker.reason = nasty
            snapshot.workers = [worker]
            for size in [
                (1, 1), (19, 5), (20, 5), (21, 7), (30, 8), (40, 12), (59, 13), (80, 24), (99, 20), (220, 70),
            ] {
                for opening in [
                    "3", "3w", "3/日本", "4", "?", "?x", "S", "Sx", "t", "2x", "2R", "q", "T", ":", ":zz",
                ] {
                    var state = DashboardState(snapshot, size: Size(columns: size.0, rows: size.1))
                    state.settings.themes = [nasty, "harbor"]
                    _ = OrderSample.press(keys(opening), &state)
                    let canvas = state.render(glyphs: Glyphs(family))
                    #expect(!canvas.text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
                }
            }
        }
    }
}
