internal import Canvas

/// What stands under the timeline, line by line: the attempts of the selected step, values and errors, events.
struct DetailText {
    enum Line: Hashable {
        case rule(String)
        case attemptsHead
        case attempt(AttemptLine)
        case planned(PlannedAttempt, isNext: Bool)
        case text(label: String, String, Role)
        case event(EventLine)
    }

    /// Planned attempts listed; those after them are only counted.
    private static let mostPlanned = 20
    /// Characters and lines shown of one value: the command line shows all of it.
    private static let mostCharacters = 4000
    private static let eventsTitle = "Events of this execution"

    private(set) var lines: [Line] = []
    private let columns: Int

    init(_ state: DashboardState, columns: Int) {
        self.columns = columns
        guard let page = state.detailPage else { return }
        if let step = state.detailStep { addAttempts(of: step, now: state.snapshot.now) }
        lines.append(.rule("Input, result, error"))
        if let step = state.detailStep {
            if let error = step.error { add("\(step.name) failed", error, .stateFailed) }
            if let result = step.result { add("\(step.name) gave", result, .text) }
        }
        if let error = page.error, error != state.detailStep?.error {
            add("error", error, page.execution.state == "cancelled" ? .stateCancelled : .stateFailed)
        }
        if let error = state.detailRun?.error, error != page.error, error != state.detailStep?.error {
            add("run \(state.detailRun?.number ?? 0)", error, .stateFailed)
        }
        if let result = page.result { add("result", result, .stateOK) }
        if let run = state.detailRun, let payload = run.payload {
            add("run \(run.number) input", payload, .text)
        }
        add("input", page.payload.isEmpty ? "none" : page.payload, .text)
        lines.append(.rule(Self.eventsTitle))
        lines += page.events.suffix(500).map(Line.event)
    }

    /// The lines without the events, for screens that show those beside them.
    var withoutEvents: [Line] {
        let rule = lines.firstIndex(of: .rule(Self.eventsTitle)) ?? lines.count
        return Array(lines[..<rule])
    }

    private mutating func addAttempts(of step: StepLine, now: Int64) {
        lines.append(.rule("\(step.name): attempts"))
        if step.attempts.isEmpty, step.planned.isEmpty {
            lines.append(.text(label: "", Self.summary(of: step, now: now), .textDim))
            return
        }
        lines.append(.attemptsHead)
        lines += step.attempts.map(Line.attempt)
        for (place, planned) in step.planned.prefix(Self.mostPlanned).enumerated() {
            lines.append(.planned(planned, isNext: place == 0 && step.state == "retrying"))
        }
        if step.planned.count > Self.mostPlanned {
            lines.append(.text(label: "", "and \(step.planned.count - Self.mostPlanned) more", .textDim))
        }
    }

    private static func summary(of step: StepLine, now: Int64) -> String {
        switch step.state {
        case "scheduled": return "not begun"
        case "waiting" where step.heldBy != nil: return "held by \(step.heldBy ?? "")"
        case "sleeping", "waiting":
            let verb = step.state == "sleeping" ? "sleeps" : "waits for an event"
            guard let next = step.nextRetryAt else { return verb }
            return "\(verb) until \(TimeText.moment(next, now: now)), \(TimeText.until(next, from: now))"
        case "cancelled" where step.kind == "step": return "cancelled before it began"
        default: return "\(step.state), no attempts: a \(step.kind)"
        }
    }

    private mutating func add(_ label: String, _ text: String, _ role: Role) {
        let room = max(8, columns - 4)
        var label = label
        for paragraph in text.prefix(Self.mostCharacters).split(whereSeparator: \.isNewline) {
            for line in Self.wrapped(paragraph, columns: room, first: label.count + 2) {
                lines.append(.text(label: label, line, role))
                label = ""
            }
        }
        if text.utf8.count > Self.mostCharacters * 4 || text.dropFirst(Self.mostCharacters).first != nil {
            lines.append(.text(label: "", "(cut here)", .textDim))
        }
    }

    /// A paragraph in lines of so many columns; the first one shares its line with what stands before it.
    static func wrapped(_ text: some StringProtocol, columns: Int, first: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = first
        for character in text {
            let width = GraphemeReader.width(of: String(character))
            if used + width > columns, !line.isEmpty {
                lines.append(line)
                (line, used) = ("", 0)
            }
            line.append(character)
            used += width
        }
        return lines + [line]
    }
}
