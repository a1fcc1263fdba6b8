internal import Canvas
internal import Dashboard
internal import Glibc
internal import Timetable
internal import ZartCore

/// `--once`: one frame of the overview on standard output, and out; never runs the engine.
struct OnceProgram {
    private let settings: Settings
    private let surroundings: Surroundings
    private let source: SnapshotSource

    /// Shows what the reader sees now.
    init(_ settings: Settings, _ reader: any StoreReader, _ surroundings: Surroundings) {
        self.settings = settings
        self.surroundings = surroundings
        source = SnapshotSource(settings, reader, surroundings)
    }

    /// Shows how it was at that time.
    init(_ settings: Settings, past: Instant, _ surroundings: Surroundings) throws(StoreError) {
        self.settings = settings
        self.surroundings = surroundings
        source = try SnapshotSource(settings, past: past, surroundings)
    }

    func run() throws(ProgramFailure) -> Int32 {
        let console = StandardConsole()
        let tasks = source.read(Wish()).tasks
        let size = Size(
            columns: surroundings.count("COLUMNS") ?? console.width ?? 80,
            // As many rows as there are tasks, and the panes below them: a file has no edge.
            rows: surroundings.count("LINES") ?? min(1000, max(24, tasks.count + 14))
        )
        let first = DashboardState(source.read(Wish()), size: size)
        let snapshot = source.read(first.wish)
        if let fault = snapshot.fault { throw ProgramFailure(.ourFault, fault) }
        if settings.isJSON {
            console.out(JSONValue(snapshot).text + "\n")
            return ExitStatus.done.rawValue
        }
        let looks = Looks(settings, surroundings)
        for warning in looks.warnings { console.err("zartop: \(PlainText.harmless(warning))\n") }
        let isASCII = looks.configuration.glyphs.value == .ascii
        let canvas = DashboardState(snapshot, size: size)
            .render(glyphs: Glyphs(isASCII ? .ascii : .unicode, theme: looks.theme))
        guard let path = settings.svg else {
            console.out(canvas.text + "\n")
            return ExitStatus.done.rawValue
        }
        let svg = canvas.svg(theme: looks.theme, title: "zartop \(snapshot.database)")
        do throws(CommandFailure) {
            try write(svg, to: path)
        } catch {
            throw ProgramFailure(error.status, error.message)
        }
        return ExitStatus.done.rawValue
    }

    /// Writes a file anew and whole, for whom the one before it was; what is no such file, `/dev/stdout` say, gets what
    /// would be in it.
    private func write(_ text: String, to path: String) throws(CommandFailure) {
        guard NewFile.isStream(path) else {
            let file = try NewFile(path, mode: NewFile.mode(of: path) ?? 0o600, database: settings.database)
            try file.write(text)
            return try file.finish()
        }
        try NewFile.checkKeeps(settings.database, path)
        // Not opened anew where it is open: what others have written there, and will, keeps its place.
        let own = NewFile.ownDescriptor(of: path)
        let descriptor = own ?? open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        defer { if own == nil { close(descriptor) } }
        if let reason = descriptor < 0 ? errno : Descriptor.write(text, to: descriptor) {
            throw .usage("'\(path)' cannot be written: \(String(cString: strerror(reason)))")
        }
    }
}

extension Surroundings {
    /// A variable that holds a sensible number of columns or rows.
    fileprivate func count(_ name: String) -> Int? {
        variable(name).flatMap { Int($0) }.flatMap { (1...1000).contains($0) ? $0 : nil }
    }
}

extension JSONValue {
    /// The overview, in the words of `tasks --json`.
    fileprivate init(_ snapshot: Snapshot) {
        let totals = snapshot.totals
        self = .object([
            ("database", .string(snapshot.database)),
            ("standing", .string(snapshot.standing.rawValue)),
            ("at", .moment(snapshot.now)),
            ("recurring", .number(totals.recurring)),
            ("running", .number(totals.running)),
            ("retrying", .number(totals.retrying)),
            ("failedLastHour", totals.areFailuresPruned ? .null : .number(totals.failedLastHour)),
            ("late", .number(totals.late)),
            ("tasks", .list(snapshot.tasks.map { JSONValue($0) })),
            ("attention", .list(snapshot.attention.map { JSONValue($0) })),
        ])
    }

    private init(_ task: TaskLine) {
        self = .object([
            ("task", .string(task.name)),
            ("state", .string(task.state)),
            ("schedule", .string(task.schedule)),
            ("timezone", .text(task.timezone)),
            ("overlap", .string(task.overlap)),
            ("occurrence", .number(task.occurrence)),
            ("nextFireAt", .moment(task.nextFireAt)),
            ("running", .number(task.running)),
            ("buffered", .number(task.buffered)),
            ("skipped", .number(task.skipped)),
            ("p50Ms", task.p50.map(JSONValue.number) ?? .null),
            ("p95Ms", task.p95.map(JSONValue.number) ?? .null),
            ("lastOutcomes", .list(task.lastOutcomes.map { .string($0.state) })),
            ("note", .string(task.note)),
        ])
    }

    private init(_ line: AttentionLine) {
        self = .object([("subject", .string(line.subject)), ("message", .string(line.message))])
    }

    private static func moment(_ milliseconds: Int64?) -> JSONValue {
        .time(milliseconds.map { Instant(milliseconds: $0) })
    }
}
