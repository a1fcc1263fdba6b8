internal import Jobs
internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `check`, `plan`, `apply`, `schema`, `init` and `import`.
extension CommandRun {
    // MARK: check

    func checkJobs() throws(CommandFailure) -> ExitStatus {
        let name = try jobFile()
        var faults: [JobFault] = []
        var tasks: Int?
        switch try JobSource.look(name, zones: surroundings.zones) {
        case .success(let file):
            tasks = file.tasks.count
            if !isJSON { print(sentence: "\(name): \(file.tasks.count.counted("task")), nothing wrong") }
            note(whatIsMissingFor: file.tasks, in: name)
        case .failure(let error):
            faults = error.faults
            tell(error)
        }
        if isJSON {
            let list = faults.map { fault in
                JSONValue.object([
                    ("line", .number(fault.mark.line)), ("column", .number(fault.mark.column)),
                    ("message", .string(fault.message)),
                ])
            }
            let report = JSONValue.object([
                ("ok", .bool(faults.isEmpty)), ("file", .string(name)), ("tasks", .number(tasks)),
                ("faults", .list(list)),
            ])
            console.out("\(report.text)\n")
        }
        return faults.isEmpty ? .done : .endedBadly
    }

    /// Tells of what commands need and this machine has not; they may run on another one, so it is no fault.
    private func note(whatIsMissingFor tasks: [JobTask], in name: String) {
        var told: Set<String> = []
        for task in tasks {
            for need in task.definition.needs {
                guard let trouble = Self.trouble(with: need) else { continue }
                let what = "\(need.key) '\(need.path)' \(trouble)"
                // What the defaults say is told with the first task that has it.
                guard told.insert(what).inserted else { continue }
                let owner = "task '\(task.name)'" + (need.step.map { ", step '\($0)'" } ?? "")
                let place = "\(name):\(task.mark.line):\(task.mark.column)"
                console.err(PlainText.harmless("\(place): note: \(owner): \(what)") + "\n")
            }
        }
    }

    private static func trouble(with need: JobNeed) -> String? {
        switch need.kind {
        case .folder: TextSource.isFolder(need.path) ? nil : "is no folder here"
        case .readable: TextSource.isReadable(need.path) ? nil : "cannot be read here"
        case .executable: TextSource.isExecutable(need.path) ? nil : "cannot be run here"
        }
    }

    /// The name of the file that is meant.
    private func jobFile() throws(CommandFailure) -> String {
        let given = arguments.operands.first ?? arguments.value("--jobs")
        return try JobSource.find(given, variable: surroundings.variable)
    }

    private func tell(_ error: JobFileError) {
        for line in error.lines { console.err("\(PlainText.harmless(line))\n") }
    }

    // MARK: plan

    func planJobs() throws(CommandFailure) -> ExitStatus {
        switch try JobSource.read(try jobFile(), zones: surroundings.zones) {
        case .failure(let error):
            tell(error)
            return .wrongUsage
        case .success(let source):
            // Without a database everything is new.
            let isThere = TextSource.exists(settings.database)
            let plan = try plan(source, isThere ? try openReader() : nil)
            show(plan)
            return plan.isPossible ? .done : .refused
        }
    }

    private func plan(_ source: JobSource, _ reader: SQLiteReader?) throws(CommandFailure) -> JobPlan {
        let registered = try stored { () throws(StoreError) in
            try reader?.registrations(at: surroundings.now()) ?? []
        }
        return source.plan(registered, surroundings)
    }

    private func show(_ plan: JobPlan) {
        guard !isJSON else {
            var list = JSONList(console)
            for entry in plan.entries { list.add(Self.json(entry)) }
            return list.finish()
        }
        let text = PlanTable(plan)
        if let table = text.table { print(table) }
        print(sentence: text.summary)
    }

    private static func json(_ entry: JobPlan.Entry) -> JSONValue {
        .object([
            ("task", .string(entry.task)), ("change", .string(entry.change.rawValue)),
            ("fields", .list(entry.fields.map { .string($0) })), ("note", .text(entry.note)),
            ("nextBefore", .list(entry.before.map { .time($0) })),
            ("nextAfter", .list(entry.after.map { .time($0) })),
        ])
    }

    // MARK: apply

