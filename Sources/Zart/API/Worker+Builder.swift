public import Timetable
public import ZartCore

extension Worker {
    /// Says what a worker runs.
    ///
    /// Nothing is stored before the worker runs.
    public struct Builder {
        let store: any Store
        package var settings = EngineSettings()
        package var timeline: (any Timeline)?
        package var handlerExecutor: (any TaskExecutor)?
        var handlers: [Handler] = []
        var functions: [PlainFunction] = []
        private var specs: [TaskSpec] = []
        /// What is said about tasks beside their schedules, as JSON text.
        var conducts: [String: String] = [:]
        private var faults: [InvalidInput] = []

        /// Begins with the store to work on.
        public init(store: some DurableStore) {
            self.store = store.access.store
        }

        /// Limits the number of steps in flight at a time.
        ///
        /// The default is 256.
        public consuming func concurrency(_ limit: Int) -> Builder {
            var builder = self
            builder.settings.concurrency = max(1, limit)
            return builder
        }

        /// Registers a handler under a name, for tasks and for ``DurableScheduler/start(_:id:payload:)``.
        public consuming func registerDurable(_ name: String, _ execution: some DurableExecution) -> Builder {
            var builder = self
            do {
                try Limits.checkName(name, what: "handler name '\(name)'")
            } catch {
                builder.faults.append(error)
            }
            if builder.handlers.contains(where: { $0.name == name }) {
                builder.faults.append(
                    InvalidInput("handler '\(name)' is registered twice: give each a name of its own")
                )
            } else {
                builder.handlers.append(Handler(name, execution))
            }
            return builder
        }

        /// Registers a recurring task: each tick starts an execution of a handler, under an overlap policy.
        ///
        /// The id template has the one token `{occurrence}`, the 0-based number of the execution. The handler is
        /// the one registered under the task's own name unless another is named. A task stopped by an operator
        /// stays stopped. With `pauseAfterFailures` so many failures in a row pause it, until it is resumed. What `keep`
        /// leaves open is kept as long as the product's defaults say. The alarms say when somebody is to be told of it,
        /// by ``notifying(_:)`` and on the dashboard.
        public consuming func registerRecurringDurable(
            _ name: String,
            handler: String? = nil,
            idTemplate: String,
            recurrence: Recurrence,
            overlap: OverlapPolicy = .skipIfRunning,
            missed: MissedPolicy = .latest,
            payload: some Codable & Sendable = Optional<String>.none,
            jitter: Duration? = nil,
            startingAt: Instant? = nil,
            endingAt: Instant? = nil,
            maxOccurrences: Int? = nil,
            lateGrace: Duration = .seconds(10),
            alarms: AlarmRules = .standard,
            pauseAfterFailures: Int? = nil,
            keep: Retention = Retention(),
            was: String? = nil
        ) -> Builder {
            saying(alarms, of: name).adding { () throws(InvalidInput) in
                let json: String
                do {
                    json = try JSONCoding.encode(payload)
                } catch {
                    throw InvalidInput("the payload of task '\(name)' cannot be written as JSON: \(error)")
                }
                return TaskSpec(
                    name: name,
                    handler: handler,
                    template: try IDTemplate(idTemplate),
                    recurrence: recurrence,
                    overlap: overlap,
                    missed: missed,
                    payload: json,
                    jitter: jitter,
                    startingAt: startingAt,
                    endingAt: endingAt,
                    maxOccurrences: maxOccurrences,
                    lateGrace: lateGrace,
                    pauseAfterFailures: pauseAfterFailures,
                    keep: keep,
                    was: was
                )
            }
        }

        /// Registers a plain scheduled task: one function a tick, at most once, without an execution's record.
        ///
        /// A tick that finds the function still running is skipped and recorded so.
        public consuming func registerScheduledTask(
            _ name: String,
            recurrence: Recurrence,
            missed: MissedPolicy = .latest,
            alarms: AlarmRules = .standard,
            pauseAfterFailures: Int? = nil,
            _ body: @escaping @Sendable (ScheduledTick) async throws -> Void
        ) -> Builder {
            var builder = saying(alarms, of: name)
            builder.specs.append(
                TaskSpec(
                    name: name,
                    kind: .scheduled,
                    recurrence: recurrence,
                    missed: missed,
                    pauseAfterFailures: pauseAfterFailures
                )
            )
            builder.functions.append(PlainFunction(task: name, run: body))
            return builder
        }

