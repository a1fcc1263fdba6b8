internal import Synchronization
internal import Zart
internal import ZartCore

/// What a step of the bench returns: about as much as a step of a small job does.
struct Receipt: Codable, Sendable {
    var items: Int
    var warehouse: String
}

/// Step bodies that have really run, so that nothing is fast by not happening.
final class BodyCount: Sendable {
    private let bodies = Atomic<Int>(0)
    private let handlers = Atomic<Int>(0)

    var ran: Int { bodies.load(ordering: .relaxed) }
    /// Handlers that are about to return.
    var returning: Int { handlers.load(ordering: .relaxed) }

    func body() { bodies.add(1, ordering: .relaxed) }

    func handler() { handlers.add(1, ordering: .relaxed) }
}

/// A number of no-op steps, one after the other.
struct NoOps: DurableExecution {
    let count: BodyCount
    let names: [String]

    init(_ steps: Int, _ count: BodyCount) {
        self.count = count
        names = (0..<steps).map { "step-\($0)" }
    }

    func run(_ input: Int) async throws -> Int {
        for name in names {
            _ = try await step(name) {
                count.body()
                return Receipt(items: 1234, warehouse: "EU-1")
            }
        }
        count.handler()
        return input
    }
}
