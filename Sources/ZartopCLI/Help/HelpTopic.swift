/// A guide: what one has to know to use several commands, in lines of at most 80 columns.
enum HelpTopic: String, CaseIterable {
    case schedules, overlap, missed, retries, crashes, states, holds, again, filters, jobs, files

    /// What it is about, in a few words.
    var summary: String {
        switch self {
        case .schedules: "when a task is due: cron fields, zones, daylight saving"
        case .overlap: "what becomes of an instant while an execution runs"
        case .missed: "instants that were late, missed or held"
        case .retries: "steps, attempts and time limits"
        case .crashes: "what survives a death of the worker, and what it costs"
        case .states: "the words for tasks, executions, steps and decisions"
        case .holds: "pause, skip, stop and how each is taken back"
        case .again: "retry, rerun, restart and backfill"
        case .filters: "--where, and / on the dashboard"
        case .jobs: "job files: plan, apply, whose a task is"
        case .files: "what lies where, and what to back up"
        }
    }

    var text: String {
        switch self {
        case .schedules: Self.schedulesText
        case .overlap: Self.overlapText
        case .missed: Self.missedText
        case .retries: Self.retriesText
        case .crashes: Self.crashesText
        case .states: Self.statesText
        case .holds: Self.holdsText
        case .again: Self.againText
        case .filters: Self.filtersText
        case .jobs: Self.jobsText
        case .files: Self.filesText
        }
    }
}
