internal import Canvas

/// What a question says: the effect of the order on the data, as the snapshot has it.
struct ConfirmationText {
    /// What is asked.
    var title = ""
    /// The effect, most general first.
    var lines: [DialogLine] = []
    /// What confirming does, in a few words.
    var yes = ""
    /// What everything else does.
    var no = ""

    let state: DashboardState
    private let preview: OrderPreview?
    /// Whether it cannot be answered but with no.
    var isRefused: Bool
    var snapshot: Snapshot { state.snapshot }

    init(_ question: Confirmation, _ state: DashboardState) {
        self.state = state
        preview = state.preview(of: question)
        isRefused = preview?.refusal != nil
        guard let first = question.requests.first else { return }
        if question.requests.count > 1 {
            describe(question.requests, like: first)
        } else {
            describe(first)
        }
        if isRefused { no = "close" }
        let previewed = state.previewed(question).count
        guard previewed > 0 else { return }
        if previewed < question.requests.count, previewed > 1 { say("Of the first \(previewed):", worth: 91) }
        tellPreview()
    }

    /// What only the store knows.
    private mutating func tellPreview() {
        guard let preview else { return say("Looking what that would do.", worth: 88) }
        for (place, sentence) in preview.sentences.enumerated() {
            say(sentence, strong: place == 0, worth: place == 0 ? 90 : 80 - place)
        }
        if let refusal = preview.refusal { say(refusal, danger: true, worth: 97) }
    }

    private mutating func describe(_ request: OrderRequest) {
        switch request.verb {
        case .cancel(let id): cancel(id)
        case .kill(let id): kill(id)
        case .restart(let id, let payload):
            again(id, from: nil)
            if let payload { replace(state.payload(of: id), with: payload) }
        case .rerun(let id, let step): again(id, from: step)
        case .stop(let name): stop(name)
        case .trigger(let name, _): trigger(name)
        case .pause(let name): (title, yes, no) = ("Pause \(name)?", "pause it", "leave it")
        case .resume(let name, _): (title, yes, no) = ("Resume \(name)?", "resume it", "leave it paused")
        case .pauseAll:
            (title, yes, no) = ("Pause everything?", "pause everything", "let it go on")
            let end = request.until.map { "\($0), or :resume-all" } ?? ":resume-all"
            say("No instant of any task starts anything until \(end).", worth: 90)
            if let note = request.note { say("Note: \(note)", worth: 60) }
            let running = snapshot.totals.running
            if running > 0 { say("\(running) executions run on to their ends.", worth: 80) }
            say("Instants that pass are kept for the release.", worth: 70)
        case .resumeAll: (title, yes, no) = ("Release everything?", "release it", "leave it paused")
        case .skip(let name, let count):
            (title, yes, no) = ("Skip the next \(count) instants of \(name)?", "skip them", "leave them")
        case .pauseSteps(let steps, let tasks):
            (title, yes, no) = ("Hold steps \(steps) of \(tasks)?", "hold them", "leave them")
        case .resumeSteps(let steps, let tasks):
            (title, yes, no) = ("Let steps \(steps) of \(tasks) go on?", "let them go on", "leave them")
        case .revive(let name): (title, yes, no) = ("Revive \(name)?", "revive it", "leave it stopped")
        case .acknowledge(_, let alarm):
            (title, yes, no) = ("Acknowledge alarm \(alarm)?", "I have it in hand", "leave it")
        case .start(let name, _, _): (title, yes, no) = ("Start \(name)?", "start it", "leave it")
        case .event(let id, let name, _):
            (title, yes, no) = ("Offer event \(name) to \(id)?", "offer it", "leave it")
        case .backfill(let words): backfill(words)
        case .prune(let words):
            (title, yes, no) = ("Remove what is past keeping?", "remove it", "keep it")
            say("prune \(words.joined(separator: " "))", strong: true, worth: 60)
            lines.append(.blank)
        case .retry(let id, let step):
            (title, yes, no) = ("Retry \(step) of \(id) now?", "retry it now", "let it wait")
        }
    }

