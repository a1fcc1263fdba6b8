internal import Timetable
internal import ZartCore

/// The stable shapes of backfills.
extension JSONValue {
    init(_ backfill: BackfillRecord) {
        self = .object(
            [("id", .number(backfill.id)), ("task", .string(backfill.task))] + Self.fields(backfill.request)
                + [
                    ("state", .string(backfill.state.rawValue)),
                    ("instants", .number(backfill.instants)),
                    ("dispatched", .number(backfill.dispatched)),
                    ("leftOut", .number(backfill.leftOut)),
                    ("running", .number(backfill.open)),
                    ("failed", .number(backfill.failed)),
                    ("cancelled", .number(backfill.cancelled)),
                    ("positionAt", .time(backfill.position)),
                    ("waits", .text(backfill.waits)),
                    ("actor", .string(backfill.actor)),
                    ("terminal", .string(backfill.terminal)),
                    ("reason", .text(backfill.reason)),
                    ("note", .text(backfill.note)),
                    ("createdAt", .time(backfill.createdAt)),
                    ("endedAt", .time(backfill.endedAt)),
                ]
        )
    }

    init(_ preview: BackfillPreview) {
        self = .object(
            [("task", .string(preview.task))] + Self.fields(preview.request) + [
                ("instants", .number(preview.instants)),
                ("starts", .number(preview.starts)),
                ("leftOut", .number(preview.leftOut)),
                ("firstAt", .time(preview.firstAt)),
                ("lastAt", .time(preview.lastAt)),
                ("remarks", .list(preview.remarks.map { .string($0) })),
                ("samples", .list(preview.samples.map { JSONValue($0) })),
                ("leftOutSamples", .list(preview.leftOutSamples.map { JSONValue($0) })),
            ]
        )
    }

    private init(_ sample: BackfillPreview.Sample) {
        self = .object([
            ("nominalAt", .time(sample.nominalAt)),
            ("starts", .bool(sample.isStarted)),
            ("note", .text(sample.note)),
            ("execution", .text(sample.execution)),
        ])
    }

    private static func fields(_ request: BackfillRequest) -> [(key: String, value: JSONValue)] {
        [
            ("from", .time(request.from)),
            ("to", .time(request.to)),
            ("only", .string(request.only.rawValue)),
            ("order", .string(request.order.rawValue)),
            ("max", .number(request.maximum)),
        ]
    }

    /// An object with one more field.
    func with(_ name: String, _ value: JSONValue) -> JSONValue {
        guard case .object(let fields) = self else { return self }
        return .object(fields + [(key: name, value: value)])
    }
}
