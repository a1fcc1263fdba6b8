package import Canvas

extension DashboardState {
    /// More keys than this within ``burstTime``, movements apart, were pasted, not typed.
    private static let burst = 12
    private static let burstTime: Int64 = 50
    /// No order comes so soon after another key.
    private static let orderTime: Int64 = 30
    /// So long after the cursor was moved by what happened a key was meant for the row it was on.
    private static let timeToSee: Int64 = 500
    /// Rows that a notch of the mouse wheel moves.
    private static let notch = 3

    /// Does what a key means; a key without a meaning changes nothing.
    package mutating func handle(_ key: Key, at moment: Int64) -> [Effect] {
        if case .resize(let size) = key {
            self.size = size
            if !layout.hasView { hideQuestion() }
            refresh()
            return [.redraw]
        }
        let effects = overlay == nil ? handleInView(key, at: moment) : handleInOverlay(key, at: moment)
        refresh()
        return effects
    }

    /// What the screen is too small to show has to be shown again before it can be answered.
    private mutating func hideQuestion() {
        switch overlay {
        case .confirm(var question):
            question.showAgain()
            overlay = .confirm(question)
        case .leaving: overlay = .leaving(LeavingDialog())
        case .resume(let dialog): overlay = .resume(ResumeDialog(task: dialog.task, reason: dialog.reason))
        case .help, .prompt, .themes, nil: break
        }
    }

    private mutating func handleInView(_ key: Key, at moment: Int64) -> [Effect] {
        switch key {
        case .paste:
            say("pasted text was dropped: it was not typed here", .warn, at: moment)
            return [.redraw]
        case .click(let position): return click(position)
        case .wheel(let wheel, _): return move(wheel == .up ? -Self.notch : Self.notch)
        default: break
        }
        let action = settings.keys.action(key).flatMap { hasMeaning($0) ? $0 : nil }
        if action?.isMovement != true, isBurst(at: moment, isOrder: action.map(actsAtOnce) ?? false) {
            say("keys came too fast to be typed: dropped", .warn, at: moment)
            return [.redraw]
        }
        return action.map { perform($0, at: moment) } ?? []
    }

    /// Whether an order is given by its key alone, without a question that names what it is about.
    private func actsAtOnce(_ action: Action) -> Bool {
        switch action {
        case .stop, .kill: false
        case .cancel, .rerun: !settings.confirms
        default: action.isOrder
        }
    }

    /// Whether this key is one of too many at once; each key but movements must be counted, once.
    ///
    /// An order that is given at once is the only key of its moment: who has typed something else right before it cannot
    /// have seen what it is about.
    mutating func isBurst(at moment: Int64, isOrder: Bool = false) -> Bool {
        recentKeys.removeAll { moment.since($0) > Self.burstTime }
        recentKeys.append(moment)
        recentKeys = recentKeys.suffix(Self.burst + 1)
        let isStorm = recentKeys.count > Self.burst
        guard isOrder, !isStorm else { return isStorm }
        return recentKeys.count { moment.since($0) <= Self.orderTime } > 1 || togetherAt == moment
    }

    /// Takes note of keys that were read at once, before any of them is done.
    package mutating func expect(_ keys: [Key], at moment: Int64) {
        togetherAt = keys.count { settings.keys.action($0)?.isMovement != true } > 1 ? moment : nil
    }

    /// Whether an action has a meaning in the view on the screen: what marks rows plays the past, in every view.
    func hasMeaning(_ action: Action) -> Bool {
        action.views.contains(view) || action == .markToggle && past != nil
    }

    /// Why no order is taken.
    var noOrders: String {
        "\(past == nil ? "read-only" : "this is the past"): orders are not given from here"
    }

    /// That the list on the screen has no row to be about; nil where it has one, and in views that are no such list.
    private var lackOfRows: String? {
        let (isEmpty, filter, what) =
            switch view {
            case .tasks: (tasks.targets.isEmpty, taskFilter, "task")
            case .executions: (executions.targets.isEmpty, executionFilter, "execution")
            default: (false, Filter(), "")
            }
        let page = snapshot.executions
        // Rows that another filter has found are not those that are asked about.
        let isOfAnother = page.filter.map { $0 != executionFilter } ?? false
        if view == .executions, !page.isRead || isOfAnother {
            let thaws = settings.keys.name(.freeze, .ascii)
            return isFrozen
                ? "the screen is frozen: \(thaws) lets it go on" : "the executions are still being read"
        }
        guard isEmpty else { return nil }
        let clears = settings.keys.name(.back, .ascii)
        return filter.isEmpty ? "there is no \(what) here" : "no \(what) matches: \(clears) clears the filter"
    }

