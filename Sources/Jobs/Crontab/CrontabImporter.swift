internal import Timetable
internal import ZartCore

/// Turns the lines of a crontab into tasks, one after the other, under the settings that stand above each.
struct CrontabImporter {
    private typealias Setting = (name: String, value: String)

    /// What cron gives every command.
    private static let standard: [Setting] = [("PATH", "/usr/bin:/bin"), ("SHELL", "/bin/sh")]

    private let name: String
    private let surroundings: CrontabImport.Surroundings
    private var settings: [Setting] = []
    private var timezone: String?
    private var shell = "/bin/sh"
    private var pieces: [Piece] = []
    private var names: Set<String> = []
    private var notes: [CrontabImport.Note] = []

    /// What one or more lines become.
    private enum Piece {
        case comment(String)
        case blank
        case task(Task)
    }

    private struct Task {
        let name: String
        let schedule: String
        let timezone: String?
        let environment: [Setting]
        let home: String?
        let words: [String]
    }

    init(name: String, surroundings: CrontabImport.Surroundings) {
        self.name = name
        self.surroundings = surroundings
        note(nil, "cron mails what a command prints; zartop keeps it with the execution: see 'zartop logs'")
        note(nil, "cron goes by the system's time zone, which here is written out: \(surroundings.timezone)")
        if surroundings.home == nil, !surroundings.isSystem {
            note(nil, "cron starts commands in the owner's home: set 'working-directory'")
        }
    }

    private mutating func note(_ line: CrontabLine?, _ message: String) {
        notes.append(CrontabImport.Note(line: line?.number, message: message))
        if line != nil { pieces.append(.comment(" differs: \(message)")) }
    }

    // MARK: Lines

    mutating func add(_ line: CrontabLine) {
        switch line.content {
        case .blank: pieces.append(.blank)
        case .comment(let text): pieces.append(.comment(text))
        case .setting(let name, let value): set(name, value, line)
        case .job(let job): add(job, line)
        case .unreadable(let reason): leaveOut(line, reason)
        }
    }

    private mutating func leaveOut(_ line: CrontabLine, _ reason: String) {
        note(line, "left out: \(reason)")
        pieces.append(.comment(" \(line.text)"))
    }

    private mutating func set(_ name: String, _ value: String, _ line: CrontabLine) {
        switch name {
        case "MAILTO":
            let who = value.isEmpty ? "to nobody" : "to \(value)"
            note(
                line,
                "MAILTO sends output \(who); zartop mails nothing: use 'on-failure' or 'alarms: { notify: … }'"
            )
        case "CRON_TZ":
            guard surroundings.isZone(value) else {
                timezone = nil
                return note(line, "CRON_TZ '\(value)' is no time zone that is known here: left out")
            }
            timezone = value
            note(line, "Debian's cron ignores CRON_TZ; the tasks below go by \(value), as cronie has it")
        case "LOGNAME", "USER":
            note(line, "cron does not let a crontab set \(name): left out")
        case "SHELL":
            shell = value
            put(name, value)
        default:
            guard Self.isVariable(name) else {
                return leaveOut(line, "'\(name)' cannot be the name of a variable")
            }
            if name == "TZ" {
                note(
                    line,
                    "TZ changes the clock of commands, not when they are due; with cron it is the same"
                )
            }
            put(name, value)
        }
    }

    private mutating func put(_ name: String, _ value: String) {
        settings.removeAll { $0.name == name }
        settings.append((name, value))
    }

