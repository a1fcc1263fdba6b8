internal import Canvas

extension DashboardState {
    /// Does what a key means to what covers the screen.
    mutating func handleInOverlay(_ key: Key, at moment: Int64) -> [Effect] {
        let tooFast = isBurst(at: moment)
        if tooFast, key == .enter || !overlayTakesText {
            // Text pasted without its brackets must not answer a question, nor end a line.
            say("keys came too fast to be typed: dropped", .warn, at: moment)
            return [.redraw]
        }
        switch overlay {
        case .help(let help): return handle(key, in: help, at: moment)
        case .confirm(let question): return handle(key, in: question, at: moment)
        case .prompt(let prompt): return handle(key, in: prompt, at: moment)
        case .themes(let picker): return handle(key, in: picker)
        case .leaving(let dialog): return handle(key, in: dialog, at: moment)
        case .resume(let dialog): return handle(key, in: dialog, at: moment)
        case nil: return []
        }
    }

    /// Whether the keys go to a line of text, where any number of them is welcome.
    private var overlayTakesText: Bool {
        switch overlay {
        case .help, .prompt: true
        case .confirm(let question): question.takesText
        // In a list of themes one holds a key down; nothing there gives an order.
        case .themes: true
        case .leaving, .resume, nil: false
        }
    }

    private static func isDismissal(_ key: Key) -> Bool {
        key == .escape || key == .control("c")
    }

    // MARK: The question before an order

    private mutating func handle(_ key: Key, in question: Confirmation, at moment: Int64) -> [Effect] {
        var question = question
        if Self.isDismissal(key) {
            if question.editing != nil, key == .escape {
                question.editing = nil
                overlay = .confirm(question)
            } else {
                overlay = nil
            }
            return [.redraw]
        }
        // What was typed before the question was on the screen was meant for something else.
        guard question.hasAppeared else { return [] }
        switch question.editing {
        case .reason where key == .enter || key == .tab || key == .backTab: question.editing = nil
        case .reason: question.reason.edit(key, limit: 200)
        case .payload where key == .enter: takePayload(&question)
        case .payload: question.payload.edit(key, limit: Self.longestPayload)
        case nil where key == .tab || key == .backTab: question.editing = .reason
        case nil:
            switch question.tier {
            case .yes:
                if key == .character("n") || key == .character("q") {
                    overlay = nil
                    return [.redraw]
                }
                if key == .character("p"), let target = question.payloadTarget {
                    question.payload = target.payload ?? payload(of: target.id)
                    question.editing = .payload
                    break
                }
                guard key == .character("y"), question.isArmed(at: moment) else { return [] }
                return confirm(question, at: moment)
            case .word(let word):
                if key == .enter {
                    guard question.typed == word, question.isArmed(at: moment) else { return [] }
                    return confirm(question, at: moment)
                }
                question.typed.edit(key, limit: 200)
            }
        }
        overlay = .confirm(question)
        return [.redraw]
    }

    /// A payload that is longer is given on the command line.
    private static let longestPayload = 2000

    /// What an execution was given, as JSON text; empty while it is not known.
    func payload(of id: String) -> String {
        snapshot.detail.flatMap { $0.execution.id == id ? $0.payload : nil } ?? ""
    }

    /// What was typed becomes the payload; the one it had, or none, is no other.
    private func takePayload(_ question: inout Confirmation) {
        question.editing = nil
        guard let target = question.payloadTarget else { return }
        let typed = question.payload
        let isOther = !typed.allSatisfy { $0 == " " } && typed != payload(of: target.id)
        guard isOther || target.payload != nil else { return }
        question.requests = [OrderRequest(.restart(execution: target.id, payload: isOther ? typed : nil))]
        question.facts = facts(of: question)
        question.showAgain()
    }

    private mutating func confirm(_ question: Confirmation, at moment: Int64) -> [Effect] {
        overlay = nil
        let reason = question.reason.isEmpty ? nil : question.reason
        let requests = question.requests.filter { request in
            guard case .cancel(let id) = request.verb else { return true }
            return execution(id)?.isCancellable ?? true
        }
        guard !requests.isEmpty else {
            say("it has ended meanwhile: nothing to cancel", .warn, at: moment)
            return [.redraw]
        }
        return give(
            requests.map { request in
                var request = request
                request.reason = reason
                return request
            }
        )
    }

    // MARK: Leaving

    /// Leaves, or asks how when work is in flight here.
    mutating func leave(at moment: Int64) -> [Effect] {
        if isDraining { return [.quit(.now)] }
        // How much is in flight here the past does not tell.
        if past != nil, runsEngine { return look(at: newest, moment: moment) }
        guard snapshot.standing == .live, snapshot.totals.running > 0 else { return [.quit(.drain)] }
        overlay = .leaving(LeavingDialog())
        return [.redraw]
    }

