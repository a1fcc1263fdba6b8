/// What a command learns from its environment.
package struct CommandEnvironment: Sendable, Hashable {
    package var task: String
    package var execution: String
    /// The number of the occurrence; nil for an execution without one.
    package var occurrence: Int?
    /// The nominal instant, as RFC 3339; nil for an execution started by hand.
    package var nominalAt: String?
    package var step: String
    /// The number of the attempt, from 1.
    package var attempt: Int
    package var idempotencyKey: String
    /// The payload as JSON.
    package var payload: String
    /// The results of earlier steps as JSON.
    package var results: String
    /// What a command that runs after a failure is told of it; nil for others.
    package var failure: Failure?

    /// Why an execution has failed.
    package struct Failure: Sendable, Hashable {
        /// What the operator reads.
        package var error: String
        /// The step that failed first; nil when it was none, as when the execution's time ran out.
        package var step: String?

        package init(error: String, step: String?) {
            self.error = error
            self.step = step
        }
    }

    /// The variables that come as a file when they are too big: `NAME_FILE` then has its path, and `NAME` is not set.
    static let files = ["ZART_PAYLOAD": "payload", "ZART_RESULTS": "results"]

    /// Whether the system takes no such variable: Linux has a limit of 32 pages for one, with its name and its end
    /// (execve(2), MAX_ARG_STRLEN).
    static func isTooBig(_ name: String, _ value: String) -> Bool {
        name.utf8.count + value.utf8.count + 2 > 131_072
    }

    package init(
        task: String,
        execution: String,
        occurrence: Int?,
        nominalAt: String?,
        step: String,
        attempt: Int,
        idempotencyKey: String,
        payload: String,
        results: String,
        failure: Failure? = nil
    ) {
        self.task = task
        self.execution = execution
        self.occurrence = occurrence
        self.nominalAt = nominalAt
        self.step = step
        self.attempt = attempt
        self.idempotencyKey = idempotencyKey
        self.payload = payload
        self.results = results
        self.failure = failure
    }

    /// All variables of a command.
    ///
    /// - Parameters:
    ///   - inherited: What every command gets.
    ///   - own: What its task or step says, which goes before what is inherited.
    ///   - scalars: The payload's strings, numbers and booleans under their keys, in the payload's order. Each becomes
    ///     a variable under its key in upper case, if that is a plain identifier, not taken yet, and none by which a
    ///     payload could turn the command into another.
    /// - Returns: The variables by name, without `ZART_RESULT`, which comes with the attempt's folder.
    package func variables(
        inherited: [String: String],
        own: [String: String],
        scalars: [(key: String, value: String)]
    ) -> [String: String] {
        var all = inherited.merging(own) { _, own in own }
        // What another worker's command hands down is not about this one.
        for name in all.keys where name.hasPrefix("ZART_") { all[name] = nil }
        for (key, value) in scalars {
            let name = Self.upperCase(key)
            guard Self.mayBeSet(name), all[name] == nil, !value.utf8.contains(0),
                !Self.isTooBig(name, value)
            else { continue }
            all[name] = value
        }
        all["ZART_TASK"] = task
        all["ZART_EXECUTION"] = execution
        // Empty where there is none: for `sh -u` a variable that is not set is an error.
        all["ZART_OCCURRENCE"] = occurrence.map(String.init) ?? ""
        all["ZART_NOMINAL_AT"] = nominalAt ?? ""
        all["ZART_STEP"] = step
        all["ZART_ATTEMPT"] = String(attempt)
        all["ZART_IDEMPOTENCY_KEY"] = idempotencyKey
        all["ZART_PAYLOAD"] = payload
        all["ZART_RESULTS"] = results
        all["ZART_ERROR"] = failure?.error
        all["ZART_FAILED_STEP"] = failure.map { $0.step ?? "" }
        return all
    }

    private static func mayBeSet(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        guard name.utf8.allSatisfy({ isLetterOrDigit($0) || $0 == UInt8(ascii: "_") }) else { return false }
        return name != "PATH" && name != "IFS" && !name.hasPrefix("ZART_") && !name.hasPrefix("LD_")
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// ASCII letters only: `ß` must not become a plain identifier.
    private static func upperCase(_ key: String) -> String {
        String(decoding: key.utf8.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }, as: UTF8.self)
    }
}
