import Testing
import Timetable
import ZartCore

@testable import Jobs

@Suite(.timeLimit(.minutes(5)))
struct CrontabTests {
    private static func imported(
        _ crontab: String,
        isSystem: Bool = false,
        home: String? = "/home/anna",
        homes: [String: String] = [:]
    ) throws -> (CrontabImport, [JobTask]) {
        let result = CrontabImport.read(
            crontab,
            name: "crontab",
            in: CrontabImport.Surroundings(
                isSystem: isSystem,
                timezone: "Europe/Berlin",
                home: home,
                homes: homes,
                isZone: { $0 != "Bogus/Zone" && !$0.isEmpty }
            )
        )
        return (result, try Bench.read(result.text).tasks)
    }

    private static func words(_ task: JobTask) -> [String] {
        guard case .command(.program(let words))? = task.definition.steps.first?.action else { return [] }
        return words
    }

    @Test(arguments: [
        ("nohup ./serve &", true), ("(./a & ./b)", true), ("./a & ./b & wait", false), ("./a && ./b", false),
        ("./a >log 2>&1", false), ("curl 'http://x/?a=1&b=2'", false), ("./a &>log", false),
    ])
    func `what would go on in the background with cron is told of`(command: String, isTold: Bool) throws {
        let (result, _) = try Self.imported("5 0 * * * \(command)\n")
        #expect(result.notes.contains { $0.message.contains("background") } == isTold)
    }

    @Test func `lines may end as they do elsewhere`() throws {
        let (result, tasks) = try Self.imported("* * * * * echo a\r\n0 1 * * * echo b\r\n")
        #expect(result.tasks == 2)
        #expect(Self.words(tasks[0]).last == "echo a" && Self.words(tasks[1]).last == "echo b")
    }

