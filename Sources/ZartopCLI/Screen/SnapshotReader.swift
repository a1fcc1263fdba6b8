internal import Dashboard
internal import Dispatch
internal import Synchronization
internal import Terminal
internal import Timetable
internal import ZartCore

/// Reads what the screens ask for, on a queue of its own: neither the engine nor the screen ever waits for it.
///
/// Only the newest wish counts, and only the newest snapshot is kept.
final class SnapshotReader: Sendable {
    private let queue = DispatchQueue(label: "zartop.reader", qos: .utility, target: .global(qos: .utility))
    private let wake: WakeFlag
    private let now: @Sendable () -> Instant
    private let box = Mutex(Box())
    /// Used on the queue only.
    private nonisolated(unsafe) let source: SnapshotSource
    private nonisolated(unsafe) let notice: (any DispatchSourceRead)?
    private nonisolated(unsafe) let past: PastSnapshots
    /// Whether commits are not listened to, since a read is on its way; used on the queue only.
    private nonisolated(unsafe) var isDeaf = false
    /// When the store was last read; used on the queue only.
    private nonisolated(unsafe) var lastRead = ContinuousClock.now - SnapshotReader.pace
    /// Until when what has been read before is good enough; used on the queue only.
    private nonisolated(unsafe) var restsUntil = ContinuousClock.now

    private struct Box {
        var wish = Wish()
        /// A read is on its way because the screen asked.
        var isAsked = false
        /// A read is on its way because something was committed.
        var isDue = false
        var snapshot: Snapshot?
        /// What was read last; nil while there is more to it than time.
        var quiet: ShownSnapshot?
        /// How many commits the engine in this process has made that changed more than its lease; nil without one.
        var commits: (@Sendable () -> Int)?
        /// So many there were when it was last read.
        var seen: Int?
        /// What came of saving output.
        var notes: [(message: String, isDone: Bool)] = []

        /// Whether all that was committed has been read, but for signs of life.
        var isFollowed: Bool { commits.map { $0() == seen } ?? false }
    }

    /// Output that grows is looked at so often, since nobody is told of it.
    private static let outputPace = DispatchTimeInterval.milliseconds(200)

    /// What nobody asks for is read no sooner after the read before.
    private static let pace = Duration.milliseconds(200)

    /// After a read it rests so many times as long as it took, so that ten thousand tasks that are busy cost a twentieth
    /// of a core and not half of one.
    private static let restFactor = 20
    /// It rests no longer than this, however long a read takes.
    private static let longestRest = Duration.seconds(1)

    /// Creates a reader; a commit by anybody makes it read again.
    init(
        _ source: SnapshotSource,
        past: PastSnapshots,
        wake: WakeFlag,
        now: @escaping @Sendable () -> Instant
    ) {
        self.source = source
        self.now = now
        self.past = past
        self.wake = wake
        let queue = queue
        notice = source.changes.map { DispatchSource.makeReadSource(fileDescriptor: $0, queue: queue) }
        notice?.setEventHandler { [weak self] in
            guard let self else { return }
            self.isDeaf = true
            self.notice?.suspend()
            self.readCommits()
        }
        notice?.resume()
    }

    deinit {
        notice?.cancel()
        // What is suspended must not be let go.
        if isDeaf { notice?.resume() }
    }

    /// Reads now, on the calling thread: for the first frame.
    func first(_ wish: Wish) -> Snapshot {
        box.withLock { $0.wish = wish }
        return queue.sync { look(wish) }
    }

    /// What was read last with the time that has passed since, at once and without the store; nil when that has to be
    /// asked.
    ///
    /// It lets a screen on which nothing happens sleep for the whole of a second.
    func moved(_ wish: Wish) -> Snapshot? {
        box.withLock { box in
            let at = now()
            // A sign of life that is about to be passed by is no reason to read either.
            guard !box.isAsked, !box.isDue || box.isFollowed, var quiet = box.quiet, quiet.wish == wish,
                !quiet.common.isStale(at: at)
            else { return nil }
            quiet.move(to: at)
            box.quiet = quiet
            return quiet.snapshot
        }
    }

