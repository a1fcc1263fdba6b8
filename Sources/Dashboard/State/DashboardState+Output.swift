internal import Canvas

extension DashboardState {
    /// The output shown, once it has been read: of the attempt chosen, or of another one where that is not there.
    var outputPage: OutputPage? {
        snapshot.output.flatMap { page in
            guard let output, page.execution == output.execution, page.step == output.step,
                output.attempt == page.attempt || !page.attempts.contains(where: { $0 == output.attempt })
            else { return nil }
            return page
        }
    }

    /// What has to be read of the output on the screen: what is shown, and as much before and after it.
    var outputWish: OutputWish? {
        guard view == .output, let output else { return nil }
        var wish = OutputWish(output.step, run: output.run, of: output.execution)
        wish.attempt = output.attempt
        wish.search = output.search
        // In steps of a screen, so that a key does not ask for the same lines again.
        let rows = max(1, OutputScreen.rows(self))
        wish.limit = 3 * rows
        wish.from = output.follows ? nil : max(0, (output.top / rows - 1) * rows)
        return wish
    }

    /// Shows what the selected step has written.
    mutating func showOutput(at moment: Int64) -> [Effect] {
        let from = wayBack(from: .output)
        let chosen: OutputState?
        switch view {
        case .detail:
            chosen = detail.flatMap { detail in
                detail.steps.selection.map {
                    OutputState($0, run: detail.run, of: detail.id, from: from)
                }
            }
        case .executions:
            chosen = selectedExecution.flatMap { line in
                line.step.map { OutputState($0, run: nil, of: line.id, from: from) }
            }
        case .tasks, .events, .workers, .output, .ledger, .diff: return []
        }
        guard let chosen else {
            let isNothing = view == .executions && selectedExecution == nil
            let text = isNothing ? "nothing is selected" : "no step has begun: there is no output"
            say(text, .warn, at: moment)
            return [.redraw]
        }
        output = chosen
        return show(.output)
    }

    /// Brings the view in line with what has been read.
    mutating func refreshOutput() {
        guard let page = outputPage, var output else { return }
        if output.seeksHit, page.search == output.search {
            output.seeksHit = false
            self.output = output
            // The first one to be seen is the newest up to where the operator looks.
            let here = output.follows ? page.total : output.top.adding(OutputScreen.rows(self))
            if let hit = page.hits.last(where: { $0 < here }) ?? page.hits.first { go(to: hit) }
            return
        }
        guard !output.follows else { return }
        output.top = min(max(output.top, min(page.dropped, lastTop)), lastTop)
        self.output = output
    }

    /// The first line of the last screen.
    var lastTop: Int {
        guard let page = outputPage else { return 0 }
        return OutputLines(self, page).first(endingAt: page.total - 1)
    }

    /// Moves by lines; away from the newest it holds still, back at the end it follows again.
    mutating func moveOutput(_ rows: Int) {
        guard let page = outputPage else { return }
        if rows == .max { return followOutput() }
        guard rows < 0 || output?.follows == false else { return }
        holdOutput()
        let top = max(page.dropped, (output?.top ?? 0).adding(rows))
        let last = lastTop
        guard top < last || rows < 0 else { return followOutput() }
        output?.top = min(top, last)
    }

    /// Shows the newest lines as they come.
    mutating func followOutput() {
        output?.follows = true
        output?.hit = nil
    }

    /// Stops following, with everything where it is.
    mutating func holdOutput() {
        guard output?.follows == true else { return }
        let top = lastTop
        output?.top = top
        output?.follows = false
    }

    /// Goes to another attempt, or moves the text sideways.
    mutating func moveInOutput(_ action: Action) -> [Effect] {
        guard let page = outputPage else { return [] }
        switch action {
        case .nextPane, .previousPane:
            guard page.attempts.count > 1, let shown = page.attempt,
                let place = page.attempts.firstIndex(of: shown)
            else { return [] }
            let next = place + (action == .nextPane ? 1 : page.attempts.count - 1)
            output?.attempt = page.attempts[next % page.attempts.count]
            output?.pan = 0
            followOutput()
        case .panLeft where output?.wraps == false:
            let pan = output?.pan ?? 0
            output?.pan = max(0, pan - 8)
        case .panRight where output?.wraps == false:
            let widest = page.lines.map(\.text.utf8.count).max() ?? 0
            let pan = output?.pan ?? 0
            if pan + 8 < widest { output?.pan = pan + 8 }
        default: return []
        }
        return [.redraw]
    }

    /// Does what the keys of the view alone mean.
    mutating func adjustOutput(_ action: Action, at moment: Int64) -> [Effect] {
        switch action {
        case .wrap:
            output?.wraps.toggle()
            output?.pan = 0
        case .nextHit: showOutputHit(forwards: true, at: moment)
        case .previousHit: showOutputHit(forwards: false, at: moment)
        default: return []
        }
        return [.redraw]
    }

    /// Looks for another text.
    mutating func searchOutput(_ text: String) {
        output?.search = text
        output?.hit = nil
        output?.seeksHit = !text.isEmpty
    }

    private mutating func showOutputHit(forwards: Bool, at moment: Int64) {
        guard let page = outputPage, let output, !output.search.isEmpty else {
            let key = settings.keys.name(.filter, .ascii)
            return say("nothing is looked for: \(key) and a word", .warn, at: moment)
        }
        guard let first = page.hits.first, let last = page.hits.last else {
            return say("no line of the \(page.total) has it", .warn, at: moment)
        }
        let here = output.hit ?? (output.follows ? page.total : output.top)
        let next =
            if forwards {
                page.hits.first { $0 > here } ?? first
            } else {
                page.hits.last { $0 < here } ?? last
            }
        go(to: next)
        say("hit \((page.hits.firstIndex(of: next) ?? 0) + 1) of \(page.hits.count)", at: moment)
    }

    /// Brings a line on the screen, with what stands around it.
    private mutating func go(to line: Int) {
        guard let page = outputPage else { return }
        holdOutput()
        output?.hit = line
        let top = output?.top ?? 0
        // A line that goes on in more rows takes the place of others.
        let least = OutputLines(self, page).first(endingAt: line)
        if line < top || top < least {
            let wanted = max(least, min(line - OutputScreen.rows(self) / 3, lastTop))
            output?.top = max(page.dropped, wanted)
        }
    }
}
