package import Canvas

/// Something the loop on the main thread has to deal with.
package enum TerminalEvent: Hashable, Sendable {
    /// A key was pressed, or the window has a new size.
    case key(Key)
    /// These keys come next, and were read at once: nobody saw what one of them did before the next was on its way.
    case together([Key])
    /// The wake flag was raised.
    case wake
    /// The time of a tick has come.
    case tick
    /// A frame is due: the terminal has caught up after refusing one, or has other colours than before.
    case ready
    /// Somebody has saved, made or removed a file in a watched folder.
    case filesChanged
    /// Ctrl-z: answer with ``Terminal/suspend()``, or with a question.
    case suspend
    /// A signal asks for the end: `SIGINT` (Ctrl-c), `SIGTERM`, `SIGQUIT`, or `SIGHUP` when the terminal is gone
    /// and the loop must end.
    case stop(Int32)
}