    /// Has signs of life of the engine in this process cost nothing.
    ///
    /// Whatever others write becomes a commit of the engine, or shows when everything is read again after a while; nil
    /// when there is no engine here any more.
    func follow(_ commits: (@Sendable () -> Int)?) {
        box.withLock { box in
            box.commits = commits
            box.quiet = nil
        }
    }

    /// Asks for a snapshot; the wake flag is raised when it is there.
    func ask(_ wish: Wish) {
        let isNew = box.withLock { box in
            box.wish = wish
            defer { box.isAsked = true }
            return !box.isAsked
        }
        guard isNew else { return }
        queue.async { self.read() }
    }

    /// Saves all that is kept of a step's output, or what there was of it at a moment; ``takeNotes()`` has what came of
    /// it once the wake flag is raised.
    func save(_ wish: OutputWish, past moment: Int64?) {
        queue.async {
            let state = StateFolder.path()
            let note =
                if let moment {
                    self.past.save(wish, at: moment, in: state)
                } else {
                    self.source.save(wish, in: state)
                }
            self.box.withLock { $0.notes.append(note) }
            self.wake.raise()
        }
    }

    /// What came of saving since the last call.
    func takeNotes() -> [(message: String, isDone: Bool)] {
        box.withLock { box in
            defer { box.notes = [] }
            return box.notes
        }
    }

    /// The newest snapshot, once.
    func take() -> Snapshot? {
        box.withLock { box in
            defer { box.snapshot = nil }
            return box.snapshot
        }
    }

    /// Reads what has been committed: a tenth of a second later, since commits come in bursts, and where they do not cease
    /// five times a second, which is as much as anybody follows.
    private func readCommits() {
        let rest = Self.pace - (ContinuousClock.now - lastRead)
        readSoon(after: .milliseconds(Int(max(.milliseconds(100), rest).milliseconds)))
    }

    private func readSoon(after pause: DispatchTimeInterval) {
        let isNew = box.withLock { box in
            defer { box.isDue = true }
            return !box.isDue
        }
        guard isNew else { return }
        queue.asyncAfter(deadline: .now() + pause) {
            // The screen may have asked meanwhile, and got it.
            if self.box.withLock(\.isDue) { self.read() }
        }
    }

    private func look(_ wish: Wish) -> Snapshot {
        if let at = wish.past { return past.read(wish, at: at) }
        let start = ContinuousClock.now
        lastRead = start
        let snapshot = source.read(wish, isResting: start < restsUntil)
        restsUntil = max(restsUntil, .now + min(Self.longestRest, (.now - start) * Self.restFactor))
        // Commands write their output without a commit, instants pass without one, and signs of life are what the
        // workers' screen shows.
        let quiet = wish.output == nil && !wish.workers && !wish.heldBack ? source.quiet : nil
        box.withLock { $0.quiet = quiet }
        return snapshot
    }

    private func read() {
        let (wish, isIdle) = box.withLock { box in
            let isIdle = !box.isAsked && box.quiet?.wish == box.wish && box.isFollowed
            box.seen = box.commits?()
            box.isAsked = false
            box.isDue = false
            return (box.wish, isIdle)
        }
        if isDeaf {
            isDeaf = false
            source.takeChanges()
            notice?.resume()
        }
        if isIdle { return }
        let snapshot = look(wish)
        box.withLock { $0.snapshot = snapshot }
        wake.raise()
        if wish.output != nil, snapshot.output?.isGrowing == true { readSoon(after: Self.outputPace) }
        if wish.past == nil, source.isBehind {
            readSoon(after: .milliseconds(Int(max(.zero, restsUntil - .now).milliseconds) + 1))
        }
    }
}
