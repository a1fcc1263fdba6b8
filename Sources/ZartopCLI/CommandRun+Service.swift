/// `service`.
extension CommandRun {
    func printService() throws(CommandFailure) -> ExitStatus {
        let isUser = arguments.has("--user")
        guard let program = TextSource.absolute("/proc/self/exe") else {
            throw CommandFailure(.ourFault, "the program's own path cannot be found: write the unit by hand")
        }
        var jobs: String?
        if let given = arguments.value("--jobs") {
            guard let path = TextSource.absolute(given) else {
                throw .usage("there is no job file '\(given)': write one with 'zartop init'")
            }
            jobs = path
        }
        let isStated = settings.isDatabaseGiven || isUser
        let unit = ServiceUnit(
            program: program,
            database: isStated ? try absoluteDatabase() : nil,
            jobs: jobs,
            isUser: isUser
        )
        console.out(unit.text)
        return .done
    }

    /// The database's path from the root; it need not be there yet.
    private func absoluteDatabase() throws(CommandFailure) -> String {
        if settings.database.hasPrefix("/") { return settings.database }
        guard let here = TextSource.absolute(".") else {
            throw .usage("the current folder is gone: name the database from the root, --db /PATH")
        }
        return "\(here)/\(settings.database)"
    }
}
