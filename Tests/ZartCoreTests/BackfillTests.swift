import Glibc
import Testing
import Timetable
import ZartCore

/// 2026-01-01T00:00:00Z.
private let midnight = Instant(seconds: 1_767_225_600)

private func at(_ minutes: Int64) -> Instant { midnight + .seconds(60 * minutes) }

private func version(
    _ number: Int,
    _ recurrence: Recurrence,
    from anchor: Instant,
    to end: Instant?,
    includesAnchor: Bool = false
) -> VersionRecord {
    VersionRecord(
        task: "t",
        version: number,
        recurrence: recurrence,
        zoneFingerprint: nil,
        anchor: anchor,
        includesAnchor: includesAnchor,
        beganAt: anchor,
        endedAt: end,
        startingAt: nil,
        endingAt: nil,
        cause: "registration"
    )
}

private func ground(
    _ versions: [VersionRecord],
    cursor: Instant,
    state: TaskState = .active,
    kind: TaskKind = .durable,
    overlap: OverlapPolicy = .alwaysStart,
    startingAt: Instant? = nil,
    stops: [ClosedRange<Instant>] = [],
    backfills: [Backfill] = []
) -> BackfillGround {
    BackfillGround(
        task: "t",
        kind: kind,
        state: state,
        recurrence: versions.last?.recurrence ?? .fixedDelay(.seconds(60)),
        startingAt: startingAt,
        cursor: cursor,
        overlap: overlap,
        versions: versions,
        stops: stops,
        backfills: backfills
    )
}

private func minutes(_ instants: [Instant]) -> [Int64] {
    instants.map { ($0.milliseconds - midnight.milliseconds) / 60_000 }
}

private func instants(_ ground: BackfillGround, _ from: Int64, _ to: Int64) throws -> [Int64] {
    let stretches = ground.stretches(from: at(from), to: at(to))
    let instants = try BackfillInstants(stretches) { _ in nil }
    let oldest = instants.batch(beyond: nil, .oldest, limit: .max)
    #expect(oldest.count == instants.count)
    #expect(instants.batch(beyond: nil, .newest, limit: 1_000) == oldest.reversed())
    #expect(oldest.allSatisfy(instants.contains))
    return minutes(oldest)
}