        /// Checks everything that was said and makes the worker.
        ///
        /// - Throws: an ``InvalidInput`` with one sentence for the first thing that is wrong.
        public func build() throws(InvalidInput) -> Worker {
            if let fault = faults.first { throw fault }
            var names: Set<String> = []
            var templates = TemplateIndex<String>()
            for spec in specs {
                try spec.validate()
                guard names.insert(spec.name).inserted else {
                    throw InvalidInput(
                        "task '\(spec.name)' is registered twice: give each task a name of its own"
                    )
                }
                try checkSchedule(spec)
                try checkHandler(spec)
                guard let template = spec.template else { continue }
                if let other = templates.collision(with: template, where: { _ in true }) {
                    throw InvalidInput(
                        "id templates '\(other.template)' of task '\(other.owner)' and '\(template)' of task "
                            + "'\(spec.name)' can make the same id: change one"
                    )
                }
                templates.insert(template, of: spec.name)
            }
            return Worker(self, registrations: specs)
        }

        private func checkSchedule(_ spec: TaskSpec) throws(InvalidInput) {
            let zone = spec.recurrence.zone(settings.zones)
            if case .cron(_, let timezone, _, _) = spec.recurrence, zone == nil {
                throw InvalidInput(
                    "task '\(spec.name)': unknown time zone '\(timezone)': use an IANA name such as Europe/Berlin"
                )
            }
            // Any anchor will do: whether it can be compiled and ever matches does not depend on when it begins.
            let anchor = Instant(milliseconds: 0)
            do {
                _ = try Schedule(spec.recurrence, zone: zone, anchor: anchor, includesAnchor: true)
            } catch {
                throw InvalidInput("task '\(spec.name)': \(error.message)")
            }
        }

        private func checkHandler(_ spec: TaskSpec) throws(InvalidInput) {
            guard spec.kind == .durable else { return }
            guard let handler = handlers.first(where: { $0.name == spec.handler }) else {
                throw InvalidInput(
                    "task '\(spec.name)' has no handler '\(spec.handler)': register it with registerDurable"
                )
            }
            if let reason = handler.reject(spec.payload) {
                throw InvalidInput(
                    "the payload of task '\(spec.name)' is not for handler '\(spec.handler)': \(reason)"
                )
            }
        }

        /// Has a function told of every alarm that is raised, and of every one that is over.
        ///
        /// It is told at least once: a call that throws is repeated with growing waits, ten times at most, and one that a
        /// crash interrupted too, always with the same ``AlarmNotice/id``. At most four calls are under way at a time, of
        /// each task one, and those that are made again come last; none of them holds up a tick.
        public consuming func notifying(
            _ notify: @escaping @Sendable (AlarmNotice) async throws -> Void
        ) -> Builder {
            var builder = self
            builder.settings.notify = notify
            return builder
        }

        /// Has a function told of what happens, in order, each line once it is durable.
        ///
        /// Called on the engine's queue: a call that takes time delays ticks, so hand over to a logger what it may wait
        /// for. A crash may lose the lines of the commit before it; what they tell is in the database all the same.
        public consuming func logging(_ log: @escaping @Sendable (LogEvent) -> Void) -> Builder {
            var builder = self
            builder.settings.log = log
            return builder
        }

        private consuming func saying(_ rules: AlarmRules, of task: String) -> Builder {
            var builder = self
            do {
                try rules.validate(task: task)
                builder.conducts[task] = try TaskAlarms.conduct(of: rules)
            } catch {
                builder.faults.append(error as? InvalidInput ?? InvalidInput("\(error)"))
            }
            return builder
        }

        private consuming func adding(_ make: () throws(InvalidInput) -> TaskSpec) -> Builder {
            var builder = self
            do {
                builder.specs.append(try make())
            } catch {
                builder.faults.append(error)
            }
            return builder
        }
    }
}
