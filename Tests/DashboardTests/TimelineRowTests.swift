import Canvas
import Testing

@testable import Dashboard

@Suite(.timeLimit(.minutes(10)))
struct TimelineRowTests {
    /// Steps of any shape, the same in every run.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
        }
    }

    private func drawn(
        _ step: StepLine,
        _ window: TimeWindow,
        _ columns: Int,
        now: Int64,
        _ glyphs: GlyphSet = .unicode
    ) -> Canvas {
        var canvas = Canvas(size: Size(columns: columns, rows: 1), glyphs: Glyphs(glyphs))
        TimelineRow(step, in: window, columns: columns, now: now)
            .draw(on: &canvas, row: 0, column: 0, surface: .background)
        return canvas
    }

    private func step(_ state: String, _ attempts: [(String, Int64, Int64?)]) -> StepLine {
        var step = StepLine("s", state: state)
        for (place, (state, from, to)) in attempts.enumerated() {
            var attempt = AttemptLine(place + 1, state: state, startedAt: from)
            attempt.endedAt = to
            step.attempts.append(attempt)
        }
        step.startedAt = attempts.first?.1
        if state == "completed" || state == "failed" { step.endedAt = attempts.last?.2 }
        return step
    }

    private func anyStep(_ numbers: inout Numbers) -> StepLine {
        var moment = Int64.random(in: -50...900, using: &numbers)
        var step = StepLine(
            "s",
            state: ["running", "retrying", "completed", "scheduled"].randomElement(using: &numbers) ?? ""
        )
        step.startedAt = moment
        for number in 1...Int.random(in: 1...6, using: &numbers) {
            moment += Int64.random(in: 0...40, using: &numbers)
            let state =
                ["failed", "completed", "interrupted", "timed-out"].randomElement(using: &numbers) ?? ""
            var attempt = AttemptLine(number, state: state, startedAt: moment)
            moment += Int64.random(in: 0...200, using: &numbers)
            attempt.endedAt = moment
            attempt.backoff = Bool.random(using: &numbers) ? Int64.random(in: 0...50, using: &numbers) : nil
            step.attempts.append(attempt)
        }
        if Bool.random(using: &numbers) {
            step.nextRetryAt = moment + Int64.random(in: 0...300, using: &numbers)
        }
        if step.state == "completed" { step.endedAt = moment }
        (step.usual, step.usualMost) = (
            Int64.random(in: 0...900, using: &numbers), Int64.random(in: 0...1200, using: &numbers)
        )
        return step
    }

    @Test func `segments cover every eighth once, in order, and show the highest kind that reaches into it`()
    {
        var numbers = Numbers(state: 7)
        for _ in 0..<2000 {
            let step = anyStep(&numbers)
            let start = Int64.random(in: -100...500, using: &numbers)
            let window = TimeWindow(start: start, end: start + Int64.random(in: 1...1500, using: &numbers))
            let columns = Int.random(in: 1...40, using: &numbers)
            let now = Int64.random(in: 0...1500, using: &numbers)
            let row = TimelineRow(step, in: window, columns: columns, now: now)
            #expect(row.segments.first?.from == 0)
            #expect(row.segments.last?.to == columns * 8)
            #expect(row.segments.allSatisfy { $0.from < $0.to })
            for (one, next) in zip(row.segments, row.segments.dropFirst()) {
                #expect(one.to == next.from && one.kind != next.kind)
            }
            // The definition, eighth by eighth, in whole numbers.
            let parts = Int64(columns * 8)
            var expected = Array(repeating: TimelineRow.Kind.nothing, count: columns * 8)
            step.forEachSpan(now: now) { kind, from, to in
                let to = kind.isRun ? max(to, from + 1) : to
                guard from < to else { return }
                for place in 0..<parts {
                    let begins = window.start * parts + place * window.length
                    if from * parts < begins + window.length, to * parts > begins {
                        expected[Int(place)] = max(expected[Int(place)], kind)
                    }
                }
            }
            let shown = row.segments.flatMap { Array(repeating: $0.kind, count: $0.to - $0.from) }
            #expect(shown == expected)
            #expect(row.marks.allSatisfy { (0..<columns).contains($0.column) })
        }
    }

    @Test func `a run is drawn to the eighth, and one that begins inside a column in reverse video`() {
        let canvas = drawn(
            step("completed", [("completed", 3, 21)]),
            TimeWindow(start: 0, end: 32),
            4,
            now: 99
        )
        #expect(canvas.text == "▍█▋")
        #expect(canvas[0, 0].style == Style(.stateOK, reversed: true))
        #expect(canvas[0, 2].style == Style(.stateOK))
        let within = drawn(
            step("completed", [("completed", 2, 5)]),
            TimeWindow(start: 0, end: 16),
            2,
            now: 99
        )
        #expect(within.text == "▍")
    }

    @Test func `a failed attempt ends in its mark, then the back-off leads to the planned retry`() {
        var retrying = step("retrying", [("failed", 4, 24)])
        retrying.nextRetryAt = 60
        let window = TimeWindow(start: 0, end: 80)
        #expect(drawn(retrying, window, 10, now: 40).text == "▌█✗┄┄┄┄┊")
        #expect(drawn(retrying, window, 10, now: 40, .ascii).text == " #x....:")
        #expect(drawn(retrying, window, 10, now: 75).text == "▌█✗┄┄┄┄···")
    }

    @Test func `a running step is followed by its usual length, lighter up to the longest`() {
        var running = step("running", [("running", 0, nil)])
        (running.usual, running.usualMost) = (40, 64)
        #expect(drawn(running, TimeWindow(start: 0, end: 80), 10, now: 20).text == "██▌▒▒░░░")
        #expect(drawn(running, TimeWindow(start: 0, end: 80), 10, now: 20, .ascii).text == "###==---")
    }

    @Test func `three milliseconds beside three days are seen`() {
        let day: Int64 = 86_400_000
        let window = TimeWindow(start: 0, end: 3 * day)
        #expect(
            drawn(step("completed", [("completed", day, day + 3)]), window, 30, now: 3 * day).text.contains(
                "▏"
            )
        )
        #expect(drawn(step("failed", [("failed", day, day)]), window, 30, now: 3 * day).text.contains("✗"))
    }

    @Test func `any moments make a row`() {
        for (from, to) in [(Int64.min, Int64.max), (.max, .min), (.max, .max), (.min, .min)] {
            var step = self.step("retrying", [("failed", from, to)])
            (step.nextRetryAt, step.usual, step.usualMost) = (from, to, from)
            step.attempts[0].backoff = .max
            for window in [TimeWindow(start: from, end: to), TimeWindow(start: .min, end: .max)] {
                let row = TimelineRow(step, in: window, columns: 20, now: to)
                #expect(row.segments.last?.to == 160)
                #expect(window.moment(ofPart: 3, parts: 7) >= window.start)
            }
        }
    }
}
