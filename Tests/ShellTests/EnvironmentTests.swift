internal import Glibc
internal import Shell
internal import TestProcess
internal import Testing

@Suite(.timeLimit(.minutes(2)))
struct EnvironmentTests {
    private let identity = CommandEnvironment(
        task: "nightly",
        execution: "report-7",
        occurrence: 7,
        nominalAt: "2026-11-24T02:00:00.000Z",
        step: "fetch",
        attempt: 2,
        idempotencyKey: "key",
        payload: #"{"warehouse":"EU-1"}"#,
        results: "{}"
    )

    @Test func `a command is told what it is an attempt of`() {
        let variables = identity.variables(inherited: ["HOME": "/h"], own: ["LANG": "C"], scalars: [])
        #expect(
            variables == [
                "HOME": "/h", "LANG": "C", "ZART_TASK": "nightly", "ZART_EXECUTION": "report-7",
                "ZART_OCCURRENCE": "7", "ZART_NOMINAL_AT": "2026-11-24T02:00:00.000Z", "ZART_STEP": "fetch",
                "ZART_ATTEMPT": "2", "ZART_IDEMPOTENCY_KEY": "key", "ZART_PAYLOAD": #"{"warehouse":"EU-1"}"#,
                "ZART_RESULTS": "{}",
            ]
        )
    }

    @Test func `what an execution does not have is empty or not set, whatever was inherited`() {
        var manual = identity
        manual.occurrence = nil
        manual.nominalAt = nil
        let variables = manual.variables(
            inherited: ["ZART_OCCURRENCE": "3", "ZART_RESULT": "elsewhere"],
            own: [:],
            scalars: []
        )
        #expect(variables["ZART_OCCURRENCE"] == "")
        #expect(variables["ZART_NOMINAL_AT"] == "")
        #expect(variables["ZART_RESULT"] == nil)
    }

    @Test(arguments: [
        "path", "IFS", "zart_task", "LD_PRELOAD", "ld_x", "with-dash", "9lives", "", "straße", "a b", "a=",
    ])
    func `a payload's key that could harm is no variable`(key: String) {
        let variables = identity.variables(inherited: ["PATH": "/bin"], own: [:], scalars: [(key, "evil")])
        #expect(!variables.values.contains("evil"))
        #expect(variables["PATH"] == "/bin")
    }

    @Test func `a payload's keys are variables in upper case, unless they are taken`() {
        let variables = identity.variables(
            inherited: ["HOME": "/h"],
            own: ["LANG": "C"],
            scalars: [("warehouse", "EU-1"), ("home", "x"), ("lang", "x"), ("Warehouse", "x"), ("_n2", "5")]
        )
        #expect(variables["WAREHOUSE"] == "EU-1")
        #expect(variables["HOME"] == "/h")
        #expect(variables["LANG"] == "C")
        #expect(variables["_N2"] == "5")
    }

    @Test func `what a task says goes before what is inherited`() {
        #expect(identity.variables(inherited: ["A": "1"], own: ["A": "2"], scalars: [])["A"] == "2")
    }

    @Test func `a command has its environment and the result's path, and nothing else`() async throws {
        let bench = try Bench()
        let run = try bench.shell.start(bench.command(["/usr/bin/env"], environment: ["A": "b c", "E": ""]))
        #expect(await run.end().isSuccess)
        #expect(
            Set(try bench.lines()) == [
                "PATH=/usr/bin:/bin", "A=b c", "E=", "ZART_RESULT=\(bench.attempt())/result",
            ]
        )
    }

    @Test func `a program is looked for on the command's own PATH`() async throws {
        let bench = try Bench()
        TextFile.write("#!/bin/sh\necho found $1\n", to: bench.folder.file("mine"), mode: 0o700)
        let command = bench.command(["mine", "x"], environment: ["PATH": "/none:\(bench.folder.path)"])
        #expect(await (try bench.shell.start(command)).end().isSuccess)
        #expect(try bench.lines() == ["found x"])
    }

    @Test func `a command has three descriptors, whatever its worker holds open`() async throws {
        let leak = open("/dev/null", O_RDONLY)
        defer { close(leak) }
        let bench = try Bench()
        try await bench.run("exec ls -l /proc/self/fd")
        let places = try bench.lines().compactMap { $0.split(separator: " -> ").last.map(String.init) }
            .dropFirst()
        // The fourth is ls reading the folder.
        #expect(places.count == 4)
        #expect(places.first == "/dev/null")
        #expect(places.filter { $0.hasPrefix("pipe:") }.count == 2)
        #expect(places.last?.hasPrefix("/proc/") == true)
    }

    @Test func `a command begins with no signal blocked or ignored, in a process group of its own`()
        async throws
    {
        signal(SIGPIPE, SIG_IGN)
        let bench = try Bench()
        try await bench.run(
            "echo $$; cat /proc/$$/stat; exec sed -nE '/^Sig(Blk|Ign|Cgt)/p' /proc/self/status"
        )
        let lines = try bench.lines()
        let stat = try #require(lines.dropFirst().first).split(separator: " ")
        #expect(stat[4] == lines[0][...])
        #expect(stat[4] != "\(getpgrp())")
        #expect(stat[5] != "\(getsid(0))")
        #expect(
            lines.dropFirst(2).map { String($0.drop { $0 != "\t" }) }
                == Array(repeating: "\t0000000000000000", count: 3)
        )
    }

    @Test func `the folder and its files are for nobody else`() async throws {
        let bench = try Bench()
        try await bench.run("echo a; echo b >&2; umask 0077; echo r > $ZART_RESULT")
        func mode(_ path: String) -> mode_t {
            var about = stat()
            return stat(path, &about) == 0 ? about.st_mode & 0o777 : 0
        }
        #expect(mode(bench.attempt()) == 0o700)
        for name in ["state", "stdout", "stderr", "times", "orders", "alive", "result"] {
            #expect(mode("\(bench.attempt())/\(name)") == 0o600, "\(name)")
        }
    }

    @Test func `a result is what the command wrote into its file`() async throws {
        let bench = try Bench()
        try await bench.run(#"printf '{"a": 1}' > "$ZART_RESULT""#)
        #expect(try AttemptResult.read(bench.attempt()) == #"{"a": 1}"#)
        let silent = try Bench()
        try await silent.run("true")
        #expect(try AttemptResult.read(silent.attempt()) == nil)
    }

    @Test func `a result that is too big or no text is refused`() async throws {
        let bench = try Bench()
        try await bench.run("head -c 1048577 /dev/zero > $ZART_RESULT")
        let big = #expect(throws: ShellError.self) { try AttemptResult.read(bench.attempt()) }
        #expect(big?.description.contains("has 1048577 bytes; at most 1048576 are kept") == true)
        let binary = try Bench()
        try await binary.run(#"printf '\377\376' > $ZART_RESULT"#)
        #expect(throws: ShellError.self) { try AttemptResult.read(binary.attempt()) }
        let linked = try Bench()
        try await linked.run("ln -s /etc/passwd $ZART_RESULT")
        #expect(throws: ShellError.self) { try AttemptResult.read(linked.attempt()) }
    }
}
