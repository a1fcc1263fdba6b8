internal import ZartCore

/// How many instants of a forecast meet which fate: a column each, of which those without any are left out.
struct ForecastFates {
    /// The titles of the columns there are.
    let titles: [String]
    /// Their cells, one row a part.
    let rows: [[String]]

    /// Of the instants of some forecasts, or of stretches of one.
    init(_ parts: [(outlook: TaskForecast, fires: ArraySlice<Forecast.Fire>)]) {
        let counts = parts.map { part in
            Self.columns.map { column in
                part.outlook.isForeseen ? part.fires.reduce(0) { $0 + column.count($1) } : nil
            }
        }
        let shown = Self.columns.indices.filter { column in
            column == 0 || counts.contains { ($0[column] ?? 0) > 0 }
        }
        titles = shown.map { Self.columns[$0].title }
        rows = counts.map { row in shown.map { row[$0].map(String.init) ?? "-" } }
    }

    private typealias Column = (title: String, count: @Sendable (Forecast.Fire) -> Int)

    private static let columns: [Column] = [
        column("STARTS", .starts), column("SKIPPED", .skipped, .dropped), ("CANCELS", { $0.cancels }),
        column("QUEUED", .waits), column("COALESCED", .coalesced), column("HELD", .held),
    ]

    private static func column(_ title: String, _ fates: Forecast.Fate...) -> Column {
        (title, { fates.contains($0.fate) ? $0.count : 0 })
    }
}
