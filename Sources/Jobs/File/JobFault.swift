/// One thing that is wrong with a job file, and where.
package struct JobFault: Sendable, Hashable {
    package let mark: Mark
    /// One sentence, without a full stop: what is wrong and what to do.
    package let message: String

    package init(_ mark: Mark, _ message: String) {
        self.mark = mark
        self.message = message
    }

    /// The line for the operator: `zartop.yaml:12:9: …`.
    package func line(file: String) -> String { "\(file):\(mark.line):\(mark.column): \(message)" }
}

/// Everything that is wrong with a job file, in the order of its lines; never empty.
package struct JobFileError: Error, Sendable, Hashable {
    package let file: String
    package let faults: [JobFault]
    /// Whether there are more than are kept.
    package let isCut: Bool

    /// The lines for the operator.
    package var lines: [String] {
        faults.map { $0.line(file: file) }
            + (isCut ? ["\(file): more is wrong than these \(faults.count): mend them first"] : [])
    }
}
