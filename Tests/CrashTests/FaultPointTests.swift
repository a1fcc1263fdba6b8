import BusyWork
import Glibc
import SelfTest
import TestProcess
import Testing
import ZartCore

/// A worker is killed at every place where two things must not come apart, three times on one database: at its
/// first visit, and at later ones when there is already something to recover.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct FaultPointTests {
    @Test(arguments: FaultPoint.allCases)
    func `whatever a worker dies at, the next one goes on and nothing is lost or done twice`(
        _ point: FaultPoint
    ) async throws {
        let folder = try Folder()
        let database = folder.file("crash.db")
        let journal = folder.file("journal")
        for hit in Self.hits(of: point) {
            // A worker that never comes there ends by itself, which fails this expectation.
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [
                    database = database as String, journal = journal as String,
                    point = point.rawValue as String,
                    hit = hit as Int
                ] in
                let point = try #require(FaultPoint(rawValue: point))
                try await DyingWorker.run(database: database, journal: journal, at: point, hit: hit)
            }
        }
        let isDone = try await FinishingWorker.run(database: database, journal: journal)
        #expect(isDone, "the last worker could not let everything end")
        var audit = try Audit(database: database, journal: Journal.Record(path: journal))
        let faults = try audit.examine()
        #expect(faults.isEmpty, "\(faults)")
        #expect(audit.executions > 0 && audit.completedSteps > 0)
    }

    /// Some places are visited once in a worker's life.
    private static func hits(of point: FaultPoint) -> [Int] {
        switch point {
        case .sessionBegun, .draining: [1, 1, 1]
        default: [1, 4, 23]
        }
    }
}
