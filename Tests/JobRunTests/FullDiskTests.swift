import Glibc
import TestProcess
import Testing

/// Commands while the disk of the database is full: what is recorded of them is what happened.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct FullDiskTests {
    @Test(arguments: [0, 3])
    func `an attempt that a full disk kept from being told of is one attempt`(status: Int) async throws {
        let bench = try JobBench(
            """
            tasks:
              beat:
                every: 1s
                steps: [{ name: noise, run: "true" }]
              slow:
                every: 1h
                steps:
                  - name: work
                    run: |
                      cd "$HOME"
                      echo "$ZART_ATTEMPT" >> begun; while [ ! -e go ]; do sleep 0.02; done; exit \(status)
            """,
            database: "disk/zartop.db"
        )
        guard let mount = Mount(memory: 3 << 20, at: bench.folder.file("disk")) else {
            print("skipped: this kernel lets us mount nothing (a full disk)")
            return
        }
        let worker = try await bench.worker()
        #expect(try await bench.hasText("begun", "1\n"), "\(worker.errors)")
        let ballast = "\(mount.path)/ballast"
        let isFull = try await eventually {
            fillUp(ballast)
            return worker.errors.contains("no space left")
        }
        try #require(isFull, "\(worker.errors.suffix(2_000))")
        // It ends while nobody can write that down.
        bench.touch("go")
        unlink(ballast)
        let end = status == 0 ? "slow-0 completed" : "slow-0 failed: step 'work' failed: exit status 3"
        // A worker that has failed often tries again every ten seconds only.
        let said = try await bench.run("wait", "slow-0", "--timeout", "60s", within: .seconds(90))
        #expect(said.output.hasPrefix(end), "\(said) \(worker.errors.suffix(2_000))")
        #expect(bench.text("begun") == "1\n")
        let told = try await bench.run("show", "slow-0").output
        #expect(!told.contains("interrupted") && !told.contains("attempt 2"), "\(told)")
        worker.kill(SIGTERM)
        #expect(await worker.ended() == .status(0))
        let doctor = try await bench.run("doctor")
        #expect(doctor.end == .status(0), "\(doctor)")
    }
}
