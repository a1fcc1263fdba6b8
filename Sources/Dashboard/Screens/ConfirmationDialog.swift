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
        lines += reason(question)
        DialogFrame.draw(title: text.title, lines, isDanger: question.tier != .yes, on: &canvas)
    }

    private static func answer(
        _ question: Confirmation,
        _ text: ConfirmationText,
        isNarrow: Bool,
        glyphs: Glyphs
    ) -> DialogLine {
        let yes = "[y] \(text.yes)" + (question.isArmed ? "" : " (wait)")
        let no = isNarrow ? "[n] no" : "[Esc n] \(text.no)"
        let note = isNarrow ? "" : "  \(glyphs.family == .ascii ? "<" : "◂") default"
        return DialogLine(
            [
                Span(text: yes, role: question.isArmed ? .button : .textDim),
                Span(text: isNarrow ? "  " : "    ", role: .dialog),
                Span(text: no, role: .buttonFocus),
                Span(text: note, role: .textDim),
            ],
            worth: 100
        )
    }

    private static func entry(
        _ question: Confirmation,
        _ word: String,
        _ text: ConfirmationText,
        glyphs: Glyphs
    ) -> [DialogLine] {
        let isWrong = !word.hasPrefix(question.typed)
        let label = Int(word) == nil ? "Type the name to confirm: " : "Type the number \(word) to confirm: "
        var line = DialogLine(
            [
                Span(text: label, role: .dialog),
                Span(text: question.typed, role: isWrong ? .flashError : .field),
            ],
            worth: 100
        )
        line.hasCursor = !question.isEditingReason
        let next =
            if isWrong {
                "that is not it   Esc \(text.no)"
            } else if question.typed == word {
                question.isArmed ? "Enter \(text.yes)   Esc \(text.no)" : "wait   Esc \(text.no)"
            } else {
                "Esc \(text.no)  \(glyphs.family == .ascii ? "<" : "◂") default"
            }
        return [line, DialogLine(next, .hint, worth: 85)]
    }

    private static func reason(_ question: Confirmation) -> [DialogLine] {
        guard question.isEditingReason || !question.reason.isEmpty else {
            return [DialogLine("Tab adds a reason, which is recorded", .hint, worth: 10)]
        }
        var line = DialogLine(
            [Span(text: "Reason: ", role: .textDim), Span(text: question.reason, role: .field)],
            worth: question.isEditingReason ? 99 : 30
        )
        line.hasCursor = question.isEditingReason
        guard question.isEditingReason else { return [line] }
        return [line, DialogLine("Enter or Tab goes back to the question", .hint, worth: 25)]
    }
}
