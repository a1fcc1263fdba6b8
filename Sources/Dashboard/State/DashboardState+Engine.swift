internal import Canvas

extension DashboardState {
    /// Why nothing starts, if that is so.
    var stillness: String? {
        if isDraining && past == nil || snapshot.isWorkerDraining {
            return "nothing starts any more: the worker is stopping"
        }
        return snapshot.isUnattended ? "nothing fires until a worker runs" : nil
    }

    /// Ctrl-c: closes what is open, answers the question whether to leave, or quits as the key does.
    package mutating func interrupt(at moment: Int64) -> [Effect] {
        overlay == nil ? leave(at: moment) : handle(.control("c"), at: moment)
    }

    /// Says that the engine beside the screen takes no new work and ends what is in flight.
    package mutating func beginDraining() {
        isDraining = true
        overlay = nil
    }

    /// Shows a sentence of the main loop's for some seconds.
    package mutating func tell(_ text: String, _ tone: Flash.Tone = .info, at moment: Int64) -> [Effect] {
        say(text, tone, at: moment)
        return [.redraw]
    }

    /// Runs the engine here, when nobody else does.
    mutating func takeOver(at moment: Int64) -> [Effect] {
        guard snapshot.standing == .unattended else {
            say("a worker runs the engine already", .warn, at: moment)
            return [.redraw]
        }
        guard settings.mayRunEngine else {
            say("the options say never to run the engine here: start another worker", .warn, at: moment)
            return [.redraw]
        }
        return [.takeOver, .redraw]
    }

    /// Says at once that the worker has died, or that there is one again.
    mutating func notice(_ old: Standing, at moment: Int64) {
        switch (old, snapshot.standing) {
        case (.attached, .unattended):
            let key = settings.keys.name(.takeOver, .ascii)
            let offer = settings.mayRunEngine ? ": \(key) runs the engine here" : ""
            say("the worker is gone, nothing fires any more\(offer)", .error, at: moment)
        case (.unattended, .attached): say("a worker has taken over", at: moment)
        default: break
        }
    }
}
