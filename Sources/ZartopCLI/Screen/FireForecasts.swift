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
        var heldUntil: Int64?
        var usual: Duration?
        var span: Duration
    }

    /// The most instants that are played: more than twice as many as a wide screen has columns are a crowd in any case.
    private static let limit = 500

    private var known: [String: (basis: Basis, at: Instant, forecast: FireForecast)] = [:]

    /// The forecast of a task from now on, if each of its executions takes that long.
    mutating func forecast(
        _ task: TaskRecord,
        holders: [String],
        rules: [StepRule],
        heldUntil: Int64?,
        usual: Duration?,
        from now: Instant,
        within span: Duration,
        _ reader: any StoreReader
    ) throws(StoreError) -> FireForecast {
        let isPaused = task.effectiveState == .paused
        let mayFire =
            isPaused
            ? task.pausedUntil != nil || task.isHeld && heldUntil != nil
            : task.effectiveState == .active && task.nextFireAt != nil
        guard mayFire else { return FireForecast() }
        let basis = Basis(
            task: task,
            holders: holders,
            rules: rules,
            heldUntil: heldUntil,
            usual: usual,
            span: span
        )
        // As time goes on the far end of a lane grows empty.
        if let old = known[task.name], old.basis == basis, now >= old.at, now - old.at < span / 40 {
            return old.forecast
        }
        guard let standing = try reader.standing(ofTask: task.name) else { return FireForecast() }
        let goesOn = standing.view.endsPause
        var forecast = FireForecast()
        // Of a pause that only an operator ends nothing is to be foreseen.
        if !isPaused || goesOn != nil {
            let played = Forecast(
                standing.view,
                paused: standing.paused,
                begun: standing.begun,
                duration: usual,
                hold: standing.hold,
                from: now,
                through: now + span,
                limit: Self.limit
            )
            forecast = FireForecast(played, after: goesOn)
            forecast.isForeseen =
                usual != nil || standing.hold != nil || task.overlap.maximum == nil
        }
        forecast.goesOnAt = goesOn?.milliseconds
        known[task.name] = (basis, now, forecast)
        return forecast
    }
}

extension FireForecast {
    /// Of a task that is paused what comes once it goes on; what the pause holds is not shown, but for what of it starts.
    init(_ forecast: Forecast, after end: Instant?) {
        let fires = forecast.fires.filter { fire in
            end.map { fire.at >= $0 && fire.fate != .held && fire.fate != .coalesced } ?? true
        }
        self.init(
            fires.map { fire in
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
