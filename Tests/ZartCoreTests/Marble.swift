import Testing
import Timetable
import ZartCore

/// A task drawn as lines of one character a column: what happens above, the decisions below.
///
/// A column is five seconds and one instant of the task; the late-grace of ten seconds is two columns.
///
///     acts  "w....w....p..r"   w awake · asleep p pause r resume e the next one ends t trigger
///     ends  "..0......."       that occurrence ends in this column, before anything else
///     out   "0sscc1...."       a digit started as that occurrence
///                              b buffered c coalesced e expired l limit m missed p paused s skipped-overlap
///
/// Without acts the worker is awake in every column of `ends`. Several executions ending at once, or columns
/// without an instant, have no place here; such tests call the planner themselves.
struct Marble: Sendable, CustomTestStringConvertible {
    static let column = Duration.seconds(5)
    static let origin = Instant(seconds: 1_790_000_000)

    var overlap = OverlapPolicy.skipIfRunning
    var missed = MissedPolicy.latest
    var maxOccurrences: Int?
    /// The last column that may have an instant.
    var endingAt: Int?
    var acts: String?
    var ends: String
    var out: String
    /// Occurrences cancelled by the policy, in order.
    var cancelled: String = ""

    var testDescription: String { "\(overlap) · \(missed) · \(acts ?? "awake") · \(ends) · \(out)" }

    init(
        _ overlap: OverlapPolicy,
        _ missed: MissedPolicy = .latest,
        maxOccurrences: Int? = nil,
        endingAt: Int? = nil,
        acts: String? = nil,
        ends: String = "",
        out: String,
        cancelled: String = ""
    ) {
        self.overlap = overlap
        self.missed = missed
        self.maxOccurrences = maxOccurrences
        self.endingAt = endingAt
        self.acts = acts
        self.ends = ends
        self.out = out
        self.cancelled = cancelled
    }

    static func at(_ column: Int) -> Instant { origin + Self.column * column }

    /// Lets it happen and expects the drawn decisions.
    func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
        var model = LedgerModel(try view())
        let acts = Array(acts ?? String(repeating: "w", count: out.count))
        let ends = Array(ends)
        for column in 0..<max(acts.count, ends.count) {
            let now = Self.at(column)
            if column < ends.count, let occurrence = ends[column].wholeNumberValue {
                model.end("r-\(occurrence)", at: now)
            }
            switch column < acts.count ? acts[column] : "w" {
            case "w": model.tick(at: now)
            case "p": model.pause(at: now)
            case "r": model.resume(at: now)
            case "t":
                model.tick(at: now)
                model.trigger(at: now)
            default: break
            }
        }
        model.audit()
        let drawn = String((0..<out.count).map { symbol(model.decision(at: Self.at($0)), model) })
        #expect(drawn == out, sourceLocation: sourceLocation)
        #expect(
            model.cancelled == cancelled.map { "r-\($0)" },
            sourceLocation: sourceLocation
        )
        #expect(model.faults == [], sourceLocation: sourceLocation)
    }

    private func view() throws -> TaskView {
        TaskView(
            name: "r",
            template: try IDTemplate("r-{occurrence}"),
            overlap: overlap,
            missed: missed,
            endingAt: endingAt.map(Self.at),
            maxOccurrences: maxOccurrences,
            schedule: try Schedule(
                .fixedDelay(Self.column),
                zone: nil,
                anchor: Self.origin,
                includesAnchor: true
            ),
            cursor: Self.origin - .milliseconds(1)
        )
    }

    private func symbol(_ row: LedgerModel.Row?, _ model: LedgerModel) -> Character {
        switch row?.decision {
        case nil: "."
        case .started:
            model.starts.first { $0.id == row?.execution }.flatMap { "\($0.occurrence)".last } ?? "?"
        case .buffered: "b"
        case .coalesced: "c"
        case .excluded: "x"
        case .expired: "e"
        case .limit: "l"
        case .missed: "m"
        case .paused: "p"
        case .skippedOverlap: "s"
        }
    }
}