    /// Does what an action means in the view on the screen.
    mutating func perform(_ action: Action, at moment: Int64) -> [Effect] {
        if action.isOrder {
            guard snapshot.standing.mayOrder else {
                say(noOrders, .warn, at: moment)
                return [.redraw]
            }
            // An order is about how things are, not about how they were when the screen was frozen.
            if isFrozen {
                let row = rowOfOrders
                _ = freeze()
                if row != nil, rowOfOrders != row { rowLostAt = moment }
            }
            if action.needsRow, let lost = rowLostAt, moment.since(lost) < Self.timeToSee {
                say("the row under the cursor has gone: see where it is now", .warn, at: moment)
                return [.redraw]
            }
        }
        let plays = action == .markToggle && past != nil
        if action.needsRow, !plays, let lack = lackOfRows {
            say(lack, .warn, at: moment)
            return [.redraw]
        }
        switch action {
        case .next: return move(1)
        case .previous: return move(-1)
        case .pageDown: return move(max(1, visibleRows / 2))
        case .pageUp: return move(-max(1, visibleRows / 2))
        case .first: return move(to: 0)
        case .last: return move(to: .max)
        case .viewTasks: return show(.tasks)
        case .viewExecutions: return show(.executions)
        case .viewEvents: return show(.events)
        case .viewWorkers: return show(.workers)
        case .viewLast: return show(lastView)
        case .open: return open(at: moment)
        case .back: return back(at: moment)
        case .attention: return showAttention(at: moment)
        case .filter: return startPrompt(.filter, at: moment)
        case .command: return startPrompt(.command, at: moment)
        case .sortColumn, .sortInvert: return sort(inverting: action == .sortInvert, at: moment)
        case .timeBack, .timeForward, .timeFarBack, .timeFarForward: return travel(action, at: moment)
        case .markToggle where past != nil: return togglePlaying(at: moment)
        case .markToggle, .markRange, .markInvert: return mark(action, at: moment)
        case .undo: return takeBack(at: moment)
        case .copyID, .copyJSON: return copy(asJSON: action == .copyJSON, at: moment)
        case .save: return outputWish.map { [.saveOutput($0, past: past?.at)] } ?? [.save]
        case .cancel: return askToCancel(at: moment)
        case .kill: return askToKill(at: moment)
        case .retryNow: return retryNow(at: moment)
        case .rerun: return askToRerun(at: moment)
        case .trigger: return trigger(at: moment)
        case .pause: return pauseOrResume(at: moment)
        case .stop: return askToStop(at: moment)
        case .takeOver: return takeOver(at: moment)
        case .eventsOfSelection: return showEventsOfSelection()
        case .output: return showOutput(at: moment)
        case .ledgerOfSelection: return showLedgerOfSelection(at: moment)
        case .compare: return compare(at: moment)
        case .follow: return follow()
        case .freeze: return freeze()
        case .expand:
            expand()
            return [.redraw]
        case .zoomIn, .zoomOut, .zoomFit: return zoom(action)
        case .panLeft, .panRight, .nextPane, .previousPane:
            return switch view {
            case .detail: moveInDetail(action)
            case .output: moveInOutput(action)
            default: panEvents(action)
            }
        case .level where view == .ledger: return narrowLedger()
        case .level, .wrap, .bookmark, .nextHit, .previousHit:
            return view == .output ? adjustOutput(action, at: moment) : adjustEvents(action, at: moment)
        case .theme: return pickTheme(at: moment)
        case .mouse:
            settings.hasMouse.toggle()
            say(settings.hasMouse ? "mouse on" : "mouse off: the terminal selects text again", at: moment)
            return [.mouse(settings.hasMouse), .redraw]
        case .help:
            overlay = .help(HelpState())
            return [.redraw]
        case .redraw: return [.redraw, .repaint]
        case .suspend: return [.suspend]
        case .quit: return leave(at: moment)
        }
    }
}
