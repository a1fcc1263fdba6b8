import Testing

@testable import Timetable

@Suite("jitter", .timeLimit(.minutes(10)))
struct JitterTests {
    private let nominal = Instant(seconds: 1_798_135_200)

    @Test func `jitter is a function of task and instant alone`() {
        let first = Jitter.offset(task: "report", nominal: nominal, limit: .seconds(300), next: nil)
        #expect(first == Jitter.offset(task: "report", nominal: nominal, limit: .seconds(300), next: nil))
        #expect(first != Jitter.offset(task: "reporu", nominal: nominal, limit: .seconds(300), next: nil))
        #expect(
            first
                != Jitter.offset(
                    task: "report",
                    nominal: nominal + .seconds(60),
                    limit: .seconds(300),
                    next: nil
                )
        )
        // Held for ever: another value would move the tasks of every installation.
        #expect(first == .milliseconds(66_553))
    }

    @Test func `jitter never reaches its limit nor the next instant`() {
        for number in 0..<20_000 {
            let offset = Jitter.offset(
                task: "t\(number)",
                nominal: nominal,
                limit: .seconds(60),
                next: nominal + .seconds(7)
            )
            #expect(offset >= .zero && offset < .seconds(7))
            let free = Jitter.offset(task: "t\(number)", nominal: nominal, limit: .milliseconds(3), next: nil)
            #expect(free >= .zero && free < .milliseconds(3))
        }
    }

    @Test func `jitter spreads tasks and instants evenly`() {
        var byTask = [Int](repeating: 0, count: 10)
        var byInstant = byTask
        for number in 0..<10_000 {
            let task = Jitter.offset(task: "task-\(number)", nominal: nominal, limit: .seconds(10), next: nil)
            byTask[Int(task.components.seconds)] += 1
            let later = nominal + .seconds(60 * number)
            let instant = Jitter.offset(task: "task", nominal: later, limit: .seconds(10), next: nil)
            byInstant[Int(instant.components.seconds)] += 1
        }
        #expect(byTask.allSatisfy { 850...1150 ~= $0 })
        #expect(byInstant.allSatisfy { 850...1150 ~= $0 })
    }

    @Test(arguments: [Duration.zero, .milliseconds(1), .seconds(-5)])
    func `no room means no jitter`(limit: Duration) {
        #expect(Jitter.offset(task: "t", nominal: nominal, limit: limit, next: nil) == .zero)
        #expect(Jitter.offset(task: "t", nominal: nominal, limit: .seconds(9), next: nominal) == .zero)
        #expect(
            Jitter.offset(task: "t", nominal: nominal, limit: .seconds(9), next: nominal - .seconds(1))
                == .zero
        )
    }
}
