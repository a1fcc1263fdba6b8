internal import Canvas

extension DashboardState {
    /// The rows of the list on the screen.
    var visibleRows: Int {
        switch view {
        case .tasks: TasksScreen.rows(self)
        case .executions: ExecutionsScreen.rows(self)
        case .detail: DetailScreen.rows(self)
        case .events: EventsScreen.rows(self)
        case .workers: WorkersScreen.rows(self)
        case .output: OutputScreen.rows(self)
        case .ledger: LedgerScreen.rows(self)
        case .diff: DiffScreen.rows(self)
        }
    }

    /// Goes to another view.
    mutating func show(_ other: View) -> [Effect] {
        guard other != view, other != .detail || detail != nil, other != .output || output != nil,
            other != .diff || diff != nil
        else {
            return []
        }
        turn(to: other)
        return [.redraw]
    }

    /// Puts a view on the screen; what was refused in the one before is of no use in it.
    mutating func turn(to other: View) {
        if view != other { lastView = view }
        view = other
        events.from = nil
        expansion = .usual
        if flash?.tone == .warn { flash = nil }
    }

    /// Moves the selection by rows.
    mutating func move(_ rows: Int) -> [Effect] {
        switch view {
        case .tasks: tasks.select((tasks.place ?? 0).adding(rows))
        case .executions:
            executions.select((executions.place ?? 0).adding(rows))
            askForMoreExecutions()
        case .workers: workers.select((workers.place ?? 0).adding(rows))
        case .ledger: moveLedger(to: (ledger.list.place ?? 0).adding(rows))
        case .diff:
            let place = (diff?.list.place ?? 0).adding(rows)
            diff?.list.select(place)
        case .detail: moveDetail(rows)
        case .events: moveEvents(rows)
        case .output: moveOutput(rows)
        }
        return [.redraw]
    }

    /// Moves the selection to a row, or to the nearest there is.
    mutating func move(to row: Int) -> [Effect] {
        switch view {
        case .tasks: tasks.select(row)
        case .executions:
            executions.select(row)
            askForMoreExecutions()
        case .workers: workers.select(row)
        case .ledger: moveLedger(to: row)
        case .diff: diff?.list.select(row)
        case .detail: moveDetail(row == 0 ? -.max : .max)
        case .events: moveEvents(row == 0 ? -.max : .max)
        case .output: moveOutput(row == 0 ? -.max : .max)
        }
        return [.redraw]
    }

    private mutating func askForMoreExecutions() {
        let place = executions.place ?? 0
        if snapshot.executions.hasMore, place + visibleRows >= executions.ids.count {
            executionLimit = executions.ids.count + 200
        }
    }

    /// Opens what is selected.
    mutating func open(at moment: Int64) -> [Effect] {
        switch view {
        case .tasks:
            guard let task = tasks.selection else { return [] }
            let filter = Filter("task:\(Filter.quoted(task))")
            // Another task's list begins at its newest.
            if filter != executionFilter { executions.select(0) }
            executionFilter = filter
            executionLimit = 200
            return show(.executions)
        case .executions:
            guard let id = executions.selection else { return [] }
            return showDetail(id)
        case .events:
            guard let event = snapshot.events.rows.first(where: { $0.key == events.list.selection }) else {
                return []
            }
            if !event.execution.isEmpty { return showDetail(event.execution) }
            guard !event.task.isEmpty else { return [] }
            return showTask(event.task, at: moment)
        case .detail: return detail?.pane == .steps ? showOutput(at: moment) : moveInDetail(.nextPane)
        case .ledger:
            guard let id = selectedDecision?.link else { return [] }
            return showDetail(id)
        case .diff:
            diff?.isNarrow.toggle()
            return [.redraw]
        case .workers, .output: return []
        }
    }

    /// Shows one execution.
    mutating func showDetail(_ id: String) -> [Effect] {
        detail = DetailState(id, from: wayBack(from: .detail))
        turn(to: .detail)
        return [.redraw]
    }

    /// The view that Esc leads to from one that others lead to; nil for one that a tab names.
    private func origin(of view: View) -> View? {
        switch view {
        case .detail: detail?.from
        case .output: output?.from
        case .ledger: ledger.from
        case .diff: diff?.from
        case .events: events.from
        case .tasks, .executions, .workers: nil
        }
    }

    /// Where Esc is to lead from a view about to be shown: here, or where it led before when it leads from here to
    /// that view already, so that it never goes round in a circle.
    func wayBack(from other: View) -> View {
        var place: View? = view
        while let next = place, next != other { place = origin(of: next) }
        return place.flatMap(origin) ?? view
    }

    /// Goes back: filter, marks, view, in this order; it never quits.
    mutating func back(at moment: Int64) -> [Effect] {
        if hasLook { keepLook(at: moment) }
        switch view {
        case .output where output?.search.isEmpty == false: searchOutput("")
        case .ledger where ledger.decision != nil: ledger.decision = nil
        case .detail, .output, .ledger, .diff: return show(origin(of: view) ?? .executions)
        case .tasks where !taskFilter.isEmpty: taskFilter = Filter()
        case .tasks where !tasks.marks.isEmpty: tasks.marks = []
        case .executions where !executionFilter.isEmpty: executionFilter = Filter()
        case .executions where !executions.marks.isEmpty: executions.marks = []
        case .executions, .workers: return show(.tasks)
        case .events where !events.filter.isEmpty:
            events.filter = Filter()
            return origin(of: view).map { show($0) } ?? [.redraw]
        case .events where !events.follows: return follow()
        case .events: return show(.tasks)
        case .tasks where past != nil: return look(at: newest, moment: moment)
        case .tasks: return []
        }
        return [.redraw]
    }

