/// What one attempt of a step has written: the part that was asked for, and what there is beside it.
package struct OutputPage: Hashable, Sendable {
    /// The execution.
    package var execution: String
    /// The step.
    package var step: String
    /// The attempts of whose commands output is kept, oldest first.
    package var attempts: [Int] = []
    /// The attempt shown; nil when nothing is kept.
    package var attempt: Int?
    /// Lines at hand, oldest first.
    package var lines: [OutputRow] = []
    /// The number of the first of them; lines are numbered from 0 and keep their numbers.
    package var first = 0
    /// How many lines have been written so far.
    package var total = 0
    /// The first so many of them are no longer at hand here.
    package var dropped = 0
    /// What was looked for, and the numbers of the lines that have it.
    package var search = ""
    package var hits: [Int] = []
    /// Whether more can come.
    package var isGrowing = false
    /// Why it could not be read; nil when it could.
    package var fault: String?

    /// Creates a page without lines.
    package init(execution: String, step: String) {
        self.execution = execution
        self.step = step
    }
}

/// A line of output as it was written, control characters and all: whatever draws it makes it harmless.
package struct OutputRow: Hashable, Sendable {
    /// Where it was written.
    package enum Stream: Hashable, Sendable {
        case out, err
        /// No line: what stands in for what was not kept.
        case cut
    }

    /// When it began to come.
    package var at: Int64
    /// Where it was written.
    package var stream: Stream
    /// What it says.
    package var text: String

    /// Creates a line.
    package init(_ stream: Stream, at: Int64, text: String) {
        self.stream = stream
        self.at = at
        self.text = text
    }
}
