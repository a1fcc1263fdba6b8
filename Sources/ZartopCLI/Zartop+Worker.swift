internal import Glibc
public import Zart
internal import ZartCore

extension Zartop {
    /// Makes a program of a worker: the dashboard on a terminal, `--no-ui` without one, and every command of
    /// `zartop` on the worker's own database.
    ///
    /// To be called once, on the main thread, which it leaves to the main actor; it ends the process.
    ///
    /// ```swift
    /// Zartop.main(try Worker.Builder(store: store).registerDurable("report", Report()).build())
    /// ```
    public static func main(_ worker: Worker) -> Never {
        var surroundings = Surroundings.process()
        let variable = surroundings.variable
        let database = worker.store.location
        // Commands look where the worker works, unless they are told otherwise.
        surroundings.variable = { $0 == "ZARTOP_DB" ? database : variable($0) }
        let programs = Programs.serving { settings throws(ProgramFailure) in
            guard settings.database == database else {
                throw ProgramFailure(
                    .wrongUsage,
                    "this program works on '\(database)': leave --db out, or give it a command"
                )
            }
            return worker
        }
        let words = Array(CommandLine.arguments.dropFirst())
        MainThread.serve { [surroundings] in
            run(words, programs: programs, surroundings: surroundings)
        }
    }
}
