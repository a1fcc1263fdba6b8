import Testing
import Timetable
import ZartCore

private let now = Instant(seconds: 1_767_225_600)

private func seconds(_ count: Int64) -> Instant { now + .seconds(count) }

private func facts(_ change: (inout AlarmFacts) -> Void) -> AlarmFacts {
    var facts = AlarmFacts(task: "r", handler: "h", state: .active)
    facts.streak = AlarmFacts.Streak.none(since: now)
    change(&facts)
    return facts
}

private func running(_ id: String = "r-1", since: Int64, p95: Duration? = nil) -> AlarmFacts.Open {
    var open = AlarmFacts.Open(id: id, scheduledAt: seconds(since), startedAt: seconds(since))
    if let p95 { open.usual = .p95(p95, samples: 20) }
    return open
}

private func waiting(since due: Int64, dispatched: Int64) -> AlarmFacts.Open {
    var open = AlarmFacts.Open(id: "r-1", scheduledAt: seconds(due), startedAt: nil)
    open.dispatchedAt = seconds(dispatched)
    return open
}

/// One judgement: facts, rules, and what comes of them.
private struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let facts: AlarmFacts
    var rules = AlarmRules.standard
    /// Kind and sentence of each condition.
    var conditions: [String] = []
    var next: Int64?
    var lacks: [String] = []
    var unjudged: Set<AlarmKind> = []

    init(
        _ name: String,
        _ facts: AlarmFacts,
        _ rules: AlarmRules = .standard,
        _ conditions: [String] = [],
        next: Int64? = nil,
        lacks: [String] = [],
        unjudged: Set<AlarmKind> = []
    ) {
        testDescription = name
        self.facts = facts
        self.rules = rules
        self.conditions = conditions
        self.next = next
        self.lacks = lacks
        self.unjudged = unjudged
    }
}