    private mutating func backfill(_ words: [String]) {
        if let ended = OrderRequest.endedBackfill(words) {
            title = "End backfill \(ended)?"
            (yes, no) = ("end it", "let it go on")
            say("What it has started runs to its end; no more of it is started.", worth: 90)
            return
        }
        title = "Backfill \(words.first ?? "")?"
        (yes, no) = ("start them", "start nothing")
        say(words.dropFirst().joined(separator: " "), strong: true, worth: 60)
        lines.append(.blank)
    }

    /// So much of a payload that it leaves room for the question.
    static func short(_ payload: String) -> String {
        let most = 120
        let rest = payload.count - most
        return rest > 0 ? "\(payload.prefix(most)) (and \(rest) more characters)" : payload
    }

    private mutating func replace(_ before: String, with payload: String) {
        let had = before.isEmpty ? "" : " in place of \(Self.short(before))"
        lines.append(.blank)
        say("Payload \(Self.short(payload))\(had)", strong: true, worth: 91)
    }

    mutating func say(_ text: String, danger: Bool = false, strong: Bool = false, worth: Int) {
        lines.append(DialogLine(text, danger ? .dialogDanger : strong ? .textStrong : .dialog, worth: worth))
    }

    // MARK: Executions

    private mutating func cancel(_ id: String) {
        title = "Cancel execution \(id)?"
        (yes, no) = ("cancel it", "keep it running")
        let line = state.execution(id)
        if let line, line.isQueued {
            (title, yes, no) = ("Take back the run of \(id) that waits?", "take it back", "let it wait")
            identify(line)
            lines.append(.blank)
            return say(
                "It is \(line.state) and stays so: the run that waits for a slot will not begin.",
                worth: 90
            )
        }
        if let line, !line.isOpen {
            isRefused = true
            say("It is \(line.state) meanwhile: there is nothing to cancel.", danger: true, worth: 95)
            return
        }
        identify(line)
        lines.append(.blank)
        if let detail = snapshot.detail, detail.execution.id == id, let run = detail.runs.last {
            describe(run)
        } else {
            if let line, line.stepsKnown > 0 {
                let step = line.step.map { ", now in \($0)" } ?? ""
                say("\(line.stepsDone) of \(line.stepsKnown) steps are completed\(step).", worth: 70)
            }
            say("What is in flight is stopped: its side effects may already exist.", worth: 75)
        }
        lines.append(.blank)
        if let task = snapshot.tasks.first(where: { $0.name == line?.task }), task.queuedRuns > 0 {
            say("A further run that waits for its slot begins then.", worth: 72)
        }
        schedule(of: line?.task ?? "", worth: 50)
    }

    private mutating func kill(_ id: String) {
        cancel(id)
        title = "Cancel \(id) by force?"
        yes = "kill it"
        if let line = state.execution(id), !line.isOpen {
            // What it has left may be there still.
            (isRefused, no) = (false, "leave it")
            lines = []
            identify(line)
            lines.append(.blank)
        }
        say("Commands get no TERM and no grace: KILL to the whole tree.", danger: true, worth: 96)
        say("Swift code cannot be killed: it ends when it heeds the cancel.", worth: 52)
    }

    private mutating func identify(_ line: ExecutionLine?) {
        guard let line else { return }
        var text = line.task
        if let occurrence = line.occurrence { text += ", occurrence \(occurrence)" }
        text += ", \(line.state)"
        if line.isOpen, let began = line.startedAt {
            text += " for \(TimeText.span(max(0, snapshot.now.since(began))))"
        }
        if let detail = snapshot.detail, detail.execution.id == line.id, let worker = detail.worker {
            text += " on \(worker)"
        }
        say(text, strong: true, worth: 60)
    }