    func applyJobs() async throws(CommandFailure) -> ExitStatus {
        try refuseReadOnly()
        let source: JobSource
        switch try JobSource.read(try jobFile(), zones: surroundings.zones) {
        case .failure(let error):
            tell(error)
            return .wrongUsage
        case .success(let read): source = read
        }
        if !settings.isDatabaseGiven { Folder.make(above: settings.database) }
        let desk = try openDesk()
        let plan = try plan(source, openReader())
        if let refused = plan.entries.first(where: { $0.change == .refused }) {
            throw CommandFailure(.refused, "\(source.name): \(refused.note ?? refused.task)")
        }
        try confirmRemovals(plan)
        let action = Order.Action.apply(
            source: .file(source.path),
            tasks: source.file.tasks.map(\.applied),
            former: plan.former
        )
        let (status, report) = try await perform(order(action), at: desk)
        if isJSON { console.out("\(report.text)\n") }
        for entry in plan.ended where status == .done {
            console.err("\(PlainText.harmless(entry.task)) has no instant to come\n")
        }
        for loss in plan.losses where status == .done { console.err("\(PlainText.harmless(loss))\n") }
        return status
    }

    private func confirmRemovals(_ plan: JobPlan) throws(CommandFailure) {
        let removed = plan.count(.removed)
        // Of a file that has gone already one may be too much: it is not known where else its tasks are now.
        guard removed > (plan.former.isEmpty ? 1 : 0) else { return }
        try ask(before: "stop \(removed.counted("recurring task")) that the file no longer has")
    }

    // MARK: schema, init

    func printSchema() -> ExitStatus {
        console.out(JobFile.schema.prettyText)
        return .done
    }

    func writeExample() throws(CommandFailure) -> ExitStatus {
        let name = arguments.value("--jobs") ?? JobSource.standardName
        try TextSource.create(name, JobFile.example)
        if isJSON {
            console.out("\(JSONValue.object([("file", .string(name))]).text)\n")
        } else {
            print(sentence: "wrote \(name): see what it would do with 'zartop plan \(name)'")
        }
        return .done
    }

    // MARK: import

    func importCrontab() throws(CommandFailure) -> ExitStatus {
        guard operand == "crontab" else {
            throw .usage("'\(operand)' cannot be imported: 'zartop import crontab [FILE]' is what there is")
        }
        let file = arguments.operands.dropFirst().first
        let bytes: [UInt8]
        if let file, file != "-" {
            bytes = try TextSource.read(file, limit: JobSource.limit)
        } else {
            guard !TextSource.isInputTerminal else {
                throw .usage("name a crontab, or pipe one: crontab -l | zartop import crontab > zartop.yaml")
            }
            bytes = try TextSource.readInput(limit: JobSource.limit)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .usage("the crontab is not in UTF-8: convert it first, with iconv for example")
        }
        let name = file.flatMap { $0 == "-" ? nil : $0 } ?? "crontab"
        let isSystem = arguments.has("--system") || name == "/etc/crontab" || name.hasPrefix("/etc/cron.d/")
        let result = CrontabImport.read(
            text,
            name: name,
            in: CrontabImport.Surroundings(
                isSystem: isSystem,
                timezone: try systemZone(),
                home: isSystem ? nil : surroundings.variable("HOME"),
                homes: isSystem ? UserHomes.all() : [:],
                isZone: { [zones = surroundings.zones] in zones($0) != nil }
            )
        )
        for note in result.notes {
            let place = note.line.map { "\(name):\($0)" } ?? name
            console.err("\(PlainText.harmless("\(place): \(note.message)"))\n")
        }
        if isJSON {
            let notes = result.notes.map { note in
                JSONValue.object([("line", .number(note.line)), ("message", .string(note.message))])
            }
            let report = JSONValue.object([
                ("tasks", .number(result.tasks)), ("file", .string(result.text)),
                ("differences", .list(notes)),
            ])
            console.out("\(report.text)\n")
        } else {
            console.out(result.text)
        }
        return .done
    }

    private func systemZone() throws(CommandFailure) -> String {
        guard let name = arguments.value("--timezone") ?? SystemZone.name(surroundings.variable) else {
            return Zone.utc.name
        }
        guard Zone.named(name, surroundings.zones) != nil else {
            throw .usage("no time zone '\(name)': name cron's with --timezone, such as Europe/Berlin")
        }
        return name
    }
}