    private mutating func handle(_ key: Key, in dialog: LeavingDialog, at moment: Int64) -> [Effect] {
        switch key {
        case .escape, .character("n"):
            overlay = nil
            return [.redraw]
        case .character("y"), .character("l"), .control("c"):
            guard let shown = dialog.shownAt, moment.since(shown) >= Confirmation.arming else {
                return []
            }
            overlay = nil
            isDraining = true
            return [.quit(key == .character("l") ? .leave : .finish), .redraw]
        default: return []
        }
    }

    // MARK: Resuming

    private mutating func handle(_ key: Key, in dialog: ResumeDialog, at moment: Int64) -> [Effect] {
        let missed: OrderRequest.Missed
        switch key {
        case .escape, .control("c"), .character("n"):
            overlay = nil
            return [.redraw]
        case .character("l"): missed = .latest
        case .character("s"): missed = .skip
        case .character("a"): missed = .all
        default: return []
        }
        guard let shown = dialog.shownAt, moment.since(shown) >= Confirmation.arming else {
            return []
        }
        overlay = nil
        guard dialog.task != ResumeDialog.everything else {
            return give([OrderRequest(.resumeAll(missed: missed), reason: dialog.reason)])
        }
        return give([OrderRequest(.resume(task: dialog.task, missed: missed), reason: dialog.reason)])
    }

    // MARK: Prompts

    /// Opens the line for a filter or a command.
    mutating func startPrompt(_ purpose: Prompt.Purpose, at moment: Int64) -> [Effect] {
        let purpose = purpose == .filter && view == .output ? .search : purpose
        if purpose == .filter { keepLook(at: moment) }
        overlay = .prompt(Prompt(purpose, text: purpose == .command ? "" : filterText))
        return [.redraw]
    }

    /// The filter of the view on the screen, as typed.
    var filterText: String {
        switch view {
        case .tasks: taskFilter.text
        case .executions: executionFilter.text
        case .events: events.filter.text
        case .output: output?.search ?? ""
        case .detail, .workers, .ledger, .diff: ""
        }
    }

    private mutating func handle(_ key: Key, in prompt: Prompt, at moment: Int64) -> [Effect] {
        var prompt = prompt
        prompt.complaint = nil
        switch key {
        case .escape, .control("c"):
            overlay = nil
            if prompt.purpose == .filter { setFilter(Filter(prompt.before)) }
            if prompt.purpose == .search { searchOutput(prompt.before) }
            return [.redraw]
        case .enter where prompt.purpose == .search:
            overlay = nil
            return [.redraw]
        case .enter where prompt.purpose == .filter:
            // A wrong filter stays open until it is mended or given up.
            prompt.complaint = Filter(prompt.text).complaint
            undoLook?.until = moment + Undo.time
            overlay = prompt.complaint == nil ? nil : .prompt(prompt)
            return [.redraw]
        case .enter:
            overlay = nil
            return run(prompt.text, at: moment)
        case .tab where prompt.purpose == .search: break
        case .tab: prompt.text = completed(prompt)
        case .up where prompt.purpose == .command, .down where prompt.purpose == .command:
            recall(&prompt, older: key == .up)
        default:
            guard prompt.text.edit(key, limit: 500) else {
                // Backspace in an empty line closes it, as the pagers do.
                if key == .backspace { overlay = nil }
                return [.redraw]
            }
        }
        if prompt.purpose == .search, prompt.text != output?.search { searchOutput(prompt.text) }
        if prompt.purpose == .filter {
            let filter = Filter(prompt.text)
            prompt.complaint = filter.complaint
            if filter.complaint == nil { setFilter(filter) }
        }
        overlay = .prompt(prompt)
        return [.redraw]
    }

    private mutating func setFilter(_ filter: Filter) {
        switch view {
        case .tasks: taskFilter = filter
        case .executions:
            executionFilter = filter
            executionLimit = 200
        case .events: events.filter = filter
        case .detail, .workers, .output, .ledger, .diff: break
        }
    }

    private func recall(_ prompt: inout Prompt, older: Bool) {
        let place = (prompt.recall ?? history.count) + (older ? -1 : 1)
        guard place >= 0 else { return }
        prompt.recall = place < history.count ? place : nil
        prompt.text = place < history.count ? history[place] : ""
    }
}

extension String {
    /// Does what a key means to a line being typed; false when it means nothing there.
    @discardableResult
    mutating func edit(_ key: Key, limit: Int) -> Bool {
        switch key {
        case .character(let scalar) where utf8.count < limit: unicodeScalars.append(scalar)
        case .paste(let text):
            unicodeScalars.append(
                contentsOf: text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }
                    .prefix(max(0, limit - utf8.count))
            )
        case .backspace:
            guard !isEmpty else { return false }
            removeLast()
        case .control("u"): self = ""
        case .control("w"):
            while last == " " { removeLast() }
            while let last, last != " " { removeLast() }
        default: return false
        }
        return true
    }
}
