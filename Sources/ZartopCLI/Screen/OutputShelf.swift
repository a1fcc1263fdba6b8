internal import Dashboard
internal import JobRunner
internal import Shell
internal import ZartCore
internal import Timetable

/// The output of one attempt at a time, for the screen that shows it; for the reader's queue.
struct OutputShelf {
    private let database: String
    /// The moment that is looked back to; nil for now.
    private let end: Instant?
    private let folders: AttemptFolders
    private var open: (path: String, log: OutputLog)?

    /// Shows the output beside that database, or what of it was there at a moment.
    init(database: String, until end: Instant? = nil) {
        self.database = database
        self.end = end
        folders = AttemptFolders(database: database)
    }

    /// The part of a step's output that is asked for.
    mutating func page(_ wish: OutputWish, of detail: DetailPage?) -> OutputPage {
        var page = OutputPage(execution: wish.execution, step: wish.step)
        page.search = wish.search
        let found = attempts(wish, of: detail)
        page.attempts = found.attempts.map(\.number)
        page.isGrowing = found.isGrowing
        guard let attempt = found.chosen else {
            open = nil
            return page
        }
        page.attempt = attempt.number
        if open?.path != attempt.path { open = (attempt.path, OutputLog(folder: attempt.path, until: end)) }
        guard var log = open?.log else { return page }
        // One owner while it changes: a copy of megabytes with every look would be felt.
        open = nil
        do {
            try log.read()
        } catch {
            page.fault = error.description
        }
        page.total = log.total
        page.dropped = log.dropped
        page.hits = log.hits(wish.search)
        let first = min(max(wish.from ?? log.total - wish.limit, log.dropped), log.total)
        page.first = first
        page.lines = log.rows(first..<min(log.total, first + max(0, wish.limit)))
        if page.isGrowing {
            // At its end stands what has no end yet, and gives way to what it becomes.
            let unfinished = log.unfinished
            page.total += unfinished.count
            if page.first + page.lines.count == log.total { page.lines += unfinished }
        }
        open = (attempt.path, log)
        return page
    }

    /// Lets the output go that nobody looks at any more.
    mutating func close() { open = nil }

    /// The attempts that had begun, and the one to be shown: where the one asked for is not there, the newest.
    private func attempts(_ wish: OutputWish, of detail: DetailPage?) -> (
        run: Int, attempts: [AttemptFolders.Attempt], chosen: AttemptFolders.Attempt?, isGrowing: Bool
    ) {
        let known = detail.flatMap { $0.execution.id == wish.execution ? $0 : nil }
        let number = wish.run ?? known?.runs.last?.number ?? 0
        let step = known?.runs.first { $0.number == number }?.steps.first { $0.name == wish.step }
        // What was begun after the moment that is looked back to has its folder by now.
        let newest = end == nil ? Int.max : step?.attempts.last?.number ?? 0
        let all = AttemptFolders.attempts(in: folders.step(wish.step, run: number, of: wish.execution))
            .filter { $0.number <= newest }
        let chosen = all.last { $0.number == wish.attempt } ?? all.last
        let goesOn = step.map { $0.endedAt == nil || $0.isStopping } ?? false
        return (number, all, chosen, end == nil && chosen == all.last && goesOn)
    }

    // MARK: Saving

    /// Writes all that is there of an attempt's output, as it was written but for a time and a stream before each line,
    /// and says where, or why not.
    func save(_ wish: OutputWish, of detail: DetailPage?, in state: String?) -> (
        message: String, isDone: Bool
    ) {
        guard let state else { return ("no state folder can be made: set XDG_STATE_HOME", false) }
        let found = attempts(wish, of: detail)
        guard let attempt = found.chosen else {
            return ("there is no output to save", false)
        }
        // What was there at a moment does not take the place of the whole.
        let moment = end.map { "-at-\($0)" } ?? ""
        let path = "\(state)/\(wish.execution)-run-\(found.run)-\(wish.step)-\(attempt.number)\(moment).log"
        var reader = OutputReader(folder: attempt.path)
        var lines = 0
        do {
            let file = try NewFile(path, database: database)
            while true {
                let pieces = try reader.next(until: end)
                guard !pieces.isEmpty else { break }
                lines += pieces.count
                try file.write(pieces.map(Self.line).joined())
            }
            try file.finish()
        } catch let error as ShellError {
            return (error.description, false)
        } catch let error as CommandFailure {
            return (error.message, false)
        } catch {
            return ("\(error)", false)
        }
        return ("saved \(lines.counted("line")) as \(path)", true)
    }

    private static func line(_ piece: OutputPiece) -> String {
        switch piece {
        case .line(let line):
            "\(Instant(milliseconds: line.at.inMilliseconds)) \(line.stream == .stderr ? "err" : "out") \(line.text)\n"
        case .cut(let stream, let bytes): "-- \(bytes) bytes of \(stream.rawValue) were not kept\n"
        }
    }
}
