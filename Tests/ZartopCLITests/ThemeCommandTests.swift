import Testing

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct ThemeCommandTests {
    @Test func `a good theme has nothing wrong`() async throws {
        let outcome = await (try Bench(isFilled: false)).run(["theme", "lint", "paper", "tritan"])
        #expect(outcome == Bench.Outcome(status: 0, out: "paper: nothing wrong\ntritan: nothing wrong\n"))
    }

    @Test func `an unknown theme and another word are wrong usage`() async throws {
        let bench = try Bench(isFilled: false)
        let unknown = await bench.run(["theme", "lint", "papr"])
        #expect(unknown.status == 2)
        #expect(unknown.err == "zartop: no theme 'papr'; did you mean 'paper'?\n")
        let word = await bench.run(["theme", "show", "paper"])
        #expect(
            word.err == "zartop: there is no 'theme show': 'zartop theme lint FILE...' is what there is\n"
        )
    }
}
