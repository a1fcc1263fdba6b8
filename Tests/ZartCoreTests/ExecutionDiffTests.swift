import Testing
import Timetable
import ZartCore

@Suite(.timeLimit(.minutes(10)))
struct ExecutionDiffTests {
    private static let origin = Sample.origin

    private func step(
        _ name: String,
        at start: Int64,
        for length: Int64,
        attempts: Int = 1,
        result: String? = nil,
        error: String? = nil
    ) -> StepRecord {
        let began = Self.origin + .milliseconds(start)
        let ended = began + .milliseconds(length)
        let tries = (1...attempts).map { number in
            AttemptRecord(
                attempt: number,
                status: number == attempts && error == nil ? .completed : .failed,
                startedAt: began,
                endedAt: ended,
                error: number < attempts ? "refused" : error,
                worker: 1,
                nextRetryAt: nil
            )
        }
        return StepRecord(
            name: name,
            kind: .step,
            status: error == nil ? .completed : .failed,
            startedAt: began,
            endedAt: ended,
            nextRetryAt: nil,
            error: error,
            result: result,
            attempts: tries,
            isStopping: false
        )
    }

    private func detail(
        _ id: String,
        _ status: ExecutionStatus,
        took: Int64,
        payload: String = "1",
        error: String? = nil,
        _ steps: [StepRecord]
    ) -> ExecutionDetail {
        let execution = ExecutionRecord(
            id: id,
            task: "t",
            occurrence: 1,
            status: status,
            nominalAt: Self.origin,
            scheduledAt: Self.origin,
            startedAt: Self.origin,
            endedAt: Self.origin + .milliseconds(took),
            error: error,
            result: nil,
            cause: .tick,
            handler: "t",
            payload: payload,
            run: 0,
            waitsFor: nil,
            sequence: 1
        )
        let run = RunRecord(
            run: 0,
            trigger: .initial,
            status: status,
            startedAt: execution.startedAt,
            endedAt: execution.endedAt,
            error: error,
            steps: steps
        )
        return ExecutionDetail(execution: execution, runs: [run], offers: [], orders: [])
    }

    @Test func `an execution does not differ from itself`() {
        let one = detail("t-1", .completed, took: 5_000, [step("fetch", at: 0, for: 1_000, result: "7")])
        let diff = ExecutionDiff(one, one, at: Self.origin)
        #expect(diff.differences.isEmpty)
        #expect(diff.rows.map(\.label).contains("fetch: took"))
    }

    @Test func `long texts are cut to begin where they differ`() {
        let one = detail(
            "t-1",
            .completed,
            took: 5_000,
            [step("a", at: 0, for: 1, result: "/var/lib/reports/7")]
        )
        let other = detail(
            "t-2",
            .completed,
            took: 5_000,
            [step("a", at: 0, for: 1, result: "/var/lib/reports/10")]
        )
        let row = ExecutionDiff(one, other, at: Self.origin).rows.first { $0.label == "a: result" }
        #expect(row?.short.left == "…ports/7" && row?.short.right == "…ports/10")
    }

    @Test func `what was backfilled was due at its instant and is not late`() {
        let execution = ExecutionRecord(
            id: "t-7",
            task: "t",
            occurrence: 7,
            status: .completed,
            nominalAt: Self.origin - .seconds(86_400),
            scheduledAt: Self.origin,
            startedAt: Self.origin + .milliseconds(3),
            endedAt: Self.origin + .milliseconds(10),
            error: nil,
            result: nil,
            cause: .backfill,
            handler: "t",
            payload: "1",
            run: 0,
            waitsFor: nil,
            sequence: 7
        )
        let other = ExecutionDetail(execution: execution, runs: [], offers: [], orders: [])
        let rows = ExecutionDiff(detail("t-1", .completed, took: 1, []), other, at: Self.origin).rows
        let due = rows.first { $0.field == "due" }
        #expect(due?.right == (Self.origin - .seconds(86_400)).shortDescription)
        #expect(rows.first { $0.field == "late" }?.right == "")
    }

    @Test func `what differs is named, with how much longer it took`() {
        let one = detail(
            "t-1",
            .completed,
            took: 5_000,
            [step("fetch", at: 0, for: 1_000, result: "7"), step("email", at: 1_000, for: 500)]
        )
        let other = detail(
            "t-2",
            .failed,
            took: 8_100,
            payload: "2",
            error: "step 'email' failed: no route",
            [
                step("fetch", at: 0, for: 3_000, attempts: 2, result: "8"),
                step("email", at: 3_000, for: 100, error: "no route"),
            ]
        )
        let diff = ExecutionDiff(
            one,
            other,
            definitions: ("abcdef0123456789", "0123456789abcdef"),
            at: Self.origin
        )
        #expect(
            diff.differences.map { "\($0.label): \($0.left) | \($0.right) | \($0.difference)" } == [
                "status: completed | failed | differs", "took: 5.0s | 8.1s | +3.1s",
                "payload: 1 | 2 | differs",
                "definition: abcdef012345 | 0123456789ab | differs",
                "error:  | step 'email' failed: no route | differs", "fetch: took: 1.0s | 3.0s | +2.0s",
                "fetch: attempts: 1 | 2 | differs", "fetch: result: 7 | 8 | differs",
                "fetch: earlier error:  | refused | differs", "email: status: completed | failed | differs",
                "email: took: 500ms | 100ms | -400ms", "email: error:  | no route | differs",
            ]
        )
    }

    @Test func `steps that only one has stand where they ran`() {
        let one = detail("t-1", .completed, took: 1, ["a", "b", "d"].map { step($0, at: 0, for: 1) })
        let other = detail("t-2", .completed, took: 1, ["a", "c", "d", "e"].map { step($0, at: 0, for: 1) })
        let labels = ExecutionDiff(one, other, at: Self.origin).rows.compactMap {
            $0.field == "took" ? $0.step : nil
        }
        #expect(labels == ["a", "c", "b", "d", "e"])
    }
}
