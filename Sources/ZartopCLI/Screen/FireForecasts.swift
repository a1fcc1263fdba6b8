internal import Dashboard
internal import Timetable
internal import ZartCore

/// The forecasts of tasks for the fire radar; kept while what they were made from stays the same, since playing them
/// costs more than drawing them.
struct FireForecasts {
    /// What a forecast was made from, but for the time.
    private struct Basis: Hashable {
        var task: TaskRecord
        var holders: [String]
        var rules: [StepRule]
        var usual: Duration?
        var span: Duration
    }

    /// The most instants that are played: more than twice as many as a wide screen has columns are a crowd in any case.
    private static let limit = 500

    private var known: [String: (basis: Basis, at: Instant, forecast: FireForecast)] = [:]

    /// The forecast of a task from now on.
    mutating func forecast(
        _ task: TaskRecord,
        holders: [String],
        rules: [StepRule],
        usual: Duration?,
        from now: Instant,
        within span: Duration,
        _ reader: any StoreReader
    ) throws(StoreError) -> FireForecast {
        guard task.effectiveState == .active, task.nextFireAt != nil else { return FireForecast() }
        let basis = Basis(task: task, holders: holders, rules: rules, usual: usual, span: span)
        // As time goes on the far end of a lane grows empty.
        if let old = known[task.name], old.basis == basis, now >= old.at, now - old.at < span / 40 {
            return old.forecast
        }
        guard let standing = try reader.standing(ofTask: task.name) else { return FireForecast() }
        let forecast = FireForecast(
            Forecast(
                standing.view,
                begun: standing.begun,
                duration: usual,
                hold: standing.hold,
                from: now,
                through: now + span,
                limit: Self.limit
            )
        )
        known[task.name] = (basis, now, forecast)
        return forecast
    }
}

extension FireForecast {
    init(_ forecast: Forecast) {
        self.init(
            forecast.fires.map { fire in
                let fate: Fate =
                    switch fire.fate {
                    case .starts: .starts
                    case .waits: .waits
                    case .skipped, .coalesced, .held, .dropped: .skipped
                    }
                var shown = Fire(at: fire.at.milliseconds, fate: fate)
                shown.cancels = fire.cancels > 0
                shown.active = fire.active
                return shown
            },
            isPartial: forecast.isPartial
        )
    }
}
