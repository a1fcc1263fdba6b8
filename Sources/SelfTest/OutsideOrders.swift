internal import Zart
internal import ZartCore
internal import ZartSQLite

/// Orders given to the workers of a series by somebody who outlives them all.
///
/// What is acknowledged is noted; what is not was never promised.
actor OutsideOrders {
    private let scheduler: DurableScheduler
    private let journal: Journal
    private var dice: Dice
    private var number = 0

    /// Executions that were asked for and wait for an event, by their numbers.
    private(set) var gates: [Int] = []

    init(store: SQLiteStore, journal: Journal, seed: Int) {
        scheduler = DurableScheduler(store: store)
        self.journal = journal
        dice = Dice(seed: ~seed)
    }

    /// Gives orders until the calling task is cancelled.
    func give() async {
        while !Task.isCancelled {
            // Refused while no worker is there, or it cannot be done just then.
            try? await giveOne()
            try? await Task.sleep(for: .milliseconds(Int.random(in: 1...25, using: &dice)))
        }
    }

    private func giveOne() async throws {
        number += 1
        switch Int.random(in: 0..<10, using: &dice) {
        case 0...5: try await startOne()
        case 6, 7: try await openGate()
        case 8:
            let record = try await scheduler.trigger("fan")
            journal.acknowledged("start", record.id)
        default:
            try await scheduler.pause("relay")
            try await scheduler.resume("relay", missed: dice.isOne(in: 2) ? .latest : nil)
        }
    }

    /// Starts an execution, and cancels or restarts some.
    private func startOne() async throws {
        let id = "order-\(number)"
        try await scheduler.start("asked", id: id, payload: Int.random(in: 0...40, using: &dice))
        journal.acknowledged("start", id)
        switch Int.random(in: 0..<6, using: &dice) {
        case 0, 1:
            try await scheduler.cancel(id)
            journal.acknowledged("cancel", id)
        case 2:
            _ = try await scheduler.wait(for: id, timeout: .seconds(5))
            try await scheduler.restart(id)
            journal.acknowledged("restart", id)
        default: break
        }
    }

    /// Starts an execution that waits for an event, which may come before it waits.
    private func openGate() async throws {
        let gate = number
        gates.append(gate)
        try await scheduler.start("gated", id: "gate-\(gate)", payload: gate)
        journal.acknowledged("start", "gate-\(gate)")
        try await scheduler.offerEvent("go", to: "gate-\(gate)", payload: gate)
        journal.acknowledged("event", "gate-\(gate)")
    }
}
