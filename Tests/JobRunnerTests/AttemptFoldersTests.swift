import Glibc
import TestProcess
import Testing

@testable import JobRunner

@Suite(.timeLimit(.minutes(10)))
struct AttemptFoldersTests {
    @Test func `an attempt goes on with the folder of as many failures`() throws {
        let folder = try Folder()
        let folders = AttemptFolders(database: folder.file("zartop.db"))
        let step = folders.step("work", run: 0, of: "one-0")
        let first = AttemptFolders.next(in: step, attempt: 1, failures: 0)
        #expect(first.hasSuffix("/zartop.db-attempts/one-0/0/work/1.0"))
        mkdir(first, 0o700)
        // The first never began: another is made beside it.
        let second = AttemptFolders.next(in: step, attempt: 1, failures: 0)
        #expect(second.hasSuffix("/2.0"))
        mkdir(second, 0o700)
        mkdir(AttemptFolders.next(in: step, attempt: 3, failures: 1), 0o700)
        #expect(AttemptFolders.attempts(in: step).map(\.number) == [1, 2, 3])
        #expect(AttemptFolders.attempts(in: step).last { $0.failures == 0 }?.path == second)
    }

    @Test func `names that a folder means itself by stay below their parent`() throws {
        let folder = try Folder()
        let folders = AttemptFolders(database: folder.file("zartop.db"))
        let step = folders.step("..", run: 0, of: ".")
        mkdir(AttemptFolders.next(in: step, attempt: 1, failures: 0), 0o700)
        #expect(folders.executions() == ["."])
        #expect(folders.attempts(of: ".").map(\.number) == [1])
        AttemptFolders.remove(folders.execution("."))
        #expect(folders.executions() == [])
    }

    @Test func `folders go with their executions, but not those of a moment ago`() throws {
        let folder = try Folder()
        let folders = AttemptFolders(database: folder.file("zartop.db"))
        for id in ["gone-0", "kept-0"] {
            let attempt = AttemptFolders.next(
                in: folders.step("work", run: 0, of: id),
                attempt: 1,
                failures: 0
            )
            mkdir(attempt, 0o700)
            TextFile.write("said", to: "\(attempt)/stdout")
        }
        try folders.removePruned(now: time(nil)) { $0 == "kept-0" }
        #expect(folders.executions() == ["gone-0", "kept-0"])
        try folders.removePruned(now: time(nil) + 120) { $0 == "kept-0" }
        #expect(folders.executions() == ["kept-0"])
        #expect(folders.attempts(of: "kept-0").map(\.number) == [1])
    }
}

struct EnvironmentFileTests {
    @Test func `lines are names with values`() throws {
        let text = "# comment\n\nA=1\nB = no name\n"
        #expect(throws: (any Error).self) { try EnvironmentFile.variables(text, "x.env") }
        #expect(
            try EnvironmentFile.variables("A=1\r\nB=\"two words\"\n C='' \nD=a=b\nE=", "x.env")
                == ["A": "1", "B": "two words", "C": "", "D": "a=b", "E": ""]
        )
    }
}
