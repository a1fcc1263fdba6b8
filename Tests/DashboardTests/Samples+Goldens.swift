import Canvas

@testable import Dashboard

/// The screens of the goldens, each at a size: 2026-09-22T14:03:27Z, a worker running in this process.
enum GoldenSample {
    static let workers: [WorkerLine] = {
        func worker(_ session: Int, _ process: Int, _ began: Int64, _ ended: Int64?, _ reason: String)
            -> WorkerLine
        {
            var worker = WorkerLine(
                session,
                process: process,
                host: "db-host-1",
                program: "zartop 0.9.0",
                beganAt: sketchMoment + began * 1000
            )
            worker.endedAt = ended.map { sketchMoment + $0 * 1000 }
            worker.reason = reason
            return worker
        }
        var holder = worker(9, 4121, -7860, nil, "")
        (holder.isHolder, holder.isAlive, holder.inFlight) = (true, true, 4)
        holder.leaseExpiresAt = sketchMoment + 12_000
        return [
            holder, worker(8, 3977, -86_400, -7863, "handed over"),
            worker(7, 2210, -262_800, -86_431, "lease expired"), worker(6, 2188, -266_400, nil, ""),
        ]
    }()

    private static func detailView(_ view: View, _ columns: Int, _ rows: Int) -> DashboardState {
        var state = DetailSample.state(columns, rows, view: view)
        var snapshot = state.snapshot
        snapshot.workerProcess = 4121
        snapshot.totals = Totals(recurring: 6, running: 3, retrying: 1, failedLastHour: 1, late: 0)
        snapshot.executions.rows.sort { ($0.startedAt ?? $0.scheduledAt) > ($1.startedAt ?? $1.scheduledAt) }
        state.update(snapshot)
        return state
    }

    static func executions(_ columns: Int, _ rows: Int) -> DashboardState {
        detailView(.executions, columns, rows)
    }

    static func detail(_ columns: Int, _ rows: Int) -> DashboardState {
        detailView(.detail, columns, rows)
    }

    static func events(_ columns: Int, _ rows: Int) -> DashboardState {
        EventSample.state(columns: columns, rows: rows)
    }

    /// The search has found two rows; the cursor is on the older one, and three events came since.
    static func eventsFound(_ columns: Int, _ rows: Int) -> DashboardState {
        var state = events(columns, rows)
        _ = OrderSample.press(keys("/421") + [.enter] + keys("NN"), &state)
        var snapshot = state.snapshot
        snapshot.events.newer = 3
        state.update(snapshot)
        return state
    }

    static func workers(_ columns: Int, _ rows: Int) -> DashboardState {
        var state = OrderSample.state(.workers, columns: columns, rows: rows)
        var snapshot = state.snapshot
        snapshot.workers = workers
        state.update(snapshot)
        return state
    }

    static func help(_ columns: Int, _ rows: Int) -> DashboardState {
        var state = OrderSample.state(columns: columns, rows: rows)
        _ = OrderSample.press(keys("?"), &state)
        return state
    }

    /// The question of a cancel, its steps read.
    static func cancel(_ columns: Int, _ rows: Int) -> DashboardState {
        var state = OrderSample.state(.executions, columns: columns, rows: rows)
        _ = OrderSample.press(keys("x"), &state)
        var snapshot = state.snapshot
        snapshot.detail = OrderSample.detail
        state.update(snapshot)
        state.painted(at: 20_000)
        _ = state.tick(at: 21_000)
        return state
    }

    /// The question of a stop, half its name typed.
    static func stop(_ columns: Int, _ rows: Int) -> DashboardState {
        var state = OrderSample.state(columns: columns, rows: rows)
        state.tasks.select(id: "invoice-daily")
        _ = OrderSample.press(keys("Sinvoice"), &state)
        return state
    }
}

extension DashboardState {
    /// The whole screen as text.
    func text(_ glyphs: GlyphSet) -> String {
        render(glyphs: Glyphs(glyphs)).text
    }
}