@Suite(.timeLimit(.minutes(10))) struct AlarmJudgeTests {
    private static let rows: [Row] = [
        Row("nothing is the matter", facts { $0.due = seconds(10) }),

        // Late
        Row(
            "what fell due in a pause is due since its end",
            facts { ($0.due, $0.hasHandler, $0.activeSince) = (seconds(-600), false, seconds(-50)) },
            next: 10
        ),
        Row(
            "without a handler it may be late in a minute",
            facts { ($0.due, $0.hasHandler) = (seconds(-59), false) },
            next: 1
        ),
        Row(
            "without a handler it is late after a minute",
            facts { ($0.due, $0.hasHandler) = (seconds(-60), false) },
            .standard,
            ["no-handler: due since 2025-12-31T23:59:00Z, and no running worker has handler 'h'"]
        ),
        Row(
            "a paused task is not late",
            facts { ($0.due, $0.hasHandler, $0.state) = (seconds(-600), false, .paused) }
        ),
        Row(
            "late is off",
            facts { ($0.due, $0.hasHandler) = (seconds(-600), false) },
            AlarmRules(late: .off)
        ),
        Row("with a handler only rules make it late", facts { $0.due = seconds(-3_600) }),
        Row(
            "with a handler it is late by its rule",
            facts { $0.due = seconds(-3_600) },
            AlarmRules(late: .at(.seconds(300))),
            ["late: due since 2025-12-31T23:00:00Z, not decided after 1h (limit 5m)"]
        ),
        Row(
            "an execution that has not begun is late, and why is said",
            facts {
                $0.isFull = true
                $0.open = [
                    .init(id: "r-1", scheduledAt: seconds(-90), startedAt: nil, obstacle: "r-0"),
                    .init(id: "r-2", scheduledAt: seconds(-61), startedAt: nil),
                    .init(id: "r-3", scheduledAt: seconds(-20), startedAt: nil),
                    .init(id: "r-4", scheduledAt: nil, startedAt: nil),
                ]
            },
            .standard,
            [
                "late: r-1 was to begin at 2025-12-31T23:58:30Z and has not after 1m: it waits for r-0 to stop",
                "late: r-2 was to begin at 2025-12-31T23:58:59Z and has not after 1m: no slot is free",
            ],
            next: 40
        ),
        Row(
            "what was dispatched late waits only since then",
            facts { $0.open = [waiting(since: -90, dispatched: -20)] },
            next: 40
        ),
        Row(
            "that no slot is free is said only where it is so",
            facts { $0.open = [waiting(since: -90, dispatched: -60)] },
            .standard,
            ["late: r-1 was to begin at 2025-12-31T23:58:30Z and has not after 1m"]
        ),

        // How long it runs
        Row(
            "what is usual is asked for after half a minute",
            facts { $0.open = [running(since: -29)] },
            next: 1
        ),
        Row(
            "what is usual is asked for",
            facts { $0.open = [running(since: -30)] },
            lacks: ["r-1"]
        ),
        Row(
            "twice the p95 is not usual",
            facts { $0.open = [running(since: -120, p95: .seconds(60))] },
            .standard,
            ["longer-than: r-1 runs since 2025-12-31T23:58:00Z, for more than 2m: 95 of 100 take up to 1m"]
        ),
        Row(
            "up to twice the p95 it may be usual",
            facts { $0.open = [running(since: -119, p95: .seconds(60))] },
            next: 1
        ),
        Row(
            "half a minute more than a short p95 is not usual",
            facts { $0.open = [running(since: -31, p95: .seconds(1))] },
            .standard,
            ["longer-than: r-1 runs since 2025-12-31T23:59:29Z, for more than 31s: 95 of 100 take up to 1s"]
        ),
        Row(
            "a limit is a limit",
            facts { $0.open = [running(since: -10), running("r-2", since: -4)] },
            AlarmRules(longerThan: .at(.seconds(10))),
            ["longer-than: r-1 runs since 2025-12-31T23:59:50Z, for more than its limit of 10s"],
            next: 6
        ),
        Row(
            "longer-than is off",
            facts { $0.open = [running(since: -9_999)] },
            AlarmRules(longerThan: .off)
        ),
        Row(
            "too short",
            facts { $0.lastCompleted = .init(id: "r-1", duration: .milliseconds(900), endedAt: now) },
            AlarmRules(shorterThan: .at(.seconds(1))),
            ["shorter-than: r-1 completed after 900ms, less than 1s"]
        ),
        Row(
            "the minimum is enough",
            facts { $0.lastCompleted = .init(id: "r-1", duration: .seconds(1), endedAt: now) },
            AlarmRules(shorterThan: .at(.seconds(1)))
        ),
        Row(
            "nothing is known to be too short",
            facts { _ in },
            AlarmRules(shorterThan: .at(.seconds(1))),
            unjudged: [.shorterThan]
        ),

        // How it ends
        Row(
            "two failures are no streak",
            facts { $0.streak = .init(count: 2, lastID: "r-1", lastAt: now, error: "no") }
        ),
        Row(
            "three failures are one",
            facts {
                $0.streak = .init(count: 3, lastID: "r-2", lastAt: now, error: "exit status 1\nno luck")
            },
            .standard,
            ["failures: 3 failed in a row, the last r-2: exit status 1"]
        ),
        Row(
            "failures by rule",
            facts { $0.streak = .init(count: 1, lastID: "r-2", lastAt: now, error: nil) },
            AlarmRules(failures: .at(1)),
            ["failures: 1 failed in a row, the last r-2"]
        ),
        Row(
            "two failures that may be the last of more",
            facts { $0.streak = .init(count: 2, lastID: "r-1", lastAt: now, error: "no", isAtLeast: true) },
            unjudged: [.failures]
        ),
        Row(
            "what is kept of many failures",
            facts { $0.streak = .init(count: 3, lastID: "r-2", lastAt: now, error: nil, isAtLeast: true) },
            .standard,
            ["failures: at least 3 failed in a row, the last r-2"]
        ),
        Row("a streak that is not known", facts { $0.streak = nil }, unjudged: [.failures]),
        Row(
            "a stopped task has no streak",
            facts {
                ($0.streak, $0.state) = (.init(count: 9, lastID: "r", lastAt: now, error: nil), .stopped)
            }
        ),
        Row(
            "no success for long",
            facts { $0.lastSuccess = seconds(-86_400) },
            AlarmRules(noSuccess: .at(.seconds(86_400))),
            ["no-success: no success since 2025-12-31T00:00:00Z, which is more than 1d ago"]
        ),
        Row(
            "a success not so long ago",
            facts { $0.lastSuccess = seconds(-86_390) },
            AlarmRules(noSuccess: .at(.seconds(86_400))),
            next: 10
        ),
        Row(
            "a pause since then is not counted",
            facts { ($0.lastSuccess, $0.idle) = (seconds(-86_410), .seconds(20)) },
            AlarmRules(noSuccess: .at(.seconds(86_400))),
            next: 10
        ),
        Row(
            "nor when it has been too long besides",
            facts { ($0.lastSuccess, $0.idle) = (seconds(-86_420), .seconds(20)) },
            AlarmRules(noSuccess: .at(.seconds(86_400))),
            [
                "no-success: no success since 2025-12-30T23:59:40Z, which is more than 1d ago, 20s of a pause or a stop "
                    + "not counted"
            ]
        ),
        Row(
            "no success ever",
            facts { ($0.lastSuccess, $0.hasSucceeded) = (seconds(-86_400), false) },
            AlarmRules(noSuccess: .at(.seconds(86_400))),
            [
                "no-success: no success since the task was made at 2025-12-31T00:00:00Z, which is more than 1d ago"
            ]
        ),
        Row(
            "while paused no success is neither here nor there",
            facts { ($0.lastSuccess, $0.state) = (seconds(-99_999), .paused) },
            AlarmRules(noSuccess: .at(.seconds(86_400))),
            unjudged: [.noSuccess]
        ),

        // Starved
        Row(
            "five ticks skipped for one are starved, and the holder is named",
            facts {
                $0.skips = .init(heldBy: "r-1", count: 5, first: seconds(-40), last: now)
                $0.open = [running(since: -50, p95: .seconds(60))]
            },
            .standard,
            ["starved: 5 ticks in a row were skipped because of r-1, which runs since 2025-12-31T23:59:10Z"],
            next: 70
        ),
        Row(
            "four are not",
            facts {
                $0.skips = .init(heldBy: "r-1", count: 4, first: seconds(-40), last: now)
                $0.open = [running(since: -50, p95: .seconds(60))]
            },
            next: 70
        ),
        Row(
            "instants from before it began are not its fault, however late they were decided",
            facts {
                $0.skips = .init(heldBy: "r-1", count: 9, first: seconds(-80), last: now)
                $0.open = [running(since: -35, p95: .seconds(60))]
            },
            next: 85
        ),
        Row(
            "those that have come since it began are",
            facts {
                $0.skips = .init(heldBy: "r-1", count: 9, first: seconds(-80), last: now)
                $0.open = [running(since: -50, p95: .seconds(60))]
            },
            .standard,
            ["starved: 6 ticks in a row were skipped because of r-1, which runs since 2025-12-31T23:59:10Z"],
            next: 70
        ),
        Row(
            "a holder that has ended starves nobody",
            facts { $0.skips = .init(heldBy: "r-1", count: 9, first: seconds(-40), last: now) }
        ),
        Row(
            "a plain task's function starves it too",
            facts {
                $0.skips = .init(heldBy: "", count: 7, first: seconds(-40), last: now)
                var open = AlarmFacts.Open(id: "", scheduledAt: nil, startedAt: seconds(-50))
                open.usual = .unmeasured
                $0.open = [open]
            },
            AlarmRules(starved: .at(7)),
            [
                "starved: 7 ticks in a row were skipped because of its function, which runs since 2025-12-31T23:59:10Z"
            ]
        ),

        // Stubborn
        Row(
            "a step that does not stop is named",
            facts { $0.stubborn = [.init(execution: "r-1", step: "email", since: seconds(-10))] },
            .standard,
            ["stubborn: step email of r-1 still runs although it was told to stop at 2025-12-31T23:59:50Z"]
        ),
    ]

    @Test(arguments: rows) private func `facts are judged by rules`(_ row: Row) {
        let judgement = AlarmJudge.judge(row.facts, by: row.rules, now: now)
        #expect(judgement.conditions.map { "\($0.kind.rawValue): \($0.sentence)" } == row.conditions)
        #expect(judgement.next == row.next.map(seconds))
        #expect(judgement.lacksUsual == row.lacks)
        #expect(judgement.unjudged == row.unjudged)
    }

    private static func raised(
        _ id: Int64,
        _ kind: AlarmKind,
        _ subject: String,
        since: Instant = now
    ) -> RaisedAlarm {
        RaisedAlarm(
            id: id,
            task: 1,
            kind: kind,
            subject: subject,
            execution: nil,
            step: nil,
            since: since,
            raisedAt: now,
            sentence: "s",
            evidence: "{}"
        )
    }

    @Test func `an alarm is raised once, kept while it is so or not known, and then over`() {
        let starving = facts {
            $0.skips = .init(heldBy: "r-2", count: 5, first: now, last: now)
            $0.open = [running("r-2", since: 0)]
            $0.streak = nil
        }
        let judgement = AlarmJudge.judge(starving, by: .standard, now: now)
        let before = [
            Self.raised(1, .starved, "r-1"), Self.raised(2, .failures, ""),
            Self.raised(3, .longerThan, "r-1"),
        ]
        let changes = AlarmJudge.changes(of: before, to: judgement)
        #expect(changes.raised.map(\.key) == [AlarmKey(kind: .starved, subject: "r-2")])
        #expect(changes.recovered.map(\.id) == [1, 3])

        let after = before.filter { $0.id == 2 } + [RaisedAlarm(id: 4, task: 1, changes.raised[0], at: now)]
        let again = AlarmJudge.changes(of: after, to: judgement)
        #expect(again.raised.isEmpty && again.recovered.isEmpty)
    }

    @Test
    func `a run that was longer than usual is so until it ends, though what is usual is not known any more`()
    {
        let open = AlarmFacts.Open(id: "r-1", scheduledAt: now, startedAt: now)
        func raised(_ usual: AlarmFacts.Usual) -> AlarmJudge.Judgement {
            var known = facts { _ in }
            known.open = [open]
            known.open[0].usual = usual
            return AlarmJudge.judge(known, by: .standard, now: now + .seconds(3_600))
        }
        let measured = raised(.p95(.seconds(1), samples: 20))
        let alarm = [Self.raised(1, .longerThan, "r-1")]
        #expect(measured.conditions.map(\.key) == alarm.map(\.key))
        #expect(AlarmJudge.changes(of: alarm, to: raised(.unmeasured)).recovered.isEmpty)
        let over = AlarmJudge.judge(facts { _ in }, by: .standard, now: now)
        #expect(AlarmJudge.changes(of: alarm, to: over).recovered == alarm)
    }

    @Test(arguments: [
        (TaskState.active, 5, "the instant was decided 10s after its time"),
        (TaskState.paused, 5, "the instant was decided 10s after its time"),
        (TaskState.paused, -10, "the task is paused"), (TaskState.stopped, 5, "the task is stopped"),
    ])
    func `a late instant that was decided before a pause is over for that`(
        state: TaskState,
        due: Int,
        sentence: String
    ) {
        let alarm = Self.raised(1, .late, "", since: seconds(-10))
        let decided = facts { ($0.state, $0.due) = (state, seconds(Int64(due))) }
        #expect(AlarmJudge.recovery(of: alarm, decided, .standard, now: now) == sentence)
    }

    @Test func `a task that is stopped is not too short any more`() {
        for state in [TaskState.active, .paused, .stopped, .finished] {
            var short = facts { $0.lastCompleted = .init(id: "r-1", duration: .seconds(1), endedAt: now) }
            short.state = state
            let judgement = AlarmJudge.judge(short, by: AlarmRules(shorterThan: .at(.seconds(5))), now: now)
            #expect(judgement.conditions.isEmpty == (state == .stopped || state == .finished), "\(state)")
            #expect(!judgement.unjudged.contains(.shorterThan))
        }
    }

    @Test func `evidence and notices are JSON, whatever is in a name`() {
        let stubborn = facts {
            $0.stubborn = [.init(execution: "r\"1\\", step: "a\nb\u{1}", since: now)]
        }
        let condition = AlarmJudge.judge(stubborn, by: .standard, now: now).conditions[0]
        let alarm = RaisedAlarm(id: 17, task: 1, condition, at: now)
        let notice = AlarmNotice(of: alarm, task: "r")
        #expect(notice.id == "17-raised")
        #expect(notice.json.contains(#""execution":"r\"1\\","step":"a\nb\u0001""#))
        #expect(notice.json.contains(#""recoveredAt":null"#))
        #expect(notice.json.contains(#""evidence":{"toldAt":"2026-01-01T00:00:00.000Z"}"#))
        let over = AlarmNotice(of: alarm, task: "r", recovered: (now + .seconds(1), "it is"))
        #expect(over.id == "17-recovered" && over.json.contains(#""recoveredAt":"2026-01-01T00:00:01.000Z""#))
    }

    @Test func `tries wait longer and longer, and end`() {
        let waits = (1...PendingNotice.mostAttempts).map { PendingNotice.wait(after: $0) }
        #expect(
            waits
                == [5, 10, 20, 40, 80, 160, 320, 600, 600].map { Duration.seconds($0) } + [nil]
        )
    }

    @Test func `a task's rules stand before the defaults, off among them`() {
        let shared = AlarmRules(late: .at(.seconds(300)), failures: .at(5), starved: .at(9))
        let own = AlarmRules(noSuccess: .at(.seconds(60)), starved: .off)
        let merged = own.merged(over: shared)
        #expect(
            merged
                == AlarmRules(
                    late: .at(.seconds(300)),
                    noSuccess: .at(.seconds(60)),
                    failures: .at(5),
                    starved: .off
                )
        )
    }
}
