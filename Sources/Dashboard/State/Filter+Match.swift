extension Filter {
    /// Whether a task matches it.
    ///
    /// What a task does not have itself is looked for in its last execution; a state may be either's.
    package func matches(_ task: TaskLine, now: Int64) -> Bool {
        let last = task.last
        return holds { test in
            switch test {
            case .word(let pattern):
                return pattern.matchesAny(
                    task.name,
                    task.state,
                    task.schedule,
                    task.overlap,
                    task.note,
                    last?.id ?? "",
                    last?.note ?? ""
                )
            case .text(.task, let patterns): return patterns.contains { $0.matches(task.name) }
            case .text(.id, let patterns):
                let ids = task.holders + (last.map { [$0.id] } ?? [])
                return patterns.contains { ids.contains(where: $0.matches) }
            case .text(.step, let patterns):
                return last?.step.map { step in patterns.contains { $0.matches(step) } } ?? false
            case .text(.error, let patterns):
                return patterns.contains { $0.matches(task.note) || $0.matches(last?.note ?? "") }
            case .states(let states):
                return states.contains(task.state) || last.map { states.contains($0.state) } ?? false
            case .levels: return false
            case .number(.occurrence, let comparison, let numbers):
                return numbers.contains { comparison.holds(Int64(task.occurrence), $0) }
            case .number(let field, let comparison, let numbers):
                guard let number = last?.number(field, now: now) else { return false }
                return numbers.contains { comparison.holds(number, $0) }
            }
        }
    }

    /// Whether an execution matches it.
    package func matches(_ execution: ExecutionLine, now: Int64) -> Bool {
        holds { test in
            switch test {
            case .word(let pattern):
                return pattern.matchesAny(
                    execution.id,
                    execution.task,
                    execution.state,
                    execution.step ?? "",
                    execution.note
                )
            case .text(let field, let patterns):
                let text =
                    switch field {
                    case .task: execution.task
                    case .id: execution.id
                    case .step: execution.step ?? ""
                    case .error: execution.note
                    }
                return patterns.contains { $0.matches(text) }
            case .states(let states): return states.contains(execution.state)
            case .levels: return false
            case .number(let field, let comparison, let numbers):
                guard let number = execution.number(field, now: now) else { return false }
                return numbers.contains { comparison.holds(number, $0) }
            }
        }
    }

    /// Whether an event matches it; an event has no state, no occurrence and no length.
    package func matches(_ event: EventLine, now: Int64) -> Bool {
        holds { test in
            switch test {
            case .word(let pattern):
                return pattern.matchesAny(
                    event.message,
                    event.execution,
                    event.task,
                    event.step,
                    event.level.rawValue
                )
            case .text(let field, let patterns):
                let text =
                    switch field {
                    case .task: event.task
                    case .id: event.execution
                    case .step: event.step
                    case .error: event.message
                    }
                return patterns.contains { $0.matches(text) }
            case .states: return false
            case .levels(let levels): return levels.contains(event.level)
            case .number(let field, let comparison, let numbers):
                let number: Int64? =
                    switch field {
                    case .age: now.since(event.at)
                    case .attempt: event.attempt.map(Int64.init)
                    case .occurrence, .elapsed: nil
                    }
                return number.map { number in numbers.contains { comparison.holds(number, $0) } } ?? false
            }
        }
    }

    private func holds(_ test: (FilterTerm.Test) -> Bool) -> Bool {
        terms.allSatisfy { test($0.test) != $0.isInverse }
    }
}

extension FilterPattern {
    fileprivate func matchesAny(_ texts: String...) -> Bool {
        texts.contains(where: matches)
    }
}

extension ExecutionLine {
    fileprivate func number(_ field: FilterTerm.NumberField, now: Int64) -> Int64? {
        switch field {
        case .attempt: attempt.map(Int64.init)
        case .occurrence: occurrence.map(Int64.init)
        case .age: now.since(startedAt ?? scheduledAt)
        case .elapsed: startedAt.map { (endedAt ?? now).since($0) }
        }
    }
}
