import Canvas
import Dashboard
import Testing

@Suite(.timeLimit(.minutes(10)))
struct DashboardStateTests {
    private let size = Size(columns: 80, rows: 10)

    private func many(_ count: Int) -> [TaskLine] {
        (0..<count).map { number in
            let name = "task-" + (number < 10 ? "0" : "") + "\(number)"
            return TaskLine(name: name, state: "active", nextFireAt: noon + Int64(number + 1) * 1000)
        }
    }

    private func shownTasks(_ state: DashboardState) -> [String] {
        state.render().text.split(separator: "\n").compactMap { line in
            line.split(separator: " ").first { $0.hasPrefix("task-") }.map(String.init)
        }
    }

    @Test func `the selection keeps its task when the order changes`() {
        var state = DashboardState(sample(many(5)), size: size)
        _ = state.handle(.character("j"))
        #expect(state.selection == "task-01")
        var tasks = many(5)
        tasks[1].nextFireAt = noon + 60_000
        state.update(sample(tasks))
        #expect(state.selection == "task-01")
        #expect(shownTasks(state) == ["task-00", "task-02", "task-03", "task-04", "task-01"])
    }

    @Test func `when the selected task is gone its neighbour is selected`() {
        var state = DashboardState(sample(many(5)), size: size)
        _ = state.handle(.character("G"))
        state.update(sample(many(3)))
        #expect(state.selection == "task-02")
        state.update(sample([]))
        #expect(state.selection == nil)
        state.update(sample(many(2)))
        #expect(state.selection == "task-00")
    }

    @Test(arguments: [
        ([Key.character("j"), .down], "task-02"),
        ([.character("k")], "task-00"),
        ([.character("G")], "task-39"),
        ([.end, .character("k"), .up], "task-37"),
        ([.pageDown], "task-07"),
        ([.pageDown, .control("d"), .pageUp], "task-07"),
        ([.pageUp], "task-00"),
        ([.character("G"), .home], "task-00"),
        ([.character("G"), .pageDown], "task-39"),
        ([.paste("jjj"), .character("x"), .function(9)], "task-00"),
    ])
    func `keys move the selection`(keys: [Key], expected: String) {
        var state = DashboardState(sample(many(40)), size: size)
        for key in keys { _ = state.handle(key) }
        #expect(state.selection == expected)
        #expect(shownTasks(state).contains(expected))
        #expect(shownTasks(state).count == 7)
    }

    @Test func `a smaller screen still shows the selected task, a larger one is full`() {
        var state = DashboardState(sample(many(40)), size: size)
        _ = state.handle(.character("G"))
        _ = state.handle(.resize(Size(columns: 80, rows: 6)))
        #expect(shownTasks(state) == ["task-36", "task-37", "task-38", "task-39"])
        _ = state.handle(.resize(Size(columns: 80, rows: 60)))
        #expect(shownTasks(state).count == 40)
    }

    @Test func `late comes first, then the next instant, paused and stopped last`() {
        let names = ["late", "active", "active", "active", "paused", "finished"].enumerated().map {
            place,
            state in
            TaskLine(name: "task-\(place)", state: state, nextFireAt: place == 3 ? nil : noon + Int64(place))
        }
        let state = DashboardState(sample(names.reversed()), size: size)
        #expect(shownTasks(state) == ["task-0", "task-1", "task-2", "task-3", "task-4", "task-5"])
    }

    @Test func `quit, help and unknown keys say what the loop must do`() {
        var state = DashboardState(sample(), size: size)
        #expect(state.handle(.character("?")) == .redraw)
        #expect(state.isHelpShown)
        #expect(state.handle(.escape) == .redraw)
        #expect(state.handle(.escape) == [])
        #expect(state.handle(.character("z")) == [])
        #expect(state.handle(.control("l")) == [.redraw, .repaint])
        #expect(!state.isQuitting)
        #expect(state.handle(.character("q")) == .quit)
        #expect(state.isQuitting)
    }

    @Test func `no size is too small`() {
        for columns in 0...45 {
            for rows in 0...14 {
                let state = DashboardState(sample(), size: Size(columns: columns, rows: rows))
                let canvas = state.render()
                #expect(canvas.size == Size(columns: columns, rows: rows))
                if columns < 20 || rows < 5 {
                    #expect(canvas.text.split(separator: "\n").count <= 1)
                }
            }
        }
        #expect(screen(60, 4) == "orders.db 7 run 3 retry 1 fail 1 late\n\n\n")
    }

    @Test func `hostile texts stay in their columns`() {
        let bad = "evil\u{1B}[2J\n\u{202E}gnp.exe\u{0}日本語日本語日本語日本語日本語"
        let task = TaskLine(
            name: bad,
            state: bad,
            overlap: bad,
            lastOutcomes: [bad],
            schedule: bad,
            note: bad
        )
        let text = screen(120, 6, sample([task]))
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{202E}" })
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 6)
    }
}
