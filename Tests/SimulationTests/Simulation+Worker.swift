import Dispatch
import Synchronization
import Timetable
import ZartCore
import ZartSQLite
import ZartTesting

@testable import Zart

extension Simulation {
    /// A worker begins, perhaps after a while, perhaps of another release.
    func restart(isCalm: Bool = false) {
        if world.generation > 0, !isCalm {
            passWithoutWorker()
            for index in drafts.indices where dice.chance(20) {
                let name = drafts[index].name
                let isOnRecord = world.ask { $0.task(named: name) != nil }
                drafts[index].change(pace: pace, now: now, isOnRecord: isOnRecord, &dice)
            }
            for index in drafts.indices { drafts[index].isRegistered = !dice.chance(8) }
        }
        compareWithRows()
        begin(isCalm: isCalm)
    }

    private func passWithoutWorker() {
        let down = dice.chance(60) ? pace.gap(&dice) : .zero
        _ = world.timeline.pass(until: boot + down)
        if dice.chance(10) { setClock() }
        if dice.chance(10) { postOrder() }
    }

    private func begin(isCalm: Bool) {
        let generation = world.generation
        pump = SeededPump()
        do {
            let store = try SimulatedStore(path: path, world: world)
            var builder = Worker.Builder(store: store)
            let work = { SimulatedWork(world: self.world, generation: generation, timeout: $0) }
            builder =
                builder.registerDurable("work", work(nil))
                .registerDurable("timed", work(.seconds(45)))
                .registerDurable("mending", MendingWork(work: work(.seconds(600))))
            for draft in drafts where draft.isRegistered {
                builder = draft.register(in: builder, world: world, generation: generation)
            }
            configure(&builder)
            let engine = try builder.build().makeEngine()
            self.store = store
            self.engine = engine
            if !isCalm, dice.chance(4) { store.fail(.lost(after: 0)) }
            world.note("worker \(generation) begins")
            try engine.beginNow()
        } catch {
            if store?.hasDied != true { world.fault("the worker cannot begin: \(error)") }
        }
    }

    private func configure(_ builder: inout Worker.Builder) {
        builder.timeline = world.timeline
        builder.handlerExecutor = pump
        // Few slots make work wait for each other; how often a lease is renewed matters to nobody here.
        var dice = Dice(seed: seed, "settings")
        builder.settings.concurrency = dice.pick([1, 2, 3, 8, 256])
        builder.settings.parkedInMemory = dice.pick([0, 1, 3, 1_000])
        builder.settings.replayedAtOnce = dice.pick([1, 3, 500])
        builder.settings.leaseRenewal = .seconds(30)
        builder.settings.orderLook = .seconds(30)
        builder.settings.leaseLength = .seconds(90)
        if dice.chance(20) {
            builder.settings.keepEnded = .seconds(300)
            builder.settings.keepFailed = .seconds(600)
            world.ask { $0.isPruning = true }
            builder.settings.pruneInterval = .seconds(45)
        } else {
            builder.settings.pruneInterval = .seconds(1_800)
        }
        let world = world
        let folder = folder
        builder.settings.roll = { 0 }
        builder.settings.log = { event in
            let subject = [event.task, event.execution, event.step].compactMap { $0 }.joined(separator: "/")
            world.note("log \(event.event) \(subject): \(event.message)".replacing(folder, with: ""))
        }
    }

    /// The process is gone, with everything in it that is not on record.
    func die() {
        guard let engine else { return }
        engine.crash()
        world.endGeneration()
        settle(engine)
        self.engine = nil
        store = nil
    }

    /// Whatever can be done without time passing is done.
    func settle(_ engine: Engine) {
        repeat {
            while pump.count > 0 { pump.run(at: 0) }
            engine.settle()
        } while pump.count > 0
    }

    /// The worker is told to end.
    func drain() {
        let grace = dice.pick([Duration.zero, .seconds(1), .seconds(10), .seconds(60)])
        world.note("drain within \(grace.inMilliseconds) ms")
        engine?.port.post(.stop(grace: grace))
    }

    // MARK: Between moves

    /// Nothing moves and no time passes: whatever could be done by now must have been done.
    func check(_ engine: Engine) {
        let faults = engine.queue.sync {
            engine.assumeIsolated { engine -> [String] in
                guard engine.role == .active else { return [] }
                return engine.slotFaults + engine.stalls
            }
        }
        for fault in faults { world.fault(fault) }
    }

