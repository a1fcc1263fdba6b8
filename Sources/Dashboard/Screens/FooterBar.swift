internal import Canvas

/// The last row: the keys by their worth, or in their place a sentence, or the line being typed.
enum FooterBar {
    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        if case .prompt(let prompt) = state.overlay {
            draw(prompt, state, on: &canvas, in: area)
        } else if let flash = state.flash {
            draw(flash, on: &canvas, in: area)
        } else if let overlay = state.overlay {
            canvas.draw(hint(overlay), row: area.row, column: 1, width: area.columns - 2, style: Style(.hint))
        } else {
            drawKeys(state, on: &canvas, in: area)
        }
    }

    /// Whether there is something to say even on a screen too low for a footer.
    static func mustShow(_ state: DashboardState) -> Bool {
        if case .prompt = state.overlay { return true }
        return state.flash != nil
    }

    // MARK: Keys

    private static func drawKeys(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        var column = area.column + 1
        let marks = state.view == .tasks ? state.tasks.marks.count : state.executions.marks.count
        if marks > 0, state.view == .tasks || state.view == .executions {
            column += canvas.draw("* \(marks) marked", row: area.row, column: column, style: Style(.mark)) + 2
        }
        let glyphs = canvas.glyphs
        let hints = FooterHint.all(state).map { hint in
            (
                hint: hint, key: state.settings.keys.name(hint.action, glyphs.family),
                label: HelpScreen.inGlyphs(hint.label, glyphs)
            )
        }
        let widths = hints.map {
            GraphemeReader.width(of: $0.key) + 1 + GraphemeReader.width(of: $0.label) + 2
        }
        let worths = hints.map(\.hint.worth)
        var kept = Array(hints.indices)
        var wanted = widths.reduce(0, +)
        let room = area.column + area.columns - column + 1
        while wanted > room, kept.count > 1,
            let least = kept.min(by: { (worths[$0], -$0) < (worths[$1], -$1) })
        {
            kept.removeAll { $0 == least }
            wanted -= widths[least]
        }
        for place in kept {
            let (hint, key, label) = hints[place]
            let style = Style(hint.action.isDangerous ? .keyDanger : .key)
            column += canvas.draw(key, row: area.row, column: column, style: style) + 1
            column += canvas.draw(label, row: area.row, column: column, style: Style(.hint)) + 2
        }
    }

    // MARK: Sentences

    private static func draw(_ flash: Flash, on canvas: inout Canvas, in area: Area) {
        let (mark, role): (String, Role) =
            switch flash.tone {
            case .info: ("", .flashInfo)
            case .warn: ("! ", .flashWarn)
            case .error: ("\(canvas.glyphs.glyph(.failed)) ", .flashError)
            }
        canvas.fill(row: area.row, style: Style(role))
        let text = HelpScreen.inGlyphs(mark + flash.text, canvas.glyphs)
        canvas.draw(text, row: area.row, column: 1, width: area.columns - 2, style: Style(role))
    }

    private static func hint(_ overlay: Overlay) -> String {
        switch overlay {
        // The line that is being typed says itself what ends it.
        case .confirm(let question) where question.editing != nil: ""
        case .confirm(let question):
            switch question.tier {
            case .yes: "Enter does not confirm; keys typed before the question are dropped"
            case .word:
                "Enter waits for the \(question.asksForNumber ? "number" : "name"); "
                    + "keys typed before the question are dropped"
            }
        case .leaving, .resume: "Enter does not confirm; Esc changes nothing"
        case .help: "Esc close"
        case .themes: "shown as you move; Enter keeps it, Esc goes back"
        case .prompt: ""
        }
    }

    // MARK: The line being typed

    private static func draw(
        _ prompt: Prompt,
        _ state: DashboardState,
        on canvas: inout Canvas,
        in area: Area
    ) {
        canvas.fill(row: area.row, style: Style(.prompt))
        let sign = prompt.purpose == .command ? ":" : "/"
        canvas.draw(sign, row: area.row, column: 1, style: Style(.prompt))
        let room = max(1, area.columns - 4)
        let style = Style(.text)
        let column = 2 + canvas.drawEnd(of: prompt.text, row: area.row, column: 2, width: room, style: style)
        canvas.cursor = Position(row: area.row, column: min(column, area.columns - 1))
        let (text, role) = remark(prompt, state)
        guard !text.isEmpty else { return }
        let needed = GraphemeReader.width(of: text)
        let rest = area.columns - column - 4
        if needed <= rest || (rest >= 24 && prompt.complaint == nil) {
            canvas.draw(text, row: area.row, column: column + 3, width: rest, style: Style(role))
        } else if area.row > 1 {
            canvas.fill(row: area.row - 1, style: Style(role))
            canvas.draw(text, row: area.row - 1, column: 1, width: area.columns - 2, style: Style(role))
        }
    }

    /// What is wrong with a line, or what its last word can become.
    private static func remark(_ prompt: Prompt, _ state: DashboardState) -> (String, Role) {
        if let complaint = prompt.complaint { return (complaint, .flashError) }
        let candidates = state.candidates(prompt)
        if prompt.text.isEmpty, prompt.purpose == .filter {
            return ("words, or state: task: try> age< err~   Tab completes", .hint)
        }
        if prompt.purpose == .search {
            return (
                prompt.text.isEmpty ? "a text to look for; the case of letters does not matter" : "", .hint
            )
        }
        if candidates.isEmpty || candidates.count == 1 && prompt.text.hasSuffix(candidates[0]) {
            return ("", .hint)
        }
        return (candidates.prefix(40).joined(separator: " ") + (candidates.count > 40 ? " …" : ""), .hint)
    }
}
