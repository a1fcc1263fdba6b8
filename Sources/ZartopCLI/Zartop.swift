internal import Dispatch
internal import Synchronization

/// The program.
public enum Zartop {
    /// Runs the program on the words of the command line and gives the exit status.
    ///
    /// To be called once, on the main thread, which it blocks.
    package static func run(
        _ words: [String],
        programs: Programs = .standard,
        surroundings: Surroundings = .process()
    ) -> Int32 {
        let console = StandardConsole()
        let line = CommandLineRun(
            words,
            console: console,
            surroundings: surroundings,
            programs: programs
        )
        let status =
            switch line.begin() {
            case .ended(let status): status.rawValue
            case .program(let program): program()
            case .command(let run): wait { await run.perform().rawValue }
            }
        guard let fault = console.outputFault else { return status }
        console.err("zartop: standard output cannot be written (\(fault)): make room, or write elsewhere\n")
        return max(status, ExitStatus.ourFault.rawValue)
    }

    /// Blocks the thread until the work is done on the concurrent pool.
    private static func wait(_ work: @escaping @Sendable () async -> Int32) -> Int32 {
        let done = DispatchSemaphore(value: 0)
        let box = StatusBox()
        Task {
            box.status.store(await work(), ordering: .releasing)
            done.signal()
        }
        done.wait()
        return box.status.load(ordering: .acquiring)
    }
}

/// Carries a status from one thread to another.
private final class StatusBox: Sendable {
    let status = Atomic<Int32>(ExitStatus.ourFault.rawValue)
}
