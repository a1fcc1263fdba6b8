/// One recurring task as the overview shows it.
package struct TaskLine: Hashable, Sendable {
    /// Its name, which is its identity on the screen.
    package var name: String
    /// `active`, `paused`, `stopped`, `finished`, or `late` when its next instant has passed undecided.
    package var state: String
    /// When it fires next; nil when it does not.
    package var nextFireAt: Int64?
    /// The counter: the number its next execution will have.
    package var occurrence = 0
    /// Its executions that run now.
    package var running = 0
    /// The ids of executions that hold its slots, oldest first.
    package var holders: [String] = []
    /// Instants that wait for a slot.
    package var buffered = 0
    /// Further runs of its executions that wait for a slot.
    package var queuedRuns = 0
    /// Instants that have passed and are held until it is resumed, from before the pause too where no worker ran; nil when
    /// they have not been counted.
    package var heldBack: Int?
    /// How many of the next instants an operator has said to skip.
    package var skips = 0
    /// Whether it is paused only as everything is.
    package var isHeld = false
    /// Its own pause; nil where it has none.
    package var pause: PauseLine?
    /// The overlap policy, as the engine spells it.
    package var overlap = ""
    /// The rule for missed instants, as the engine spells it.
    package var missed = ""
    /// Whether overlap can lead to a skip at all; when not, the count shows as none.
    package var canSkip = true
    /// Instants skipped because of overlap.
    package var skipped = 0
    /// What came about last: executions as they were dispatched, and instants as they were skipped, oldest first.
    package var lastOutcomes: [OutcomeCell] = []
    /// Durations of its last completed executions, oldest first; nil where one did not complete.
    package var durations: [Int64?] = []
    /// Half of its last completed executions took no longer; nil when there are too few to say.
    package var p50: Int64?
    /// Nineteen in twenty took no longer.
    package var p95: Int64?
    /// None took longer.
    package var longest: Int64?
    /// Executions that ended in the last 24 hours, and how many of them completed.
    package var endedInDay = 0
    /// Executions that completed in the last 24 hours.
    package var completedInDay = 0
    /// The recurrence, as its author wrote it.
    package var schedule = ""
    /// The time zone its recurrence is read in; nil when it needs none.
    package var timezone: String?
    /// How its executions are named.
    package var template = ""
    /// What its executions are given, as JSON text.
    package var payload = ""
    /// What becomes of its coming instants, as far as the fire radar reaches.
    package var forecast = FireForecast()
    /// Its newest execution.
    package var last: ExecutionLine?
    /// In the past: whether nothing that was decided of it until then is kept, so that nobody knows how it stood.
    package var isPruned = false
    /// In the past: whether some of it is no longer kept, so that it may have done what is not shown.
    package var isPartlyPruned = false
    /// How far a backfill of it has come, one sentence; empty when there is none.
    package var backfill = ""
    /// What an operator should know of it.
    package var note = ""

    /// Creates a line.
    package init(_ name: String, state: String, nextFireAt: Int64? = nil) {
        self.name = name
        self.state = state
        self.nextFireAt = nextFireAt
    }
}
