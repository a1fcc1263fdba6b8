import Testing

@testable import Jobs

@Suite(.timeLimit(.minutes(10)))
struct FuzzTests {
    /// Numbers that are the same in every run.
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 33
        }
    }

    private static let good = Bench.whole + "\n" + everyKey

    private static let everyKey = """
          other:
            was: former
            after: 10m
            overlap: { max: 2, at-cap: buffer, keep: latest, limit: 3, ttl: 1h }
            missed: { all: 10, window: 1d }
            keep: { age: 1d, count: 5, failed: 2d }
            alarms: { late: 1m, notify: [./alarm, "1"] }
            steps: [{ name: one, run: "ls" }]
        """

    @Test func `the file that is mutated is a good one`() throws {
        #expect(try Bench.read(Self.good).tasks.count == 2)
    }

    @Test(arguments: 0..<8)
    func `a mutated file is read, or refused with places inside it`(seed: Int) {
        var dice = Dice(state: UInt64(seed) &* 7_919 &+ 1)
        let words = [
            "{", "}", "[", "]", ": ", "- ", "\n", "\t", "&a ", "*a ", "!!x ", "'", "\"", "|", ">", "#",
            "---\n",
            "<<: ", "%", "\u{feff}", "\0", "tasks", "steps", "5s", "9999999999999999999d", "-1", "null", "~",
        ]
        for _ in 0..<400 {
            var bytes = Array(Self.good.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                let place = Int.random(in: 0..<bytes.count, using: &dice)
                switch Int.random(in: 0..<5, using: &dice) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
                case 1:
                    bytes.removeSubrange(
                        place..<min(bytes.count - 1, place + Int.random(in: 1...40, using: &dice)) + 1
                    )
                case 2:
                    bytes.insert(contentsOf: Array((words.randomElement(using: &dice) ?? "").utf8), at: place)
                case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 60)], at: place)
                default: bytes.removeLast(min(bytes.count - 1, Int.random(in: 1...200, using: &dice)))
                }
                if bytes.isEmpty { bytes = [0] }
            }
            do throws(JobFileError) {
                let file = try Bench.read(bytes)
                for task in file.tasks {
                    #expect(JobDefinition(json: task.definition.json) == task.definition)
                }
            } catch {
                let lines = bytes.count { $0 == 10 || $0 == 13 || $0 == 0x85 || $0 == 0xA8 || $0 == 0xA9 } + 2
                #expect(!error.faults.isEmpty)
                #expect(error.faults == error.faults.sorted { $0.mark < $1.mark })
                for fault in error.faults {
                    #expect(fault.mark.line >= 1 && fault.mark.line <= lines && fault.mark.column >= 1)
                    #expect(!fault.message.isEmpty)
                }
            }
        }
    }
}