    private mutating func describe(_ run: RunLine) {
        func named(_ states: String...) -> [StepLine] { run.steps.filter { states.contains($0.state) } }
        let now = snapshot.now
        list("completed", named("completed").map(\.name), "(kept)", worth: 65)
        let inFlight = named("running").map { step in
            let began = step.attempts.last?.startedAt ?? step.startedAt
            return step.name + (began.map { " " + TimeText.span(max(0, now.since($0))) } ?? "")
        }
        list("in flight", inFlight, "its side effects may already exist", worth: 90)
        let retrying = named("retrying").map { step in
            let next = step.nextRetryAt.map { " in \(TimeText.until($0, from: now))" } ?? ""
            return "\(step.name) attempt \((step.attempts.last?.number ?? 0).adding(1))\(next)"
        }
        list("retrying", retrying, "will not run again", worth: 80)
        list("waiting", named("sleeping", "waiting").map(\.name), "will not go on", worth: 66)
        list("failed", named("failed").map(\.name), "", worth: 55)
        list("not begun", named("scheduled").map(\.name), "", worth: 64)
    }

    private mutating func list(_ label: String, _ names: [String], _ effect: String, worth: Int) {
        guard !names.isEmpty else { return }
        let shown = names.prefix(6).joined(separator: ", ")
        let more = names.count > 6 ? " and \(names.count - 6) more" : ""
        let column = label + String(repeating: " ", count: max(1, 11 - label.count))
        let sign = effect.isEmpty ? "" : effect.hasPrefix("(") ? " " : ": "
        // On a narrow screen the rows that go on are the indented ones.
        let indent = state.size.columns < 60 ? "" : "  "
        say("\(indent)\(column)\(shown)\(more)\(sign)\(effect)", worth: worth)
    }

    private mutating func again(_ id: String, from step: String?) {
        title = step.map { "Run \(id) again from \($0)?" } ?? "Run \(id) again from the beginning?"
        (yes, no) = ("run it again", "leave it as it is")
        identify(state.execution(id))
        lines.append(.blank)
        let detail = snapshot.detail.flatMap { $0.execution.id == id ? $0 : nil }
        let steps = detail?.runs.last?.steps.filter { $0.startedAt != nil } ?? []
        let start = step.map { name in steps.firstIndex { $0.name == name } } ?? 0
        let changed = step == nil ? detail?.changed : nil
        if let changed {
            list("again", changed, "as the task is by now, with new idempotency keys", worth: 90)
        } else if let start {
            list("kept", steps[..<start].filter { $0.state == "completed" }.map(\.name), "", worth: 65)
            list("again", steps[start...].map(\.name), "with new idempotency keys", worth: 90)
            if steps.isEmpty { say("Every step runs again, with new idempotency keys.", worth: 90) }
        } else if let step, detail == nil {
            say("\(step) and what began after it run again; the steps before it are kept.", worth: 90)
        }
        if let detail, !steps.isEmpty, changed == nil, detail.execution.state != "completed" {
            list("then", detail.following ?? ["any steps that it had not come to"], "", worth: 62)
        }
        lines.append(.blank)
        let execution = detail?.execution ?? state.execution(id)
        let name = execution?.task ?? ""
        let task = snapshot.tasks.first { $0.name == name }
        // What is no task's may have a handler that bears a task's name.
        switch execution?.isOfTask == false ? nil : task.map(OverlapAtCap.init) {
        case .replaces(let holder), .refused(let holder):
            say("It waits for a slot while \(holder) runs: it counts against the task's maximum.", worth: 92)
        case .free where task?.cancelsAtNext == true:
            let next = task?.nextFireAt.map { ", at \(instant($0))," } ?? ""
            say(
                "The next occurrence\(next) cancels it if it still runs then.",
                worth: 88
            )
        case .free, nil: break
        }
        say("A run is added; the ones before stay as they are.", worth: 40)
        schedule(of: name, worth: 35)
    }

    // MARK: Tasks

