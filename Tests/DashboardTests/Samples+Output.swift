import Canvas

@testable import Dashboard

/// The output of the step `email` of `invoice-203`, 40 lines of it.
enum OutputSample {
    static func row(_ number: Int) -> OutputRow {
        let at = DetailSample.at(-19) + Int64(number) * 75
        if number == 12 { return OutputRow(.cut, at: at, text: "1048576 bytes of stdout were not kept") }
        if number % 9 == 5 {
            return OutputRow(.err, at: at, text: "421 4.7.0 try again later \u{1B}[31mred\u{1B}[0m")
        }
        return OutputRow(
            .out,
            at: at,
            text: "message \(number) of 40 to customer-\(number * 7919 % 1000)@example.test, accepted by mx1"
        )
    }

    static let all = (0..<40).map(row)

    /// What a reader gives for a wish.
    static func page(_ wish: OutputWish, attempts: [Int] = [1, 2], isGrowing: Bool = true) -> OutputPage {
        var page = OutputPage(execution: wish.execution, step: wish.step)
        (page.attempts, page.attempt) = (attempts, wish.attempt ?? attempts.last)
        page.total = all.count
        page.isGrowing = isGrowing
        page.first = min(max(wish.from ?? all.count - wish.limit, 0), all.count)
        page.lines = Array(all[page.first..<min(all.count, page.first + wish.limit)])
        page.search = wish.search
        if !wish.search.isEmpty {
            page.hits = all.indices.filter { FilterPattern(part: wish.search).matches(all[$0].text) }
        }
        return page
    }

    /// Presses keys one by one, each answered by what it asks to be read.
    static func press(_ keys: [Key], _ state: inout DashboardState) {
        for key in keys {
            _ = OrderSample.press([key], &state)
            // Each was typed by itself, although the clock of the sample begins anew.
            state.recentKeys = []
            read(&state)
        }
    }

    static func read(_ state: inout DashboardState) {
        // A hit that is gone to may ask for other lines.
        for _ in 0..<2 {
            guard let wish = state.wish.output else { return }
            var snapshot = state.snapshot
            snapshot.output = page(wish)
            state.update(snapshot)
        }
    }

    /// The output as it comes.
    static func state(_ columns: Int, _ rows: Int) -> DashboardState {
        var state = GoldenSample.detail(columns, rows)
        press([.character("O")], &state)
        return state
    }

    /// A search has found the lines of the other stream.
    static func found(_ columns: Int, _ rows: Int) -> DashboardState {
        var state = state(columns, rows)
        press(keys("/421") + [.enter] + keys("N"), &state)
        state.flash = nil
        return state
    }
}