@Suite(.timeLimit(.minutes(10))) struct BackfillTests {
    private static let tens = Recurrence.fixedDelay(.seconds(600))
    private static let halves = Recurrence.cron("*/30 * * * *", timezone: "UTC")

    // MARK: Whose instants they are

    @Test func `instants are those of the version that was in force`() throws {
        let ground = ground(
            [
                version(1, Self.tens, from: at(0), to: at(40), includesAnchor: true),
                version(2, Self.halves, from: at(45), to: nil),
            ],
            cursor: at(120)
        )
        #expect(try instants(ground, 0, 200) == [0, 10, 20, 30, 40, 60, 90, 120])
        #expect(try instants(ground, 10, 60) == [10, 20, 30, 40, 60])
        #expect(try instants(ground, 11, 19) == [])
    }

    @Test func `before the task existed they are those of its present schedule`() throws {
        let cron = ground([version(1, Self.halves, from: at(75), to: nil)], cursor: at(120))
        #expect(try instants(cron, 0, 120) == [0, 30, 60, 90, 120])
        // The grid goes on to the left.
        let grid = ground(
            [version(1, Self.tens, from: at(75), to: nil, includesAnchor: true)],
            cursor: at(95)
        )
        #expect(try instants(grid, 40, 95) == [45, 55, 65, 75, 85, 95])
        #expect(try instants(grid, 45, 45) == [45])
        let later = ground(
            [version(1, Self.tens, from: at(75), to: nil, includesAnchor: true)],
            cursor: at(95),
            startingAt: at(60)
        )
        #expect(try instants(later, 0, 95) == [65, 75, 85, 95])
    }

    @Test func `while the task was stopped there are none`() throws {
        let ground = ground(
            [
                version(1, Self.tens, from: at(0), to: at(20), includesAnchor: true),
                version(2, Self.tens, from: at(100), to: nil),
            ],
            cursor: at(120),
            stops: [at(22)...at(100)]
        )
        #expect(try instants(ground, 0, 120) == [0, 10, 20, 110, 120])
        let request = BackfillRequest(from: at(0), to: at(120))
        let remarks = ground.remarks(
            on: ground.stretches(from: at(0), to: at(120)),
            request,
            starts: 0,
            undecided: 0
        )
        #expect(remarks.contains { $0.contains("the task was stopped and has no instants") })
    }

    @Test func `instants that a clock set back brought twice are there once`() throws {
        let ground = ground(
            [
                version(1, Self.tens, from: at(0), to: at(60), includesAnchor: true),
                version(2, Self.tens, from: at(20), to: nil),
            ],
            cursor: at(80)
        )
        #expect(try instants(ground, 0, 80) == [0, 10, 20, 30, 40, 50, 60, 70, 80])
    }

    @Test func `a clock set back to before the task's creation has it exist from there on`() throws {
        let ground = ground(
            [
                version(1, Self.halves, from: at(45), to: at(90)),
                version(2, Self.tens, from: at(15), to: nil),
            ],
            cursor: at(120)
        )
        #expect(try instants(ground, 0, 120) == [5, 15, 25, 35, 45, 60, 90, 95, 105, 115])
        #expect(ground.stretches(from: at(0), to: at(120)).map(\.version) == [nil, 2, 1, 2])
        #expect(ground.stretches(from: at(20), to: at(120)).map(\.version) == [2, 1, 2])
        let request = BackfillRequest(from: at(0), to: at(120))
        let remarks = ground.remarks(
            on: ground.stretches(from: at(0), to: at(120)),
            request,
            starts: 0,
            undecided: 0
        )
        #expect(remarks.contains { $0.hasPrefix("before 2026-01-01T00:15:00.000Z the task did not exist") })
        #expect(remarks.contains { $0.contains("schedule versions 1 to 2") })
    }

    @Test func `what is not decided yet is the schedule's`() throws {
        let ground = ground(
            [version(1, Self.tens, from: at(0), to: nil, includesAnchor: true)],
            cursor: at(30)
        )
        #expect(try instants(ground, 0, 90) == [0, 10, 20, 30])
    }

    @Test func `daylight saving is the schedule's own affair`() throws {
        // Over a gap a fixed time has one instant, after a repeat one: as many as the days.
        let daily = Recurrence.cron("30 2 * * *", timezone: "Europe/Berlin")
        let berlin = try #require(ZoneDirectory.berlin)
        let start = Instant(seconds: 1_774_400_000)
        let ground = ground([version(1, daily, from: start, to: nil)], cursor: start + .seconds(86_400 * 300))
        let stretches = ground.stretches(from: start, to: start + .seconds(86_400 * 300))
        let instants = try BackfillInstants(stretches) { $0 == "Europe/Berlin" ? berlin : nil }
        #expect(instants.count == 300)
        #expect(Set(instants.batch(beyond: nil, .oldest, limit: 1_000)).count == 300)
        #expect(throws: InvalidInput.self) { try BackfillInstants(stretches) { _ in nil } }
    }

    @Test func `a range of many millions of instants is counted and cut without a walk`() throws {
        let ground = ground(
            [version(1, .fixedDelay(.milliseconds(10)), from: at(0), to: nil, includesAnchor: true)],
            cursor: at(60 * 24 * 365)
        )
        let stretches = ground.stretches(from: at(0), to: at(60 * 24 * 365))
        let instants = try BackfillInstants(stretches) { _ in nil }
        #expect(instants.count == 365 * 86_400 * 100 + 1)
        #expect(instants.batch(beyond: at(60), .oldest, limit: 2).first == at(60) + .milliseconds(10))
        #expect(instants.last == at(60 * 24 * 365))
    }

    // MARK: What cannot be

    @Test func `what has no past instants is refused with a sentence`() {
        let request = BackfillRequest(from: at(0), to: at(10))
        func refusal(_ ground: BackfillGround, _ request: BackfillRequest) -> String? {
            ground.refusal(of: request, now: at(100))?.message
        }
        let good = ground([version(1, Self.tens, from: at(0), to: nil)], cursor: at(30))
        #expect(refusal(good, request) == nil)
        #expect(refusal(good, BackfillRequest(from: at(10), to: at(0)))?.contains("swap them") == true)
        #expect(refusal(good, BackfillRequest(from: at(0), to: at(101)))?.contains("still to come") == true)
        #expect(
            refusal(good, BackfillRequest(from: at(0), to: at(1), maximum: 0))?.contains("1 to 10000") == true
        )
        let after = ground([version(1, .afterCompletion(.seconds(5)), from: at(0), to: nil)], cursor: at(0))
        #expect(refusal(after, request)?.contains("follow from the ends") == true)
        let once = ground([version(1, .at(at(5)), from: at(0), to: nil)], cursor: at(5))
        #expect(refusal(once, request)?.contains("the one instant") == true)
        let plain = ground([version(1, Self.tens, from: at(0), to: nil)], cursor: at(30), kind: .scheduled)
        #expect(refusal(plain, request)?.contains("plain function") == true)
        for state in [TaskState.stopped, .finished] {
            let ended = ground([version(1, Self.tens, from: at(0), to: nil)], cursor: at(30), state: state)
            #expect(refusal(ended, request)?.contains("is \(state.rawValue)") == true)
        }
    }

    @Test(
        arguments: [
            (.running, 5, 20, true), (.paused, 5, 20, true), (.running, 11, 20, false),
            (.completed, 0, 10, false),
            (.cancelled, 0, 10, false),
        ] as [(BackfillState, Int64, Int64, Bool)]
    )
    func `a range that another backfill works on is refused`(
        state: BackfillState,
        from: Int64,
        to: Int64,
        isRefused: Bool
    ) {
        let other = Backfill(
            id: 4,
            task: 1,
            request: BackfillRequest(from: at(from), to: at(to)),
            stretches: [],
            state: state,
            instants: 1,
            actor: "",
            terminal: "",
            reason: nil,
            createdAt: at(0)
        )
        let ground = ground([version(1, Self.tens, from: at(0), to: nil)], cursor: at(30), backfills: [other])
        let refusal = ground.refusal(of: BackfillRequest(from: at(0), to: at(10)), now: at(100))
        #expect((refusal != nil) == isRefused)
    }

    // MARK: What is next

    @Test func `a bite takes what there is room for and stops before the next`() {
        let coming = (1...6).map { at($0) }
        let bite = BackfillPlanner.bite(coming, hasMore: true, room: 2) { $0 != at(1) && $0 != at(3) }
        #expect(bite == .init(dispatched: [at(2), at(4)], leftOut: 2, position: at(4), isLast: false))
        let rest = BackfillPlanner.bite([at(5), at(6)], hasMore: false, room: 2) { $0 == at(5) }
        #expect(rest == .init(dispatched: [at(5)], leftOut: 1, position: at(6), isLast: true))
        let none = BackfillPlanner.bite([at(5)], hasMore: true, room: 0) { _ in true }
        #expect(none == .init())
    }

    @Test func `each selection starts what it says`() {
        let facts: [BackfillFacts.Fact?] = [
            nil, .waiting, .started(execution: "x", status: .completed),
            .started(execution: "x", status: .failed),
            .started(execution: "x", status: nil), .excluded, .backfilled, .unknown,
        ]
        #expect(facts.map(BackfillSelection.missing.starts) == [true] + Array(repeating: false, count: 7))
        #expect(
            facts.map(BackfillSelection.failed.starts) == [false, false, false, true]
                + Array(repeating: false, count: 4)
        )
        #expect(facts.map(BackfillSelection.all.starts) == [true, false] + Array(repeating: true, count: 6))
    }

    @Test func `a remark says that a backfill runs no more at a time than its task may`() {
        let one = ground([version(1, Self.tens, from: at(0), to: nil, includesAnchor: true)], cursor: at(95))
        func remarks(_ maximum: Int, _ overlap: OverlapPolicy) -> [String] {
            var ground = one
            ground.overlap = overlap
            let request = BackfillRequest(from: at(0), to: at(60), maximum: maximum)
            return ground.remarks(on: [], request, starts: 0, undecided: 0)
        }
        let remark = "no more than 2 at a time for all that: the task's own maximum"
        #expect(remarks(3, .max(2, atCap: .skip)).contains(remark))
        #expect(!remarks(2, .max(2, atCap: .skip)).contains(remark))
        #expect(remarks(3, .alwaysStart) == [])
    }

    @Test func `a remark says who pauses everything, since when and until when`() {
        var ground = ground(
            [version(1, Self.tens, from: at(0), to: nil, includesAnchor: true)],
            cursor: at(95)
        )
        let request = BackfillRequest(from: at(0), to: at(60))
        #expect(ground.remarks(on: [], request, starts: 0, undecided: 0) == [])
        ground.hold = EngineHold(
            number: 1,
            beganAt: at(60),
            until: at(120),
            actor: "anna",
            terminal: "",
            note: "the database moves"
        )
        #expect(
            ground.remarks(on: [], request, starts: 0, undecided: 0) == [
                "nothing is started until everything is released: it is paused since 2026-01-01T01:00:00.000Z until "
                    + "2026-01-01T02:00:00.000Z by anna: the database moves"
            ]
        )
    }

    @Test
    func `of a time before the task an earlier backfill has dealt with the instants of its schedule then`()
        throws
    {
        func of(_ text: String) -> VersionRecord {
            version(1, .cron(text, timezone: "UTC", gap: .after, repeat: .first), from: at(1_000), to: nil)
        }
        let day = Instant(seconds: 1_767_225_600)
        let stretch = BackfillStretch(
            version: nil,
            recurrence: .cron("0 3 * * *", timezone: "UTC", gap: .after, repeat: .first),
            zoneFingerprint: nil,
            anchor: day,
            includesAnchor: false,
            after: day,
            through: day + .seconds(86_400)
        )
        func facts(_ present: VersionRecord) -> BackfillFacts {
            var facts = BackfillFacts()
            facts.note(stretch, coveredIn: day...day + .seconds(86_400), present: present) { _ in .utc }
            return facts
        }
        let (three, four) = (day + .seconds(3 * 3600), day + .seconds(4 * 3600))
        let same = facts(of("0 3 * * *"))
        #expect(
            same.fact(of: three, version: nil) == .backfilled
                && same.fact(of: four, version: nil) == .backfilled
        )
        let other = facts(of("0 * * * *"))
        #expect(
            other.fact(of: three, version: nil) == .backfilled && other.fact(of: four, version: nil) == nil
        )
    }

    @Test func `a remark says when the schedule ends with it`() {
        var ground = ground([version(1, Self.tens, from: at(0), to: nil)], cursor: at(95))
        let request = BackfillRequest(from: at(0), to: at(60))
        ground.occurrencesLeft = 3
        #expect(ground.remarks(on: [], request, starts: 2, undecided: 0) == [])
        #expect(
            ground.remarks(on: [], request, starts: 5, undecided: 0) == [
                "the task has 3 occurrences left of those it may have: 3 of these start, and then its schedule is finished"
            ]
        )
    }

    @Test func `there is room only where nothing else wants it`() throws {
        var task = TaskView(
            name: "t",
            overlap: .max(2, atCap: .skip),
            schedule: try Schedule(Self.tens, zone: nil, anchor: at(0), includesAnchor: true),
            cursor: at(10)
        )
        func room(_ state: BackfillState = .running, maximum: Int = 5, open: Int = 0, now: Int64 = 15)
            -> BackfillPlanner.Room
        {
            BackfillPlanner.room(state: state, maximum: maximum, open: open, task: task, now: at(now))
        }
        #expect(room() == .slots(2))
        #expect(room(maximum: 1) == .slots(1))
        #expect(room(maximum: 1, open: 1) == .held(.ownMaximum(1)))
        #expect(room(.paused) == .held(.paused))
        #expect(room(now: 20) == .held(.liveTick))
        task.active = [.init(id: "a", isRunning: true)]
        #expect(room() == .slots(1))
        task.active.append(.init(id: "b", isRunning: false))
        #expect(room() == .held(.taskMaximum(heldBy: "a")))
        task.active = []
        task.buffered = [.init(nominal: at(10), since: at(10))]
        #expect(room() == .held(.liveTick))
        task.buffered = []
        task.maxOccurrences = 3
        task.occurrence = 2
        #expect(room() == .slots(1))
        task.isHeld = true
        #expect(room() == .held(.everything))
        task.state = .paused
        #expect(room() == .held(.task(.paused)))
        task.isHeld = false
        #expect(room() == .held(.task(.paused)))
    }

    @Test func `the tally counts what a walk would`() throws {
        let ground = ground(
            [
                version(1, Self.tens, from: at(0), to: at(40), includesAnchor: true),
                version(2, Self.tens, from: at(40), to: nil),
            ],
            cursor: at(200)
        )
        let range = at(0)...at(200)
        let instants = try BackfillInstants(ground.stretches(from: at(0), to: at(200))) { _ in nil }
        var facts = BackfillFacts(
            known: [
                at(20): .started(execution: "x", status: .failed), at(60): .waiting,
                at(80): .started(execution: "y", status: .completed), at(81): .waiting,
            ],
            excluded: [at(75)...at(100), at(300)...at(400)],
            backfilled: [at(95)...at(120)],
            prunedThrough: [1: at(10), 2: at(30)]
        )
        // Earlier ones under other schedules: two have 180, which is counted once, and the last has more than now.
        for (every, after, through) in [(15, 50, 185), (20, 60, 200), (1, 130, 145)]
            as [(Int64, Int64, Int64)]
        {
            let stretch = BackfillStretch(
                version: nil,
                recurrence: .fixedDelay(at(every) - at(0)),
                zoneFingerprint: nil,
                anchor: at(0),
                includesAnchor: true,
                after: at(after),
                through: at(through)
            )
            let present = version(2, Self.tens, from: at(40), to: nil)
            facts.note(stretch, coveredIn: at(55)...at(190), present: present) { _ in nil }
        }
        #expect(facts.backfilledOfOld.count == 3)
        for selection in BackfillSelection.allCases {
            var tally = BackfillTally(of: instants, selection)
            tally.add(facts, within: range)
            let walked = instants.batch(beyond: nil, .oldest, limit: .max).count { instant in
                selection.starts(facts.fact(of: instant, version: instants.version(of: instant)))
            }
            #expect(tally.starts == walked)
        }
    }

    @Test func `what a backfill has dealt with is what lies behind its position`() {
        func backfill(
            _ only: BackfillSelection,
            _ order: BackfillOrder,
            _ state: BackfillState,
            _ position: Instant?
        )
            -> ClosedRange<Instant>?
        {
            Backfill(
                id: 1,
                task: 1,
                request: BackfillRequest(from: at(0), to: at(50), only: only, order: order),
                stretches: [],
                state: state,
                position: position,
                instants: 6,
                actor: "",
                terminal: "",
                reason: nil,
                createdAt: at(60)
            ).covered
        }
        #expect(backfill(.missing, .oldest, .running, nil) == nil)
        #expect(backfill(.missing, .oldest, .cancelled, at(20)) == at(0)...at(20))
        #expect(backfill(.all, .newest, .running, at(20)) == at(20)...at(50))
        #expect(backfill(.all, .newest, .completed, at(20)) == at(0)...at(50))
        #expect(backfill(.failed, .oldest, .completed, at(50)) == nil)
    }
}

/// Berlin from the system's own zone file.
private enum ZoneDirectory {
    static let berlin: Zone? = {
        guard let file = fopen("/usr/share/zoneinfo/Europe/Berlin", "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return try? Zone(name: "Europe/Berlin", tzif: Array(bytes.prefix(count)))
    }()
}
