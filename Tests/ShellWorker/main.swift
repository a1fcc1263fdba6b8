internal import Glibc
internal import Shell

/// A worker for tests to kill: starts one script under supervision and waits for its end.
///
/// Its words are the attempt's folder and the script. It says `started` as soon as the supervisor has its orders.
private func work(_ words: [String]) -> Int32 {
    guard words.count == 3 else { return 2 }
    do {
        let shell = try Shell()
        let run = try shell.start(
            ShellCommand(
                ShellCommand.script(words[2]),
                environment: ["PATH": "/usr/bin:/bin"],
                workingDirectory: "/",
                folder: words[1]
            )
        )
        run.whenEnded { end in
            print(end)
            exit(end.isSuccess ? 0 : 1)
        }
    } catch {
        print(error)
        return 70
    }
    print("started")
    fflush(nil)
    while true { pause() }
}

exit(work(CommandLine.arguments))
