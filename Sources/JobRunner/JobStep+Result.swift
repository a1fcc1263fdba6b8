internal import Jobs
internal import Shell
internal import Zart
internal import ZartCore

extension JobStep {
    /// What its command gave that has succeeded in that folder.
    ///
    /// - Throws: when that is not what the step asks for, or cannot be read.
    func value(in folder: String) throws -> AnyJSON {
        let text = try AttemptResult.read(folder)
        switch result {
        case .text: return text.map { .string($0) } ?? .null
        case .json:
            guard let text else {
                throw StepFailure(
                    "nothing was written to $ZART_RESULT, and 'result: json' asks for JSON there"
                )
            }
            guard let value = AnyJSON(masked: text) else {
                throw StepFailure("what was written to $ZART_RESULT is no JSON: \(text.prefix(80))")
            }
            return value
        case nil:
            // What `echo` writes is its text, without the end of its line.
            return text.map {
                AnyJSON(masked: $0) ?? .string($0.hasSuffix("\n") ? String($0.dropLast()) : $0)
            }
                ?? .null
        }
    }

    /// What is said of its command that failed in that folder.
    func errorText(_ end: ShellEnd, in folder: String) -> String {
        let text = OutputReader.errorText(end, folder: folder)
        guard end.reason == .timedOut, let timeout else { return text }
        return text.replacingFirst("timed out", "timed out after \(timeout.duration.operatorText)")
    }
}

extension String {
    fileprivate func replacingFirst(_ start: String, _ text: String) -> String {
        hasPrefix(start) ? text + dropFirst(start.count) : self
    }
}

extension AnyJSON {
    /// Reads a result in which secrets are masked, some of which may have been numbers.
    fileprivate init?(masked text: String) {
        self.init(json: SecretMask.quoted(inJSON: text))
    }
}
