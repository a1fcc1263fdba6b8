internal import Dashboard
internal import Timetable
internal import ZartCore

/// What every screen shows, as of one commit.
struct CommonRead: Sendable {
    /// After so long everything is read again although nothing was committed: "in the last hour" moves too.
    private static let staleAfter = Duration.seconds(20)

    let at: Instant
    let tasks: [TaskRecord]
    /// When each task is late; never, for those that wait for no instant.
    let lateAfter: [Int64]
    let running: [ExecutionRow]
    let rules: [StepRule]
    let worker: WorkerReport
    let snapshot: Snapshot

    func isStale(at now: Instant) -> Bool { now < at || now - at >= Self.staleAfter }
}

/// What was asked for and what came of it; until something is committed, time alone changes it.
struct ShownSnapshot: Sendable {
    let wish: Wish
    let common: CommonRead
    var snapshot: Snapshot
    /// The places of the tasks that are marked as late.
    private var late: [Int] = []

    init(_ wish: Wish, _ common: CommonRead, _ snapshot: Snapshot) {
        self.wish = wish
        self.common = common
        self.snapshot = snapshot
    }

    /// Moves the clock, and lateness with it.
    ///
    /// No line is touched that stays as it is: ten thousand are copied when one is written.
    mutating func move(to now: Instant) {
        snapshot.now = now.milliseconds
        let late = common.lateAfter.indices.filter { common.lateAfter[$0] < now.milliseconds }
        snapshot.totals.late = late.count
        guard late != self.late else { return }
        for place in self.late {
            snapshot.tasks[place].state = common.tasks[place].effectiveState.rawValue
        }
        for place in late { snapshot.tasks[place].state = "late" }
        self.late = late
    }
}
