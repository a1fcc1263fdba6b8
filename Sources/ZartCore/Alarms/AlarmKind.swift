/// What an alarm is about; the text form is the one stable word for it.
public enum AlarmKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// An instant is undecided, or an execution has not begun, for too long after its time.
    case late
    /// An instant is undecided because no running worker has the task's handler.
    case noHandler = "no-handler"
    /// An execution runs longer than a limit, or than is usual for the task.
    case longerThan = "longer-than"
    /// The newest completed execution took less than a minimum.
    case shorterThan = "shorter-than"
    /// No execution has completed for too long.
    case noSuccess = "no-success"
    /// The newest executions all failed.
    case failures
    /// Ticks in a row were skipped because of one same execution.
    case starved
    /// A step goes on although its execution was told to stop.
    case stubborn
}

/// One end of an alarm, of which somebody is told once.
public enum AlarmChange: String, Sendable, Hashable, CaseIterable, Codable {
    case raised
    case recovered
}

/// What became of telling somebody.
package enum NoticeStatus: String, Sendable, Hashable, CaseIterable {
    /// Is to be delivered, or tried again.
    case pending
    case delivered
    /// Was given up after the last try.
    case failed
    /// There was nobody to tell: it is shown, and that is all.
    case unaddressed
}
