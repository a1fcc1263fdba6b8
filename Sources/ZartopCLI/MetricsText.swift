internal import Timetable
internal import ZartCore

/// What monitoring is told, in Prometheus' text exposition format 0.0.4.
///
/// Names and units as prometheus.io/docs/practices/naming says: base units, `_total` for counters.
struct MetricsText {
    private(set) var text = ""

    init(_ report: MetricsReport, version: String) {
        family("zartop_build_info", "gauge", "The version of zartop that wrote this.")
        sample("zartop_build_info", [("version", version)], 1)
        family("zartop_worker_up", "gauge", "Whether a worker holds the database.")
        sample("zartop_worker_up", [], report.isWorkerUp ? 1 : 0)
        family("zartop_database_size_bytes", "gauge", "Size of the database file.")
        sample("zartop_database_size_bytes", [], Double(report.file.size))
        family(
            "zartop_database_free_bytes",
            "gauge",
            "Bytes of the database file that are free to be used again."
        )
        sample("zartop_database_free_bytes", [], Double(report.file.free))
        family("zartop_database_log_bytes", "gauge", "Size of the write-ahead log beside the database file.")
        sample("zartop_database_log_bytes", [], Double(report.file.log))
        if let oldest = report.file.oldest {
            let name = "zartop_oldest_execution_timestamp_seconds"
            family(name, "gauge", "When the oldest execution that is kept was created.")
            sample(name, [], Self.seconds(oldest))
        }
        addCounters(report.tasks)
        addGauges(report)
    }

    // MARK: Counters

    /// They hold what was pruned too.
    private mutating func addCounters(_ tasks: [TaskMetrics]) {
        let recurring = tasks.filter { $0.task != nil }
        family(
            "zartop_decisions_total",
            "counter",
            "Instants of the schedule by what was decided about them."
        )
        for task in recurring {
            for decision in Self.decisions {
                let count = task.decisions[decision] ?? 0
                guard count > 0 || Self.usual.contains(decision) else { continue }
                let labels = [("task", task.name), ("decision", decision.rawValue)]
                sample("zartop_decisions_total", labels, Double(count))
            }
        }
        // Plain tasks have no executions.
        let durable = tasks.filter { $0.task?.kind != .scheduled }
        family("zartop_executions_dispatched_total", "counter", "Executions that were dispatched.")
        for task in durable {
            sample("zartop_executions_dispatched_total", [("task", task.name)], Double(task.dispatched))
        }
        family("zartop_runs_ended_total", "counter", "Runs of executions that have ended, by status.")
        for task in durable {
            for status in [ExecutionStatus.completed, .failed, .cancelled] {
                let labels = [("task", task.name), ("status", status.rawValue)]
                sample("zartop_runs_ended_total", labels, Double(task.runs[status] ?? 0))
            }
        }
        family("zartop_step_attempts_total", "counter", "Attempts of steps that have ended, by status.")
        for task in durable {
            for status in AttemptStatus.allCases where status != .running {
                let labels = [("task", task.name), ("status", status.rawValue)]
                sample("zartop_step_attempts_total", labels, Double(task.attempts[status] ?? 0))
            }
        }
        family("zartop_step_retries_total", "counter", "Attempts that followed one that failed or timed out.")
        for task in durable {
            sample("zartop_step_retries_total", [("task", task.name)], Double(task.retries))
        }
        family("zartop_run_duration_seconds", "summary", "How long completed runs took.")
        for task in durable {
            let labels = [("task", task.name)]
            sample("zartop_run_duration_seconds_sum", labels, Double(task.completedMilliseconds) / 1_000)
            sample("zartop_run_duration_seconds_count", labels, Double(task.runs[.completed] ?? 0))
        }
    }

    /// Decisions that are final.
    private static let decisions: [Decision] = [
        .started, .skippedOverlap, .coalesced, .missed, .excluded, .limit, .expired, .paused,
    ]

    /// Those that are told also while they are 0, so that the first one is seen as an increase.
    private static let usual: Set<Decision> = [.started, .skippedOverlap, .coalesced, .missed]

    // MARK: Gauges

    private mutating func addGauges(_ report: MetricsReport) {
        let tasks = report.tasks.compactMap { metrics in metrics.task.map { (metrics, $0) } }
        family("zartop_task_state", "gauge", "1 for the state that the task is in.")
        for (_, task) in tasks {
            sample("zartop_task_state", [("task", task.name), ("state", task.effectiveState.rawValue)], 1)
        }
        family("zartop_executions_open", "gauge", "Executions that are scheduled or running.")
        for (_, task) in tasks {
            sample("zartop_executions_open", [("task", task.name)], Double(task.running))
        }
        family("zartop_instants_buffered", "gauge", "Instants that wait for a slot.")
        for (_, task) in tasks {
            sample("zartop_instants_buffered", [("task", task.name)], Double(task.buffered))
        }
        family("zartop_late_seconds", "gauge", "For how long the next instant has been due and is undecided.")
        for (_, task) in tasks {
            let late =
                task.effectiveState == .active
                ? task.dueAt.map { max(.zero, report.at - $0) } ?? .zero : .zero
            sample("zartop_late_seconds", [("task", task.name)], Double(late.inMilliseconds) / 1_000)
        }
        family("zartop_alarms_raised", "gauge", "Alarms that are raised.")
        for (metrics, task) in tasks {
            sample("zartop_alarms_raised", [("task", task.name)], Double(metrics.alarms))
        }
        let next = "zartop_next_fire_timestamp_seconds"
        family(next, "gauge", "When the task fires next.")
        for (_, task) in tasks where task.effectiveState == .active {
            if let at = task.nextFireAt { sample(next, [("task", task.name)], Self.seconds(at)) }
        }
        let last = "zartop_last_success_timestamp_seconds"
        family(last, "gauge", "When an execution last completed.")
        for metrics in report.tasks {
            if let at = metrics.lastSuccess { sample(last, [("task", metrics.name)], Self.seconds(at)) }
        }
    }

    // MARK: The format

    private mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{\(labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ","))}"
        }
        text += " \(Self.number(value))\n"
    }

    /// Whole numbers without a point, as counters are read by people too.
    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func seconds(_ instant: Instant) -> Double { Double(instant.milliseconds) / 1_000 }

    /// A label's value: backslash, quote and line feed are the three that the format escapes.
    static func escaped(_ value: String) -> String {
        var shown = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": shown += "\\\\"
            case "\"": shown += "\\\""
            case "\n": shown += "\\n"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