    private mutating func stop(_ name: String) {
        title = "Stop recurring task \(name)?"
        (yes, no) = ("stop it", "let it go on")
        guard let task = snapshot.tasks.first(where: { $0.name == name }) else { return }
        // While it is paused an instant would start nothing anyway.
        let coming = task.state == "paused" ? nil : task.nextFireAt
        let next = coming.map { ": not at \(instant($0)) and not later" } ?? ""
        say("It never fires again\(next).", worth: 90)
        if task.holders.isEmpty, task.running <= 0 {
            say("Nothing of it is running.", worth: 45)
        } else {
            let shown = task.holders.prefix(4).joined(separator: ", ")
            let more = task.holders.count > 4 ? " and \(task.holders.count - 4) more" : ""
            let who = task.holders.isEmpty ? "What runs" : shown + more
            say("\(who) \(task.holders.count > 1 ? "keep" : "keeps") running to the end.", worth: 80)
        }
        if task.buffered > 0 {
            say(
                task.buffered == 1
                    ? "The buffered instant expires." : "\(task.buffered) buffered instants expire.",
                worth: 70
            )
        }
        if task.queuedRuns > 0 {
            let one = "The further run that waits for a slot is dropped; a revive does not bring it back."
            let many =
                "\(task.queuedRuns) further runs that wait for a slot are dropped; a revive does not bring them back."
            say(task.queuedRuns == 1 ? one : many, danger: true, worth: 85)
        }
        say("Its counter stays at \(task.occurrence).", worth: 20)
        let grid = task.schedule.hasPrefix("every ") ? "; its instants are then counted from that moment" : ""
        if task.state == "paused" {
            say("Its pause ends, too; a revive makes it active.", danger: true, worth: 85)
        }
        if task.skips > 0 {
            say("That \(task.skips) of its instants were to be skipped is forgotten.", worth: 84)
        }
        let isWayBack = state.opposite(of: OrderRequest(.stop(task: name))) != nil
        say("Undo: \(isWayBack ? undo : ""):revive \(name)\(grid)", worth: 60)
    }

    var undo: String {
        let key = state.settings.keys.name(.undo, .ascii)
        return key.isEmpty ? "" : "\(key) within \(Undo.time / 1000) s, or "
    }

    private mutating func trigger(_ name: String) {
        title = "Trigger \(name) now?"
        (yes, no) = ("start it", "leave it")
        guard let task = snapshot.tasks.first(where: { $0.name == name }) else { return }
        switch OverlapAtCap(task) {
        case .free: say("Occurrence \(task.occurrence) starts at once.", worth: 90)
        case .replaces(let holder):
            say("\(holder) is cancelled for it (\(task.overlap)).", danger: true, worth: 95)
            say("Its completed steps are kept; those in flight may have had side effects.", worth: 70)
            say("Occurrence \(task.occurrence) starts once it has stopped.", worth: 60)
        case .refused(let holder):
            yes = "start it beside"
            let policy = task.overlap.isEmpty ? "the overlap policy" : task.overlap
            say("\(holder) is still open: \(policy) allows no other.", worth: 90)
            say(
                "Confirmed, occurrence \(task.occurrence) starts beside it, recorded as an override.",
                worth: 80
            )
        }
        schedule(of: name, worth: 40)
    }

    private mutating func schedule(of name: String, worth: Int) {
        guard let task = snapshot.tasks.first(where: { $0.name == name }) else { return }
        guard task.state == "active" || task.state == "late" else {
            return say("The schedule stays \(task.state).", worth: worth)
        }
        let next = task.nextFireAt.map { ": next at \(instant($0))" } ?? ""
        say("The schedule stays active\(next).", worth: worth)
    }

    private func instant(_ moment: Int64) -> String {
        let wait = TimeText.until(moment, from: snapshot.now)
        let day: Int64 = 86_400_000
        let isNear = (-day..<day).contains(moment.since(snapshot.now))
        return isNear ? "\(TimeText.clock(moment)) (\(wait))" : wait
    }
}
