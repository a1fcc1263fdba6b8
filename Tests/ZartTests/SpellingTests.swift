import Foundation
import Testing
import Timetable
import Zart
import ZartSQLite

// What the library's page prints must compile exactly so.

struct Stock: Codable, Sendable { var items: Int }
struct ReportInput: Codable, Sendable { var warehouse: String }
struct ReportOutput: Codable, Sendable { var status: String }
struct Approval: Codable, Sendable { var by: String }

struct FetchInventory: DurableStep {
    let warehouse: String
    var name: String { "fetch-inventory" }
    var retry: RetryConfig { .exponential(3, initial: .seconds(2), cap: .seconds(60)) }
    var timeout: StepTimeout? { .perAttempt(.seconds(300)) }
    func run() async throws -> Stock { Stock(items: 1234) }
}

private func write(_ stock: Stock, _ approval: Approval, _ decidedAt: Instant) throws {}

struct NightlyReport: DurableExecution {
    func run(_ input: ReportInput) async throws -> ReportOutput {
        let stock = try await require(FetchInventory(warehouse: input.warehouse))
        async let pdf: String = step("render-pdf") { "report.pdf" }
        async let csv: String = step("render-csv", retry: .fixed(2, delay: .seconds(1))) { "report.csv" }
        _ = try await (pdf, csv)
        try await Durable.sleep("settle", for: .seconds(1))
        let approval: Approval = try await Durable.waitForEvent("approval", timeout: .seconds(3600))
        let decidedAt = try await Durable.now("decided-at")
        try await step("write-report") { try write(stock, approval, decidedAt) }
        return ReportOutput(status: "ok")
    }
    var timeout: Duration? { .seconds(1800) }
    func onFailure(_ input: ReportInput, _ failure: ExecutionFailure) async throws -> ReportOutput? { nil }
}

@Suite(.timeLimit(.minutes(10))) struct SpellingTests {
    @Test func `the page's program compiles and runs`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "zart-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        let store = try SQLiteStore(path: folder.appendingPathComponent("zart.db").path)
        let worker = try Worker.Builder(store: store)
            .registerDurable("nightly-report", NightlyReport())
            .registerRecurringDurable(
                "nightly-report",
                idTemplate: "report-{occurrence}",
                recurrence: .fixedDelay(.seconds(5)),
                overlap: .skipIfRunning,
                missed: .latest,
                payload: ReportInput(warehouse: "EU-1")
            )
            .registerScheduledTask("heartbeat", recurrence: .fixedDelay(.seconds(10))) { tick in
                _ = tick.nominalAt
            }
            .build()
        let run = Task { try await worker.run() }

        let durable = DurableScheduler(store: store)
        try await durable.offerEventWhenThere("approval", to: "report-0", payload: Approval(by: "anna"))
        let record = try await durable.wait(for: "report-0", timeout: .seconds(150))
        #expect("\(record.status)" == "completed")
        #expect(record.result == #"{"status":"ok"}"#)
        let output: ReportOutput = try await durable.result(of: "report-0", timeout: .seconds(150))
        #expect(output.status == "ok")
        try await durable.stopRecurring("nightly-report")
        let started = try await durable.start(
            "nightly-report",
            id: "manual-1",
            payload: ReportInput(warehouse: "US-2")
        )
        try await durable.cancel(started.id)
        worker.stop(grace: .seconds(1))
        try await run.value
    }

    @Test func `every spelling of a recurrence and of a policy is there`() {
        let recurrences: [Recurrence] = [
            .fixedDelay(.seconds(5)), .cron("0 2 * * *", timezone: "UTC"), .afterCompletion(.seconds(1)),
            .at(Instant(seconds: 1)),
        ]
        let overlaps: [OverlapPolicy] = [
            .skipIfRunning, .cancelAndRestart, .alwaysStart, .max(3, atCap: .buffer(limit: 5, keep: .latest)),
        ]
        #expect(recurrences.count + overlaps.count == 8)
        #expect(RetryConfig.exponential(3).retries == 3 && RetryConfig.fixed(2).retries == 2)
    }
}

extension DurableScheduler {
    /// Offers the event as soon as the execution exists.
    fileprivate func offerEventWhenThere(_ name: String, to id: String, payload: Approval) async throws {
        while (try? show(id)) == nil { await Task.yield() }
        try await offerEvent(name, to: id, payload: payload)
    }
}
