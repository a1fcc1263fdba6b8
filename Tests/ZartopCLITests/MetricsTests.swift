import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartSQLite
@testable import ZartopCLI

/// What monitoring is told, in Prometheus' format.
@Suite(.timeLimit(.minutes(10)))
struct MetricsTests {
    @Test func `what everything is paused for is no lateness, and nothing fires next`() async throws {
        let bench = try Bench()
        try bench.database.run(
            "INSERT INTO zart_holds (number, began_at, actor, terminal) VALUES (1, \(Scene.night - 1), 'anna', '')"
        )
        let shown = await bench.zartop("metrics").out.split(separator: "\n")
        let states = shown.filter { $0.hasPrefix("zartop_task_state{") }
        #expect(states.count == 3 && states.allSatisfy { $0.contains("state=\"paused\"") })
        #expect(!shown.contains { $0.hasPrefix("zartop_next_fire_timestamp_seconds{") })
        #expect(shown.filter { $0.hasPrefix("zartop_late_seconds{") }.allSatisfy { $0.hasSuffix(" 0") })
    }

    @Test func `the counters of a night, as Prometheus reads them`() async throws {
        let outcome = await (try Bench()).zartop("metrics")
        #expect(outcome.status == 0 && outcome.err == "")
        let shown = outcome.out.split(separator: "\n").filter { $0.contains("{") && !$0.hasPrefix("#") }
        let counters = shown.filter { $0.contains("_total{") && !$0.hasSuffix(" 0") }.joined(separator: "\n")
        #expect(
            counters == """
                zartop_decisions_total{task="audit-window",decision="started"} 7
                zartop_decisions_total{task="config-refresh",decision="started"} 1
                zartop_decisions_total{task="config-refresh",decision="missed"} 4
                zartop_decisions_total{task="nightly-report",decision="started"} 3
                zartop_decisions_total{task="nightly-report",decision="skipped-overlap"} 1
                zartop_decisions_total{task="nightly-report",decision="coalesced"} 2
                zartop_executions_dispatched_total{task="config-refresh"} 1
                zartop_executions_dispatched_total{task="export"} 1
                zartop_executions_dispatched_total{task="nightly-report"} 3
                zartop_runs_ended_total{task="config-refresh",status="cancelled"} 1
                zartop_runs_ended_total{task="export",status="completed"} 1
                zartop_runs_ended_total{task="nightly-report",status="completed"} 1
                zartop_runs_ended_total{task="nightly-report",status="failed"} 2
                zartop_step_attempts_total{task="nightly-report",status="completed"} 2
                zartop_step_attempts_total{task="nightly-report",status="failed"} 2
                zartop_step_attempts_total{task="nightly-report",status="timed-out"} 1
                zartop_step_attempts_total{task="nightly-report",status="interrupted"} 1
                zartop_step_retries_total{task="nightly-report"} 1
                """
        )
        let others = shown.filter { !$0.contains("_total{") && !$0.contains("build_info") }
        #expect(
            others.joined(separator: "\n") == """
                zartop_run_duration_seconds_sum{task="config-refresh"} 0
                zartop_run_duration_seconds_count{task="config-refresh"} 0
                zartop_run_duration_seconds_sum{task="export"} 1
                zartop_run_duration_seconds_count{task="export"} 1
                zartop_run_duration_seconds_sum{task="nightly-report"} 9.488
                zartop_run_duration_seconds_count{task="nightly-report"} 1
                zartop_task_state{task="audit-window",state="active"} 1
                zartop_task_state{task="config-refresh",state="paused"} 1
                zartop_task_state{task="nightly-report",state="active"} 1
                zartop_executions_open{task="audit-window"} 0
                zartop_executions_open{task="config-refresh"} 1
                zartop_executions_open{task="nightly-report"} 1
                zartop_instants_buffered{task="audit-window"} 0
                zartop_instants_buffered{task="config-refresh"} 1
                zartop_instants_buffered{task="nightly-report"} 0
                zartop_late_seconds{task="audit-window"} 0
                zartop_late_seconds{task="config-refresh"} 0
                zartop_late_seconds{task="nightly-report"} 0
                zartop_alarms_raised{task="audit-window"} 0
                zartop_alarms_raised{task="config-refresh"} 0
                zartop_alarms_raised{task="nightly-report"} 0
                zartop_next_fire_timestamp_seconds{task="audit-window"} 1798078200
                zartop_next_fire_timestamp_seconds{task="nightly-report"} 1798164000
                zartop_last_success_timestamp_seconds{task="export"} 1798077581
                zartop_last_success_timestamp_seconds{task="nightly-report"} 1797904809.5
                """
        )
    }

    @Test func `alarms that are raised are counted, and those that are over are not`() async throws {
        let bench = try Bench()
        for (id, task, recovered) in [
            (1, "nightly-report", "9"), (2, "nightly-report", "NULL"), (3, "audit-window", "9"),
        ] {
            try bench.database.run(
                """
                INSERT INTO zart_alarms (id, task, kind, subject, since, raised_at, sentence, evidence, recovered_at, recovery)
                SELECT \(id), id, 'failures', '', 1, 2, 'no', '{}', \(recovered), iif(\(recovered) IS NULL, NULL, 'yes')
                FROM zart_tasks WHERE name = '\(task)'
                """
            )
        }
        let shown = await bench.zartop("metrics").out.split(separator: "\n")
        #expect(
            shown.filter { $0.hasPrefix("zartop_alarms_raised{") } == [
                #"zartop_alarms_raised{task="audit-window"} 0"#,
                #"zartop_alarms_raised{task="config-refresh"} 0"#,
                #"zartop_alarms_raised{task="nightly-report"} 1"#,
            ]
        )
    }

    /// What the format demands of every line: https://prometheus.io/docs/instrumenting/exposition_formats.
    @Test func `every sample belongs to a family that says what it is, and comes once`() async throws {
        let outcome = await (try Bench()).zartop("metrics")
        var family = ""
        var type = ""
        var helped: Set<Substring> = []
        var seen: Set<Substring> = []
        for line in outcome.out.split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.hasPrefix("# HELP ") {
                #expect(helped.insert(words[2]).inserted && words.count > 3)
                family = String(words[2])
            } else if line.hasPrefix("# TYPE ") {
                #expect(words[2] == family[...] && words.count == 4)
                type = String(words[3])
                #expect(["counter", "gauge", "summary"].contains(type))
                if type == "counter" { #expect(family.hasSuffix("_total")) }
            } else {
                let name = line.prefix { $0 != "{" && $0 != " " }
                let suffixes = type == "summary" ? ["_sum", "_count"] : [""]
                #expect(suffixes.contains { name == family + $0 }, "\(line)")
                let series = line[..<(line.lastIndex(of: " ") ?? line.endIndex)]
                #expect(seen.insert(series).inserted, "\(line)")
                #expect(words.last.flatMap { Double($0) }.map { $0 >= 0 } ?? false, "\(line)")
            }
        }
        #expect(outcome.out.hasSuffix("\n") && seen.count > 40)
    }

    @Test func `labels are escaped`() {
        #expect(MetricsText.escaped("a\\b\"c\nd") == "a\\\\b\\\"c\\nd")
    }
}
