import Timetable
import Zart

/// A handler that performs its execution's script.
struct SimulatedWork: DurableExecution {
    let world: World
    let generation: Int
    let timeout: Duration?

    func run(_ input: Int?) async throws -> Int {
        guard let id = ExecutionContext.current?.id else { throw Trouble("there is no context") }
        let script = Script(seed: world.seed, execution: id, hasBranches: world.hasBranches)
        for operation in script.operations { try await perform(operation) }
        return input ?? 0
    }

    private func perform(_ operation: Script.Operation) async throws {
        switch operation {
        case .step(let name, let retry, let timeout, let isCaught):
            do {
                _ = try await step(name, retry: retry, timeout: timeout) {
                    try await world.perform(name, generation: generation)
                }
                world.returned(name, generation: generation)
            } catch is StepError where isCaught {}
        case .parallel(let names, let atOnce, let retry, let timeout):
            let steps = names.map { SimulatedStep(name: $0, retry: retry, timeout: timeout, work: self) }
            _ = try await Durable.parallel(steps, maxInFlight: atOnce)
            for name in names { world.returned(name, generation: generation) }
        case .sleep(let name, let duration):
            try await Durable.sleep(name, for: duration)
            world.returned(name, generation: generation)
        case .event(let name, let timeout):
            let _: Int = try await Durable.waitForEvent(name, timeout: timeout)
            world.returned(name, generation: generation)
        case .value(let name):
            _ = try await Durable.now(name)
            world.returned(name, generation: generation)
        case .trouble: throw Trouble("the handler itself fails")
        case .siblings(let branches):
            try await withThrowingTaskGroup { group in
                for branch in branches { group.addTask { try await perform(branch) } }
                for try await _ in group {}
            }
        case .race(let branches, let name): try await race(branches, name)
        }
    }

    private func race(_ branches: [Script.Operation], _ name: String) async throws {
        try await withThrowingTaskGroup { group in
            for (index, branch) in branches.enumerated() {
                group.addTask {
                    try await perform(branch)
                    return index
                }
            }
            // Two may have ended at once: who was seen first is for the handler to put on record.
            let first = try await group.next() ?? 0
            let winner = try await step(name) { first }
            group.cancelAll()
            _ = try await step("\(name)-\(winner)") {
                try await world.perform("\(name)-\(winner)", generation: generation)
            }
        }
    }
}

/// A handler that has a last word when it fails.
struct MendingWork: DurableExecution {
    let work: SimulatedWork

    var timeout: Duration? { work.timeout }

    func run(_ input: Int?) async throws -> Int { try await work.run(input) }

    func onFailure(_ input: Int?, _ failure: ExecutionFailure) async throws -> Int? {
        let value = try await work.world.perform("on-failure", generation: work.generation)
        return value.isMultiple(of: 2) ? value : nil
    }
}

private struct SimulatedStep: DurableStep {
    let name: String
    let retry: RetryConfig
    let timeout: StepTimeout?
    let work: SimulatedWork

    func run() async throws -> Int { try await work.world.perform(name, generation: work.generation) }
}
