import Canvas
import Testing

@testable import Dashboard

@Test func `pictures`() {
    func show(_ title: String, _ state: DashboardState, _ glyphs: GlyphSet = .unicode) {
        print("=== \(title)"); print(state.render(glyphs: Glyphs(glyphs)).text)
    }
    for (c, r) in [(40, 12), (80, 24), (120, 40)] {
        var state = OrderSample.state(.executions, columns: c, rows: r)
        _ = OrderSample.type([.character("x")], &state)
        var snapshot = OrderSample.snapshot(); snapshot.detail = OrderSample.detail
        state.update(snapshot)
        show("cancel", state)
        state = OrderSample.state(columns: c, rows: r)
        _ = state.move(to: 0)
        _ = OrderSample.type(keys("S") + keys("aud"), &state)
        show("stop", state)
        _ = OrderSample.type([.tab] + keys("noise"), &state)
        show("stop reason", state)
        state = OrderSample.state(columns: c, rows: r)
        state.tasks.select(id: "invoice-daily"); _ = OrderSample.type(keys("t"), &state)
        show("trigger skip", state)
        state = OrderSample.state(columns: c, rows: r)
        state.tasks.select(id: "ledger-close"); _ = OrderSample.type(keys("p"), &state)
        show("resume", state)
        state = OrderSample.state(columns: c, rows: r)
        _ = OrderSample.type(keys("q"), &state)
        show("quit", state)
        state = OrderSample.state(columns: c, rows: r)
        _ = OrderSample.type(keys("?"), &state)
        show("help", state)
        _ = OrderSample.type(keys("mark"), &state)
        show("help search", state, .ascii)
        state = EventSample.state(columns: c, rows: r)
        show("events", state)
        _ = OrderSample.type(keys("bk/smtp") + [.enter] + keys("N"), &state)
        state.flash = nil
        show("events", state)
        state = OrderSample.state(.workers, columns: c, rows: r)
        var s = OrderSample.snapshot()
        var a = WorkerLine(12, process: 4121, host: "app-1", program: "zartop 0.1", beganAt: sketchMoment - 3_600_000)
        a.isHolder = true; a.isAlive = true; a.leaseExpiresAt = sketchMoment + 11_000; a.inFlight = 3
        var b = a; b.session = 11; b.isHolder = false; b.leaseExpiresAt = nil; b.inFlight = 0; b.process = 4099
        var d = b; d.session = 10; d.endedAt = sketchMoment - 7_000_000; d.beganAt = sketchMoment - 90_000_000; d.reason = "died"; d.isAlive = false
        var e = d; e.session = 9; e.reason = "drained"
        s.workers = [a, b, d, e]
        state.update(s)
        show("workers", state)
    }
    var state = OrderSample.state()
    _ = OrderSample.type(keys("/state:retyring"), &state)
    show("prompt", state)
    state = OrderSample.state()
    _ = OrderSample.type(keys(":stop leg"), &state)
    show("prompt", state)
}
