internal import Zart

/// What an inventory is taken of.
struct Warehouse: Codable, Sendable {
    var warehouse: String
}

/// Takes longer than the delay between its ticks, so that every other tick finds it running and is skipped.
///
/// Its second step fails at the first attempt and is tried again.
struct InventorySnapshot: DurableExecution {
    /// What the times of its steps are shares of: to sleep stands for their work.
    let pace: Duration

    func run(_ input: Warehouse) async throws -> Snapshot {
        let shelves = try await require(CountShelves(warehouse: input.warehouse, work: pace / 2))
        let items = try await step("reconcile", retry: .fixed(2, delay: pace / 4)) {
            // The first attempt of every execution finds the ledger busy: a retry is to be seen.
            guard let attempt = ExecutionContext.current?.attempt, attempt > 1 else { throw LedgerBusy() }
            try await Task.sleep(for: pace / 4)
            return shelves.reduce(0) { $0 + $1.items }
        }
        let takenAt = try await Durable.now("taken-at")
        try await step("publish") { try await Task.sleep(for: pace / 4) }
        return Snapshot(warehouse: input.warehouse, items: items, takenAt: takenAt)
    }
}

/// The result of an inventory.
struct Snapshot: Codable, Sendable {
    var warehouse: String
    var items: Int
    var takenAt: Instant
}

/// A step of its own: counts what lies on the shelves.
struct CountShelves: DurableStep {
    let warehouse: String
    let work: Duration

    var name: String { "count-shelves" }
    var retry: RetryConfig { .exponential(3, initial: .milliseconds(200), cap: .seconds(2)) }
    var timeout: StepTimeout? { .perAttempt(.seconds(30)) }

    func run() async throws -> [Shelf] {
        try await Task.sleep(for: work)
        return [Shelf(name: "A", items: 480), Shelf(name: "B", items: 754)]
    }
}

/// One shelf and what lies on it.
struct Shelf: Codable, Sendable {
    var name: String
    var items: Int
}

/// What the first attempt runs into.
struct LedgerBusy: Error, CustomStringConvertible {
    var description: String { "the stock ledger is busy" }
}
