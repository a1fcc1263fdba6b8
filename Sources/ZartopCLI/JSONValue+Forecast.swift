internal import Timetable
internal import ZartCore

/// The stable shape of `forecast`.
extension JSONValue {
    /// More spans than this are left out; the counts are of all.
    private static let mostSpans = 1_000

    init(_ outlook: TaskForecast) {
        let worst = outlook.worst
        var spans: [Span] = []
        for fire in worst.fires {
            if let last = spans.last, last.joins(fire) {
                spans[spans.count - 1].add(fire)
            } else if spans.count < Self.mostSpans {
                spans.append(Span(fire))
            } else {
                break
            }
        }
        self = .object([
            ("task", .string(outlook.name)),
            ("from", .time(outlook.from)),
            ("through", .time(worst.through)),
            ("isPartial", .bool(worst.isPartial)),
            ("samples", .number(outlook.usual?.samples ?? 0)),
            ("p50Ms", .milliseconds(outlook.usual?.median)),
            ("p95Ms", .milliseconds(outlook.usual?.p95)),
            ("p50", Self.counts(outlook.median, outlook)),
            ("p95", Self.counts(worst, outlook)),
            (
                "maxForNone",
                .number(outlook.isMeasured && outlook.hold == nil && !worst.isSmooth ? outlook.room : nil)
            ),
            ("spans", .list(spans.map { $0.value(isForeseen: outlook.isForeseen) })),
        ])
    }

    /// What cannot be foreseen is null.
    private static func counts(_ forecast: Forecast, _ outlook: TaskForecast) -> JSONValue {
        func foreseen(_ count: Int) -> JSONValue { .number(outlook.isForeseen ? count : nil) }
        return .object([
            ("instants", .number(forecast.count)), ("starts", foreseen(forecast.count(.starts))),
            ("skipped", foreseen(forecast.count(.skipped))), ("cancelled", foreseen(forecast.cancelled)),
            ("waits", foreseen(forecast.count(.waits))), ("coalesced", foreseen(forecast.count(.coalesced))),
            ("held", foreseen(forecast.count(.held))), ("dropped", foreseen(forecast.count(.dropped))),
            ("atOnce", .number(outlook.isMeasured || outlook.hold != nil ? forecast.most : nil)),
        ])
    }

    /// Neighbouring instants of one fate and holder.
    private struct Span {
        private let first: Forecast.Fire
        private var last: Forecast.Fire
        private var count: Int

        init(_ fire: Forecast.Fire) {
            (first, last, count) = (fire, fire, fire.count)
        }

        func joins(_ fire: Forecast.Fire) -> Bool {
            fire.fate == first.fate && fire.execution == nil && first.execution == nil
                && fire.heldBy == first.heldBy
        }

        mutating func add(_ fire: Forecast.Fire) {
            last = fire
            count += fire.count
        }

        func value(isForeseen: Bool) -> JSONValue {
            .object([
                ("at", .time(first.at)), ("until", .time(last.at)), ("count", .number(count)),
                ("fate", .text(isForeseen ? first.fate.rawValue : nil)),
                ("execution", .text(isForeseen ? first.execution : nil)),
                ("startsAt", .time(isForeseen ? first.startsAt : nil)),
                ("heldBy", .text(isForeseen ? first.heldBy : nil)),
                ("cancels", .number(isForeseen ? first.cancels : nil)),
                ("active", .number(isForeseen ? first.active : nil)),
            ])
        }
    }
}
