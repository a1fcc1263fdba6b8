/// What became of a step over a window of time: pure, in eighths of columns; ``draw(on:row:column:surface:)`` shows it.
struct TimelineRow: Hashable {
    /// Eighths in a column.
    static let eighths = 8

    /// What the step did or will do; of two that share an eighth, the later case shows.
    enum Kind: UInt8, Comparable {
        case nothing
        /// It may still run then: nineteen in twenty were no longer.
        case likely
        /// It usually still runs then.
        case usual
        case queued
        case sleep
        case backoff
        case cancelled
        case failed
        case completed
        case running

        static func < (one: Kind, other: Kind) -> Bool { one.rawValue < other.rawValue }

        /// Whether an attempt was or is at work.
        var isRun: Bool { self >= .cancelled }
    }

    /// A stretch of eighths in which it did one thing.
    struct Segment: Hashable {
        /// What it did.
        var kind: Kind
        /// The first eighth.
        var from: Int
        /// The eighth after the last one.
        var to: Int
    }

    /// A moment that must be seen however small the scale.
    struct Mark: Hashable {
        /// What happens then.
        enum Kind: UInt8 {
            case goesOn, cancelled, failed
        }

        /// What happens then.
        var kind: Kind
        /// The column.
        var column: Int
    }

    /// The columns.
    let columns: Int
    /// The segments: they follow one another without a gap, and neighbours differ.
    let segments: [Segment]
    /// The marks, those to be seen first last.
    let marks: [Mark]

    /// Computes the row of a step.
    ///
    /// An eighth shows the highest kind that reaches into it, so that nothing is too short to be seen and every
    /// edge is right to an eighth, whatever lies beside it.
    init(_ step: StepLine, in window: TimeWindow, columns: Int, now: Int64) {
        self.columns = max(0, columns)
        var paint = Paint(window, eighths: self.columns * Self.eighths)
        step.forEachSpan(now: now) { paint.add($0, from: $1, to: $2) }
        segments = paint.segments
        marks = step.marks(now: now).compactMap { kind, moment -> Mark? in
            // What ends with a column's last bit ends in that column.
            let last = kind == .goesOn ? moment : moment.later(by: -1)
            guard columns > 0, window.contains(last) else { return nil }
            return Mark(kind: kind, column: window.part(of: last, parts: columns))
        }.sorted { $0.kind.rawValue < $1.kind.rawValue }
    }
}

extension TimelineRow {
    /// The eighths of one row while it is computed.
    private struct Paint {
        let window: TimeWindow
        var eighths: [Kind]

        init(_ window: TimeWindow, eighths count: Int) {
            self.window = window
            eighths = Array(repeating: .nothing, count: count)
        }

        mutating func add(_ kind: Kind, from: Int64, to: Int64) {
            // A run without length is still one that was.
            let to = kind.isRun ? max(to, from.later(by: 1)) : to
            guard from < to, from < window.end, to > window.start else { return }
            let first = window.part(of: from, parts: eighths.count)
            let end = window.partsBegun(before: to, parts: eighths.count)
            guard first < end else { return }
            for place in first..<end where eighths[place] < kind { eighths[place] = kind }
        }

        var segments: [Segment] {
            var segments: [Segment] = []
            var from = 0
            for place in eighths.indices
            where place + 1 == eighths.count || eighths[place + 1] != eighths[place] {
                segments.append(Segment(kind: eighths[place], from: from, to: place + 1))
                from = place + 1
            }
            return segments
        }
    }
}
