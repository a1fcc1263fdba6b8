import TestProcess
import Testing

/// The program's own demo, which judges itself.
@Suite(.timeLimit(.minutes(10)))
struct DemoTests {
    @Test func `the demo keeps its word twice on one database`() async throws {
        let bench = try ProgramBench()
        for round in 1...2 {
            let child = try ChildProcess(
                BuiltProgram.zartop,
                ["demo", "--no-ui", "--db", bench.database],
                folder: bench.folder.path
            )
            let end = await child.ended(within: .seconds(60))
            #expect(end == .status(0), "round \(round): \(child.output)\(child.errors)")
            let verdicts = child.output.split(separator: "\n").filter { $0.hasPrefix("ok ") }
            #expect(verdicts.count == 4, "round \(round): \(child.output)")
            #expect(!child.output.contains("FAIL"))
            #expect(child.errors == "")
        }
        let doctor = try await bench.run("doctor", "--json")
        #expect(doctor.end == .status(0), "\(doctor)")
    }
}
