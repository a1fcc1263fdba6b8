public import Timetable

/// What a backfill would do, as things stand.
public struct BackfillPreview: Sendable, Hashable {
    /// What would become of one instant.
    public struct Sample: Sendable, Hashable {
        public let nominalAt: Instant
        public let isStarted: Bool
        /// Why it would be left out, or what it had before; nil where there is nothing to say.
        public let note: String?
        /// The execution there is for it.
        public let execution: String?

        package init(nominalAt: Instant, isStarted: Bool, note: String?, execution: String?) {
            self.nominalAt = nominalAt
            self.isStarted = isStarted
            self.note = note
            self.execution = execution
        }
    }

    public let task: String
    public let request: BackfillRequest
    /// How many instants the range has.
    public let instants: Int
    /// How many of them would be started.
    public let starts: Int
    public let firstAt: Instant?
    public let lastAt: Instant?
    /// The first instants to start in the order of the backfill, and then the last ones; where none is to start, of
    /// all of them, and where they are few, all of them.
    public let samples: [Sample]
    /// The first of those that would be left out, where ``samples`` are those that start.
    public let leftOutSamples: [Sample]
    /// What could be taken for granted and is otherwise, a sentence each.
    public let remarks: [String]

    package init(
        task: String,
        request: BackfillRequest,
        instants: Int,
        starts: Int,
        firstAt: Instant?,
        lastAt: Instant?,
        samples: [Sample],
        leftOutSamples: [Sample] = [],
        remarks: [String]
    ) {
        self.leftOutSamples = leftOutSamples
        self.task = task
        self.request = request
        self.instants = instants
        self.starts = starts
        self.firstAt = firstAt
        self.lastAt = lastAt
        self.samples = samples
        self.remarks = remarks
    }

    /// How many instants would be left out.
    public var leftOut: Int { instants - starts }
}

extension BackfillPreview.Sample {
    /// An instant and what is known of it.
    package init(_ instant: Instant, _ fact: BackfillFacts.Fact?, _ selection: BackfillSelection) {
        var note: String?
        var execution: String?
        switch fact {
        case nil: note = selection == .failed ? "nothing was started for it" : nil
        case .waiting: note = "waits for a slot: it will start by itself"
        case .excluded: note = "was skipped by an operator"
        case .backfilled: note = "an earlier backfill has dealt with it"
        case .unknown: note = "its decision was pruned"
        case .started(let id, let status):
            execution = id
            note =
                status.map {
                    "\(id) \($0 == .scheduled ? "is scheduled" : $0 == .running ? "runs" : $0.rawValue)"
                }
                ?? "\(id) was started"
        }
        self.init(nominalAt: instant, isStarted: selection.starts(fact), note: note, execution: execution)
    }
}
