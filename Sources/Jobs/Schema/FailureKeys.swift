/// What is run after a failure: a command as it is, or with a limit.
enum FailureKeys {
    private static let timeout = Key("timeout", Shape.span, "how long it may take (without a limit)")

    private static let table = KeyTable(
        "on-failure",
        [StepKeys.run.row, StepKeys.exec.row, timeout.row],
        choice: ["run", "exec"]
    )

    static let shape = CommandKeys.shape.map { JobFailureCommand($0) }.orMapping(
        .mapping(table) { fields, reading in
            let timeout = fields.value(timeout, &reading)
            let command =
                fields.value(StepKeys.run, &reading).map { JobCommand.shell($0) }
                ?? fields.value(StepKeys.exec, &reading).map { JobCommand.program($0) }
            return command.map { JobFailureCommand($0, timeout: timeout) }
        }
    )
}