    @Test func `a user's crontab becomes tasks that do what cron did`() throws {
        let (result, tasks) = try Self.imported(
            """
            # m h dom mon dow command
            PATH=/usr/local/bin:/usr/bin:/bin
            5 0 * * * $HOME/bin/daily.job >> $HOME/tmp/out 2>&1
            @weekly  /usr/bin/updatedb
            */5 9-17 * * mon-fri  cd /srv && ./poll.sh
            """
        )
        #expect(result.tasks == 3)
        #expect(tasks.map(\.name) == ["daily.job", "updatedb", "poll.sh"])
        #expect(tasks.allSatisfy { $0.spec.overlap == .alwaysStart && $0.spec.missed == .skip })
        #expect(tasks[0].spec.recurrence == .cron("5 0 * * *", timezone: "Europe/Berlin"))
        #expect(tasks[1].spec.recurrence == .cron("@weekly", timezone: "Europe/Berlin"))
        #expect(Self.words(tasks[0]) == ["/bin/sh", "-c", "$HOME/bin/daily.job >> $HOME/tmp/out 2>&1"])
        #expect(tasks[0].definition.workingDirectory == "/home/anna")
        #expect(
            tasks[0].definition.environment == [
                "PATH": .text("/usr/local/bin:/usr/bin:/bin"), "SHELL": .text("/bin/sh"),
            ]
        )
        #expect(tasks[0].definition.steps.allSatisfy { $0.retry == .none })
    }

    @Test func `a percent sign is what cron makes of it`() throws {
        let (result, tasks) = try Self.imported(
            """
            0 1 * * * date +\\%F
            0 2 * * * mail -s hello bob%Dear Bob,%%it is 100\\% done # CRON
            """
        )
        #expect(Self.words(tasks[0]) == ["/bin/sh", "-c", "date +%F"])
        #expect(
            Self.words(tasks[1])[2]
                == "{ mail -s hello bob\n} <<'CRON'\nDear Bob,\n\nit is 100% done # CRON\nCRON\n"
        )
        #expect(result.notes.filter { $0.line != nil }.map(\.line) == [1, 2])
        #expect(result.notes.contains { $0.message.contains("standard input") })
    }

    @Test func `every difference in meaning is told with its line`() throws {
        let (result, tasks) = try Self.imported(
            """
            MAILTO=anna@example.org
            CRON_TZ=Europe/Berlin
            SHELL = "/bin/bash"
            LOGNAME=root
            A-B=1
            @reboot /usr/bin/fan --on
            0 25 * * * never
            nonsense
            0 3 * * * backup
            """
        )
        #expect(tasks.map(\.name) == ["backup"])
        #expect(Self.words(tasks[0]) == ["/bin/bash", "-c", "backup"])
        #expect(tasks[0].definition.environment["SHELL"] == .text("/bin/bash"))
        #expect(tasks[0].definition.environment["LOGNAME"] == nil)
        let notes = Dictionary(grouping: result.notes, by: \.line).mapValues { $0.map(\.message).joined() }
        #expect(notes[1]?.contains("MAILTO sends output to anna@example.org") == true)
        #expect(notes[2]?.contains("Debian's cron ignores CRON_TZ") == true)
        #expect(notes[4]?.contains("LOGNAME") == true)
        #expect(notes[5]?.contains("cannot be the name of a variable") == true)
        #expect(notes[6]?.contains("@reboot runs when the machine starts") == true)
        #expect(notes[7]?.contains("25 is out of range 0-23") == true)
        #expect(notes[8]?.contains("neither a setting nor a schedule") == true)
        #expect(notes[.none]?.contains("cron mails what a command prints") == true)
        #expect(result.text.contains("# @reboot /usr/bin/fan --on"))
    }

    @Test func `a system crontab's user column is told of and kept`() throws {
        let (result, tasks) = try Self.imported(
            "17 * * * *\troot\tcd / && run-parts --report /etc/cron.hourly\n0 4 * * * www-data /usr/bin/clean\n"
                + "0 5 * * * ghost boo",
            isSystem: true,
            home: nil,
            homes: ["root": "/root", "www-data": "/var/www"]
        )
        #expect(tasks.map(\.name) == ["run-parts", "clean", "boo"])
        #expect(tasks.prefix(2).map(\.definition.workingDirectory) == ["/root", "/var/www"])
        #expect(tasks[1].definition.environment["HOME"] == .text("/var/www"))
        #expect(tasks[1].definition.environment["LOGNAME"] == .text("www-data"))
        #expect(result.notes.contains { $0.line == 3 && $0.message.contains("the home of ghost") })
        #expect(Self.words(tasks[0]) == ["/bin/sh", "-c", "cd / && run-parts --report /etc/cron.hourly"])
        #expect(
            Self.words(tasks[1]) == [
                "/usr/sbin/runuser", "-u", "www-data", "--", "/bin/sh", "-c", "/usr/bin/clean",
            ]
        )
        #expect(result.notes.contains { $0.line == 2 && $0.message.contains("it runs as www-data") })
    }

    @Test func `a setting holds from its line on`() throws {
        let (_, tasks) = try Self.imported(
            "0 1 * * * one\nA=1\n0 2 * * * two\nA=2\nB='x # y'\n0 3 * * * three"
        )
        #expect(tasks.map { $0.definition.environment["A"] } == [nil, .text("1"), .text("2")])
        #expect(tasks[2].definition.environment["B"] == .text("x # y"))
        #expect(tasks.allSatisfy { $0.definition.environment["PATH"] == .text("/usr/bin:/bin") })
    }

    @Test func `an empty crontab becomes a file without tasks`() throws {
        let (result, tasks) = try Self.imported("")
        #expect(result.tasks == 0)
        #expect(tasks.isEmpty)
    }

    @Test func `whatever a command holds, the file says the same command`() throws {
        let odd = "echo \"a: b\" 'c # d' \\\\ {x} [y] \u{85}\u{2028}\u{7f}\u{feff} é 😀 \t| cat"
        let (_, tasks) = try Self.imported("* * * * * \(odd)")
        #expect(Self.words(tasks[0])[2] == odd)
    }

    @Test(arguments: 0..<40)
    func `imported tasks fire at the instants that the crontab says`(seed: Int) throws {
        var dice = FuzzTests.Dice(state: UInt64(seed) &* 104_729 &+ 3)
        func field(_ range: ClosedRange<Int>) -> String {
            let low = Int.random(in: range, using: &dice)
            let high = Int.random(in: low...range.upperBound, using: &dice)
            return switch Int.random(in: 0..<5, using: &dice) {
            case 0: "*"
            case 1: "*/\(Int.random(in: 1...range.upperBound, using: &dice))"
            case 2: "\(low)-\(high)"
            case 3: "\(low),\(high)"
            default: "\(low)"
            }
        }
        let ranges = [0...59, 0...23, 1...28, 1...12, 0...7]
        let expressions =
            (0..<20).map { _ in ranges.map { field($0) }.joined(separator: " ") } + ["@daily", "@hourly"]
        let (_, tasks) = try Self.imported(expressions.map { "\($0) run me" }.joined(separator: "\n"))
        #expect(tasks.count == expressions.count)
        let start = Instant(seconds: Int64(1_700_000_000 + seed * 86_400 * 17))
        for (expression, task) in zip(expressions, tasks) {
            #expect(
                try Self.instants(task.spec.recurrence, from: start)
                    == Self.instants(.cron(expression, timezone: "Europe/Berlin"), from: start)
            )
        }
    }

    private static func instants(_ recurrence: Recurrence, from start: Instant) throws -> [Instant] {
        let zone = Bench.zone("Europe/Berlin")
        let schedule = try Schedule(recurrence, zone: zone, anchor: start, includesAnchor: false)
        var instants: [Instant] = []
        while instants.count < 20, let next = schedule.next(after: instants.last ?? start) {
            instants.append(next)
        }
        return instants
    }

    @Test(arguments: ["CRON_TZ=Bogus/Zone", "CRON_TZ=", "HOME="])
    func `a setting that means nothing is left out of the job file`(setting: String) throws {
        let (result, tasks) = try Self.imported("\(setting)\n0 2 * * * /bin/true\n")
        #expect(tasks.count == 1)
        #expect(
            setting == "HOME=" || result.notes.contains { $0.line == 1 && $0.message.hasSuffix("left out") }
        )
    }
}