    private static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= first) else {
            return false
        }
        return !name.hasPrefix("ZART_")
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    // MARK: Jobs

    private mutating func add(_ job: CrontabLine.Job, _ line: CrontabLine) {
        if job.schedule.lowercased() == "@reboot" {
            return leaveOut(
                line,
                "@reboot runs when the machine starts, which is no instant of a schedule: use a systemd unit"
            )
        }
        do {
            _ = try CronExpression(job.schedule)
        } catch {
            return leaveOut(line, error.message)
        }
        let (command, input) = CrontabCommand.split(job.command)
        var words = [shell, "-c", command]
        if let input {
            words[2] = CrontabCommand.feeding(input, to: command)
            note(
                line,
                "an unescaped % ends the command and begins its standard input: written as a here-document"
            )
        } else if job.command.contains("\\%") {
            note(line, "cron takes \\% for %: written as %")
        }
        if CrontabCommand.leavesSomething(command) {
            note(
                line,
                "what it leaves in the background goes on with cron, and ends with it here: take the & away"
            )
        }
        if let user = job.user, user != "root" {
            // Where Debian and its like have it; the PATH of a crontab seldom goes there.
            words = ["/usr/sbin/runuser", "-u", user, "--"] + words
            note(line, "it runs as \(user): written with runuser, for which the worker must run as root")
        } else if job.user != nil {
            let home =
                surroundings.homes["root"].map { ", and from \($0), where that must be allowed to go" } ?? ""
            note(line, "it runs as root: here it runs as the worker does\(home)")
        }
        var home = settings.last { $0.name == "HOME" && !$0.value.isEmpty }?.value
        var environment = settings
        if let user = job.user {
            home = home ?? surroundings.homes[user]
            if let home {
                // As cron has it; runuser leaves it alone.
                let own = [("HOME", home), ("LOGNAME", user)].filter { one in
                    !settings.contains { $0.name == one.0 }
                }
                environment += own.map { (name: $0.0, value: $0.1) }
            } else {
                note(
                    line,
                    "cron starts it in the home of \(user), who is not known here: set 'working-directory'"
                )
            }
        }
        pieces.append(
            .task(
                Task(
                    name: freeName(for: command),
                    schedule: job.schedule,
                    timezone: timezone,
                    environment: environment,
                    home: home,
                    words: words
                )
            )
        )
    }

    private mutating func freeName(for command: String) -> String {
        let base = CrontabCommand.name(of: command)
        var name = base
        var number = 2
        while !names.insert(name).inserted {
            name = "\(base)-\(number)"
            number += 1
        }
        return name
    }

    // MARK: The job file

    func finished() -> CrontabImport {
        let tasks = pieces.compactMap { if case .task(let task) = $0 { task } else { nil } }
        // What every command is given stands once.
        let shared = (tasks.first?.environment ?? []).filter { setting in
            tasks.allSatisfy { $0.environment.contains { $0 == setting } }
        }
        var text = """
            # From \(Self.oneLine(name)). Cron starts a command whether or not the last one still runs, and lets
            # pass what it missed; the defaults say the same. 'zartop help' tells of the gentler ways.
            """
        for note in notes where note.line == nil { text += "\n# Differs: \(Self.oneLine(note.message))" }
        text +=
            "\ndefaults:\n  timezone: \(quoted(surroundings.timezone))\n  overlap: always-start\n  missed: skip\n"
        if let home = surroundings.home { text += "  working-directory: \(quoted(home))\n" }
        // Cron gives commands little; a setting of the crontab stands before it.
        let set = Set(tasks.flatMap { $0.environment.map(\.name) })
        let environment = Self.standard.filter { !set.contains($0.name) } + shared
        if !environment.isEmpty {
            text += "  env:\n"
            for (name, value) in environment { text += "    \(name): \(quoted(value))\n" }
        }
        text += tasks.isEmpty ? "tasks: {}\n" : "tasks:\n"
        for piece in pieces {
            switch piece {
            case .blank: text += "\n"
            case .comment(let comment): text += "  #\(Self.oneLine(comment))\n"
            case .task(let task): text += write(task, except: shared, set: set)
            }
        }
        let order = notes.enumerated().sorted {
            ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset)
        }
        return CrontabImport(text: text, notes: order.map(\.element), tasks: tasks.count)
    }

    private func write(_ task: Task, except shared: [Setting], set: Set<String>) -> String {
        var text = "  \(quoted(task.name)):\n    cron: \(quoted(task.schedule))\n"
        if let timezone = task.timezone { text += "    timezone: \(quoted(timezone))\n" }
        if let home = task.home { text += "    working-directory: \(quoted(home))\n" }
        var own = task.environment.filter { setting in !shared.contains { $0 == setting } }
        // What another task sets is not among the defaults.
        own += Self.standard.filter { setting in
            set.contains(setting.name) && !task.environment.contains { $0.name == setting.name }
        }
        if !own.isEmpty {
            text += "    env:\n"
            for setting in own { text += "      \(setting.name): \(quoted(setting.value))\n" }
        }
        let words = task.words.map(quoted).joined(separator: ", ")
        return text + "    steps:\n      - { name: run, exec: [\(words)] }\n"
    }

    private func quoted(_ text: String) -> String { JSON.string(text).canonicalText }

    /// A comment must not end early, nor hold what YAML does not read.
    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.value {
                    case 0x20..<0x7F, 0xA0..<0x2028, 0x202A..<0xD800, 0xE000..<0xFEFF, 0xFF00..<0xFFFE,
                        0x1_0000...:
                        scalar
                    default: " "
                    }
                }
            )
        )
    }
}
