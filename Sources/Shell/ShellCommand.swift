/// A command to be run under supervision, and all that it is given.
package struct ShellCommand: Sendable {
    /// The program, looked for on the command's own `PATH` unless it has a slash, and its arguments.
    package var arguments: [String]
    /// The whole environment; `ZART_RESULT` is added.
    package var environment: [String: String]
    /// Where it begins to work; a relative one counts from where this process is.
    package var workingDirectory: String
    /// How long the command may take, machine's sleep included; nil for as long as it likes.
    package var timeout: Duration?
    /// How long a tree that got TERM may take before it gets KILL.
    package var grace: Duration
    /// The attempt's own folder, which must not be there yet.
    package var folder: String
    /// Values that are masked in output and result before they reach the disk.
    package var secrets: SecretMask

    package init(
        _ arguments: [String],
        environment: [String: String],
        workingDirectory: String,
        timeout: Duration? = nil,
        grace: Duration = .seconds(10),
        folder: String,
        secrets: SecretMask = SecretMask([])
    ) {
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.timeout = timeout
        self.grace = grace
        self.folder = folder
        self.secrets = secrets
    }

    /// The words that run a script: it ends at the first command that fails and at a variable that is not set.
    package static func script(_ text: String) -> [String] {
        ["/bin/sh", "-eu", "-c", text]
    }
}
