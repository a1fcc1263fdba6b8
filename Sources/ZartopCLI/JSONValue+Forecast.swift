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
            ("p50", Self.counts(outlook.median)),
            ("p95", Self.counts(worst)),
            (
                "maxForNone",
                .number(outlook.isMeasured && outlook.hold == nil && !worst.isSmooth ? outlook.room : nil)
            ),
            ("spans", .list(spans.map(\.value))),
        ])
    }

    private static func counts(_ forecast: Forecast) -> JSONValue {
        .object([
            ("instants", .number(forecast.count)), ("starts", .number(forecast.count(.starts))),
            ("skipped", .number(forecast.count(.skipped))), ("cancelled", .number(forecast.cancelled)),
            ("waits", .number(forecast.count(.waits))), ("coalesced", .number(forecast.count(.coalesced))),
            ("held", .number(forecast.count(.held))), ("dropped", .number(forecast.count(.dropped))),
            ("atOnce", .number(forecast.most)),
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

        var value: JSONValue {
            .object([
                ("at", .time(first.at)), ("until", .time(last.at)), ("count", .number(count)),
                ("fate", .string(first.fate.rawValue)), ("execution", .text(first.execution)),
                ("startsAt", .time(first.startsAt)), ("heldBy", .text(first.heldBy)),
                ("cancels", .number(first.cancels)), ("active", .number(first.active)),
            ])
        }
    }
}
