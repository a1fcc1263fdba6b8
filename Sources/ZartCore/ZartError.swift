/// What the library throws: a stable code to act on and a sentence for people.
public struct ZartError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of thing went wrong.
    public let code: Code
    /// One sentence: what is wrong, where, what to do.
    public let message: String
    /// What the store said, when the code is `storage`: a path that cannot be opened is not a fault of ours.
    package let store: StoreError.Code?

    /// Creates an error from its code and sentence.
    package init(_ code: Code, _ message: String, store: StoreError.Code? = nil) {
        self.code = code
        self.message = message
        self.store = store
    }

    /// What kind of thing went wrong.
    ///
    /// New kinds may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private let name: String
        public var description: String { name }

        /// The input is not what it should be; nothing was changed.
        public static let invalid = Code(name: "invalid")
        /// No such task, execution or step.
        public static let notFound = Code(name: "not-found")
        /// It cannot be done as things stand: already ended, stopped, at the cap, held by another worker.
        public static let refused = Code(name: "refused")
        /// It did not happen within the time given.
        public static let timedOut = Code(name: "timed-out")
        /// The order is recorded, but no worker answered.
        public static let unanswered = Code(name: "unanswered")
        /// The store could not be read or written; nothing was changed.
        public static let storage = Code(name: "storage")
        /// The execution failed or was cancelled.
        public static let executionEnded = Code(name: "execution-ended")
        /// A handler asked for other steps than the ones recorded for its run.
        public static let stepsChanged = Code(name: "steps-changed")
        /// A stored result is not what the program expects.
        public static let undecodable = Code(name: "undecodable")
    }

    public var description: String { message }
}
