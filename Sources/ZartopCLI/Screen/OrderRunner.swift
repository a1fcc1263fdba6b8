internal import Dashboard
internal import Synchronization
internal import Terminal
internal import Timetable
internal import Zart
internal import ZartCore

/// Carries the screen's orders to the engine and brings the answers back; the screen never waits for either.
final class OrderRunner: Sendable {
    private let desk: any OrderDesk
    private let wake: WakeFlag
    private let actor: String
    private let terminal: String
    private let now: @Sendable () -> Instant
    private let reports = Mutex<[OrderReport]>([])
    /// The last order on an execution that was handed in.
    private let lastOne = Mutex<Task<Void, Never>?>(nil)

    init(_ desk: any OrderDesk, _ surroundings: Surroundings, wake: WakeFlag) {
        self.desk = desk
        self.wake = wake
        actor = surroundings.actor
        terminal = surroundings.terminal
        now = surroundings.now
    }

    /// Hands an order in; the wake flag is raised when it has its answer.
    func perform(_ request: OrderRequest) {
        let action: Order.Action
        do throws(CommandFailure) {
            action = try Order.Action(request, now: now())
        } catch {
            reports.withLock { $0.append(OrderReport(request, message: error.message, isDone: false)) }
            return wake.raise()
        }
        // The question has said that it waits where no slot is free.
        let order = Order(action, actor: actor, terminal: terminal, reason: request.reason, waits: true)
        switch request.verb {
        case .cancel, .kill, .retry, .restart, .rerun:
            lastOne.withLock { last in
                last = Task { [last] in
                    // In the order in which they were given: one may take back what the end of another would begin, and
                    // those that wait for a slot wait in that order.
                    await last?.value
                    await handIn(order, for: request)
                }
            }
        default: Task { await handIn(order, for: request) }
        }
    }

    private func handIn(_ order: Order, for request: OrderRequest) async {
        let report: OrderReport
        do throws(ZartError) {
            let answer = try await desk.perform(order)
            report = OrderReport(
                request,
                message: answer.message,
                isDone: answer.refusal == nil,
                isQueued: answer.isQueued
            )
        } catch {
            report = OrderReport(request, message: error.message, isDone: false)
        }
        reports.withLock { $0.append(report) }
        wake.raise()
    }

    /// The answers since the last call, in their order.
    func take() -> [OrderReport] {
        reports.withLock { reports in
            defer { reports = [] }
            return reports
        }
    }
}

extension Order.Action {
    /// The engine's word for what the screen asks.
    init(_ request: OrderRequest, now: Instant) throws(CommandFailure) {
        let until = try request.until.map { text throws(CommandFailure) in
            try Self.pauseEnd(text, now: now)
        }
        switch request.verb {
        case .backfill(let words): try self.init(backfill: words, now: now)
        case .prune(let words): try self.init(prune: words)
        case .start(let task, let id, let payload):
            self = .start(task: task, id: id, payload: try payload.map(Self.json), overlap: nil)
        case .event(let id, let name, let data):
            self = .event(id: id, name: name, data: try data.map(Self.json) ?? "null")
        case .cancel(let id): self = .cancel(id: id)
        case .kill(let id): self = .kill(id: id)
        case .trigger(let task, let regardless):
            self = .trigger(task: task, overlap: regardless ? .alwaysStart : nil)
        case .pause(let task): self = .pause(task: task, until: until, note: request.note)
        case .resume(let task, let missed): self = .resume(task: task, missed: missed.map(MissedPolicy.init))
        case .pauseAll: self = .pauseAll(until: until, note: request.note)
        case .resumeAll(let missed): self = .resumeAll(missed: missed.map(MissedPolicy.init))
        case .skip(let task, let count): self = .skip(task: task, count: count)
        case .pauseSteps(let steps, let tasks):
            self = .pauseSteps(steps: steps, tasks: tasks, note: request.note)
        case .resumeSteps(let steps, let tasks): self = .resumeSteps(steps: steps, tasks: tasks)
        case .stop(let task): self = .stop(task: task)
        case .revive(let task): self = .revive(task: task)
        case .acknowledge(let task, let alarm): self = .acknowledge(task: task, alarm: alarm)
        case .retry(let id, let step): self = .retry(id: id, step: step, overlap: nil)
        case .restart(let id, let payload): self = .restart(id: id, payload: payload, overlap: nil)
        case .rerun(let id, let step): self = .rerun(id: id, step: step, overlap: nil)
        }
    }
}

extension Order.Action {
    /// Text that was typed as JSON, if it is that.
    private static func json(_ text: String) throws(CommandFailure) -> String {
        guard let fault = JSONCheck.fault(in: text) else { return text }
        throw .usage("that is no JSON: at column \(fault.column) \(fault.reason)")
    }
}

extension MissedPolicy {
    fileprivate init(_ missed: OrderRequest.Missed) {
        switch missed {
        case .latest: self = .latest
        case .skip: self = .skip
        case .all: self = .all(OptionSpec.largestCount)
        }
    }
}
