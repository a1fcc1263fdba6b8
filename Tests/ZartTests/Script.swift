import Zart
import ZartCore

/// A handler that does what its test says.
struct Script: DurableExecution {
    var timeout: Duration?
    let body: @Sendable (String) async throws -> String

    init(timeout: Duration? = nil, _ body: @escaping @Sendable (String) async throws -> String) {
        self.timeout = timeout
        self.body = body
    }

    func run(_ input: String) async throws -> String { try await body(input) }
}

/// A handler with something to do after a failure.
struct Rescued: DurableExecution {
    var timeout: Duration?
    let body: @Sendable (String) async throws -> String
    let rescue: @Sendable (ExecutionFailure) async throws -> String?

    func run(_ input: String) async throws -> String { try await body(input) }

    func onFailure(_ input: String, _ failure: ExecutionFailure) async throws -> String? {
        try await rescue(failure)
    }
}

extension Script {
    /// One step that is held until the gate with the execution's id, or `all`, is opened.
    static func held(_ gate: Gate, _ counter: Counter = Counter(), isStubborn: Bool = false) -> Script {
        Script { _ in
            let id = ExecutionContext.current?.id ?? ""
            return try await Durable.step("hold") {
                counter.add(id)
                try await gate.pass(id, isStubborn: isStubborn)
                return id
            }
        }
    }

    /// One step that is done at once.
    static func quick(_ counter: Counter = Counter()) -> Script {
        Script { input in
            try await Durable.step("work") {
                counter.add("work")
                return input
            }
        }
    }
}

/// A step for `Durable.parallel`.
struct NamedStep: DurableStep {
    let name: String
    var retry: RetryConfig = .none
    var timeout: StepTimeout?
    let body: @Sendable () async throws -> String

    func run() async throws -> String { try await body() }
}