    /// No work is left: every slot is free, and nothing is kept in memory.
    func checkIdle(_ engine: Engine) {
        let fault = engine.queue.sync {
            engine.assumeIsolated { engine -> String? in
                guard engine.role == .active else { return "the worker is not at work in the end" }
                guard
                    engine.freeSlots != engine.settings.concurrency || !engine.stopping.isEmpty
                        || !engine.departing.isEmpty || !engine.executions.isEmpty || engine.parked != 0
                        || engine.port.live.load(ordering: .relaxed) != 0 || !engine.slotQueue.isEmpty
                else { return nil }
                return "idle with \(engine.freeSlots) of \(engine.settings.concurrency) slots free, "
                    + "\(engine.stopping.count) stopping, \(engine.departing.count) departing, "
                    + "\(engine.executions.count) executions, \(engine.parked) parked, "
                    + "\(engine.port.live.load(ordering: .relaxed)) live"
            }
        }
        if let fault { world.fault(fault) }
    }

    /// What was acknowledged is on record, and nothing else.
    func compareWithRows() {
        do {
            guard world.generation > 0 else { return }
            let reader = try SQLiteReader(path: path) { ZoneDirectory.system.zone(named: $0) }
            let rows = try reader.executions(ExecutionFilter(), before: nil, limit: 1_000_000)
            let model = world.ask { oracle in
                oracle.executions.keys.sorted().compactMap { oracle.executions[$0] }.map {
                    ($0.id, $0.status)
                }
            }
            var known = Dictionary(model) { $1 }
            for row in rows.reversed() {
                let status = known.removeValue(forKey: row.id)
                if status != row.status {
                    world.fault(
                        "\(row.id) is on record as \(row.status), committed was \(status.map(\.rawValue) ?? "nothing")"
                    )
                }
            }
            for (id, status) in known.sorted(by: { $0.key < $1.key }) where !status.isEnded {
                world.fault("\(id) was committed as \(status), and is gone")
            }
            for row in try reader.tasks() {
                guard let task = world.ask({ $0.task(named: row.name)?.task }) else {
                    world.fault("task \(row.name) was never committed")
                    continue
                }
                if task.occurrence != row.occurrence || task.state != row.state {
                    world.fault(
                        "task \(row.name) is \(row.state) at \(row.occurrence), committed was \(task.state) at "
                            + "\(task.occurrence)"
                    )
                }
            }
        } catch {
            world.fault("the rows cannot be read: \(error)")
        }
    }

    /// The doctor examines the database.
    func askDoctor() {
        do {
            let doctor = try Doctor(path: path, zones: { ZoneDirectory.system.zone(named: $0) })
            for check in try doctor.examine(now: now) where !check.ok {
                world.fault("doctor: \(check.name): \(check.detail)")
            }
        } catch {
            world.fault("the doctor cannot be asked: \(error)")
        }
    }
}

extension Engine {
    /// Slots given out are held by somebody.
    fileprivate var slotFaults: [String] {
        let passes = executions.values.compactMap(\.live) + stopping.values
        let held = passes.reduce(0) { $0 + $1.slots }
        guard freeSlots + held != settings.concurrency || freeSlots < 0 else { return [] }
        return ["\(freeSlots) slots are free and \(held) held, of \(settings.concurrency)"]
    }

    /// What should have gone on by itself.
    fileprivate var stalls: [String] {
        var stalls: [String] = []
        for task in tasks.values.sorted(by: { $0.id < $1.id }) where task.hasHandler {
            if task.view.afterCompletion != nil, task.view.pendingAt == nil, task.view.active.isEmpty,
                task.view.buffered.isEmpty, task.view.starts
            {
                stalls.append("\(task.spec.name) waits for the end of nothing")
            }
            if let due = task.view.nextDue, due.effective <= now {
                stalls.append("\(due.nominal) of \(task.spec.name) is due and not decided")
            }
        }
        for execution in executions.values.sorted(by: { $0.sequence < $1.sequence })
        where handlers[execution.handler] != nil && departing[execution.sequence] == nil {
            if execution.live == nil, execution.waitsFor == nil, freeSlots > 0, execution.deaths < 2,
                execution.isRunning ? isAwake(execution) : execution.run > 0 || execution.scheduledAt <= now
            {
                stalls.append("\(execution.id) waits although \(freeSlots) slots are free")
            }
            if let predecessor = execution.waitsFor, stopping[predecessor] == nil,
                departing[predecessor] == nil
            {
                stalls.append("\(execution.id) waits for execution \(predecessor), which is not stopping")
            }
            guard let live = execution.live, freeSlots > 0, !live.isHalted else { continue }
            for (name, step) in live.steps.sorted(by: { $0.key < $1.key }) where step.isParked {
                if let wake = step.wakeAt, wake + ClockWatch.smallest < now {
                    stalls.append("\(execution.id)/\(name) sleeps beyond \(wake)")
                }
            }
        }
        return stalls
    }

    /// A step of the clock that is too small to be noticed makes it late by as much.
    private func isAwake(_ execution: EngineExecution) -> Bool {
        switch execution.parkedUntil {
        case .none: true
        case .some(.none): false
        case .some(.some(let wake)): wake + ClockWatch.smallest < now
        }
    }
}
