internal import Canvas

/// The question before an order, with its effect on the data.
enum ConfirmationDialog {
    private typealias Span = DialogLine.Span

    static func draw(_ question: Confirmation, _ state: DashboardState, on canvas: inout Canvas) {
        let text = ConfirmationText(question, state)
        var lines = text.lines
        if lines.last != .blank { lines.append(.blank) }
        let isNarrow = canvas.size.columns < 60
        switch question.tier {
        case .yes: lines.append(answer(question, text, isNarrow: isNarrow, glyphs: canvas.glyphs))
        case .word(let word): lines += entry(question, word, text, glyphs: canvas.glyphs)
        }
        lines += Self.lines(question, isRefused: text.isRefused)
        DialogFrame.draw(title: text.title, lines, isDanger: question.tier != .yes, on: &canvas)
    }

    private static func answer(
        _ question: Confirmation,
        _ text: ConfirmationText,
        isNarrow: Bool,
        glyphs: Glyphs
    ) -> DialogLine {
        let yes = "[y] \(text.yes)" + (question.isArmed ? "" : " (wait)")
        let no = isNarrow ? "[n] \(text.isRefused ? text.no : "no")" : "[Esc n] \(text.no)"
        let note = isNarrow ? "" : "  \(glyphs.family == .ascii ? "<" : "◂") default"
        let answers = [
            Span(text: yes, role: question.isArmed ? .button : .textDim),
            Span(text: isNarrow ? "  " : "    ", role: .dialog),
        ]
        let leave = [Span(text: no, role: .buttonFocus), Span(text: note, role: .textDim)]
        return DialogLine(text.isRefused ? leave : answers + leave, worth: 100)
    }

    private static func entry(
        _ question: Confirmation,
        _ word: String,
        _ text: ConfirmationText,
        glyphs: Glyphs
    ) -> [DialogLine] {
        let leave = "Esc \(text.no)  \(glyphs.family == .ascii ? "<" : "◂") default"
        guard !text.isRefused else { return [DialogLine(leave, .hint, worth: 100)] }
        let isWrong = !word.hasPrefix(question.typed)
        let asked = question.asksForNumber ? "number \(word)" : "name"
        let label = "Type the \(asked) to confirm: "
        var line = DialogLine(
            [
                Span(text: label, role: .dialog),
                Span(text: question.typed, role: isWrong ? .flashError : .field),
            ],
            worth: 100
        )
        line.hasCursor = question.editing == nil
        let next =
            if isWrong {
                "that is not it   Esc \(text.no)"
            } else if question.typed == word {
                question.isArmed ? "Enter \(text.yes)   Esc \(text.no)" : "wait   Esc \(text.no)"
            } else {
                leave
            }
        return [line, DialogLine(next, .hint, worth: 85)]
    }

    /// What can be written besides the answer, and what has been.
    private static func lines(_ question: Confirmation, isRefused: Bool) -> [DialogLine] {
        switch question.editing {
        case .payload:
            let hint = DialogLine("Enter takes it, Esc leaves it as it was", .hint, worth: 25)
            return [field("Payload: ", question.payload, isEdited: true), hint]
        case .reason:
            let hint = DialogLine("Enter or Tab goes back to the question", .hint, worth: 25)
            return [field("Reason: ", question.reason, isEdited: true), hint]
        case nil:
            let payload = question.payloadTarget == nil ? "" : "p changes its payload   "
            let reason = isRefused ? "" : "Tab adds a reason, which is recorded"
            let hint = DialogLine(payload + reason, .hint, worth: 10)
            return question.reason.isEmpty ? [hint] : [field("Reason: ", question.reason, isEdited: false)]
        }
    }

    private static func field(_ label: String, _ text: String, isEdited: Bool) -> DialogLine {
        var line = DialogLine(
            [Span(text: label, role: .textDim), Span(text: text, role: .field)],
            worth: isEdited ? 99 : 30
        )
        line.hasCursor = isEdited
        return line
    }
}