    /// Goes to the most urgent thing that needs the operator, and from one of them to the next; says what is the matter.
    mutating func showAttention(at moment: Int64) -> [Effect] {
        let lines = snapshot.attention
        guard !lines.isEmpty else {
            say("nothing needs attention", at: moment)
            return [.redraw]
        }
        // One task may have several things the matter: it goes on from the one that was told last.
        let told = toldAttention.flatMap { last in lines.firstIndex { $0 == last && leads($0) } }
        let place = told ?? lines.firstIndex { leads($0) }
        let line = lines[place.map { ($0 + 1) % lines.count } ?? 0]
        let effects = show(line, at: moment)
        guard leads(line) else { return effects }
        toldAttention = line
        let all = AttentionPane.lines(self)
        let number = all.firstIndex(of: line).map { "\($0 + 1) of \(all.count): " } ?? ""
        say(all.count > 1 ? number + line.message : line.message, at: moment)
        return effects
    }

    /// Whether what is looked at is what the line is about.
    private func leads(_ line: AttentionLine) -> Bool {
        if line.isExecution { return view == .detail && detail?.id == line.subject }
        return line.isWorker ? view == .workers : view == .tasks && tasks.selection == line.subject
    }

    private mutating func show(_ line: AttentionLine, at moment: Int64) -> [Effect] {
        if line.isExecution { return showDetail(line.subject) }
        return line.isWorker ? show(.workers) + [.redraw] : showTask(line.subject, at: moment)
    }

    /// Shows a task in its list, whatever was filtered out of it.
    private mutating func showTask(_ name: String, at moment: Int64) -> [Effect] {
        if !tasks.ids.contains(name) {
            taskFilter = Filter()
            refresh()
        }
        guard tasks.ids.contains(name) else {
            say("there is no task '\(name)' any more", .warn, at: moment)
            return [.redraw]
        }
        tasks.select(id: name)
        return show(.tasks) + [.redraw]
    }

    /// Takes the next column to sort by, or turns the order round.
    mutating func sort(inverting: Bool, at moment: Int64) -> [Effect] {
        if view == .tasks {
            if inverting { taskSort.isInverted.toggle() } else { taskSort.column = taskSort.column.next }
        } else {
            if inverting {
                executionSort.isInverted.toggle()
            } else {
                executionSort.column = executionSort.column.next
            }
        }
        return [.redraw]
    }

    /// Marks rows for the next order.
    mutating func mark(_ action: Action, at moment: Int64) -> [Effect] {
        keepLook(at: moment)
        if view == .tasks { Self.mark(action, in: &tasks) } else { Self.mark(action, in: &executions) }
        return [.redraw]
    }

    private static func mark(_ action: Action, in list: inout ListState<String>) {
        guard let selection = list.selection, let place = list.place else { return }
        switch action {
        case .markInvert: list.marks = Set(list.ids).subtracting(list.marks)
        case .markRange:
            // From the nearest mark above, or below, to here.
            let marked = list.ids.indices.filter { list.marks.contains(list.ids[$0]) }
            let nearest = marked.min { abs($0 - place) < abs($1 - place) } ?? place
            list.marks.formUnion(list.ids[min(nearest, place)...max(nearest, place)])
        default:
            list.marks.formSymmetricDifference([selection])
            list.select(place + 1)
        }
    }

    /// Stops the screen, not the engine, or lets it go on.
    mutating func freeze() -> [Effect] {
        isFrozen.toggle()
        if !isFrozen, let held {
            snapshot = held
            self.held = nil
            refresh()
        }
        return [.redraw]
    }

    /// Selects the row under the pointer, shows the view of a tab, sorts by a heading or turns the order round.
    mutating func click(_ position: Position) -> [Effect] {
        if position.row == layout.tabs?.row {
            guard let place = TabBar.view(at: position.column, self) else { return [] }
            return show(place)
        }
        switch view {
        case .tasks:
            if let column = TasksScreen.heading(at: position, self) {
                taskSort.isInverted = column == taskSort.column && !taskSort.isInverted
                taskSort.column = column
                return [.redraw]
            }
            guard let row = TasksScreen.row(at: position, self) else { return [] }
            return move(to: row)
        case .executions:
            if let column = ExecutionsScreen.heading(at: position, self) {
                executionSort.isInverted = column == executionSort.column && !executionSort.isInverted
                executionSort.column = column
                return [.redraw]
            }
            guard let row = ExecutionsScreen.row(at: position, self) else { return [] }
            return move(to: row)
        case .ledger:
            guard let row = LedgerScreen.row(at: position, self) else { return [] }
            return move(to: row)
        case .detail, .events, .workers, .diff, .output: return []
        }
    }
}

extension CaseIterable where Self: Equatable {
    /// The case after it, the first after the last.
    var next: Self {
        let all = Array(Self.allCases)
        guard let place = all.firstIndex(of: self) else { return self }
        return all[(place + 1) % all.count]
    }
}

extension Int {
    /// The sum, or the nearest number to it there is.
    func adding(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
