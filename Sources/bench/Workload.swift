/// What can be measured.
enum Workload: String, CaseIterable {
    case executions = "A"
    case steps = "B"
    case ticks = "C"
    case kill = "D"
    case history = "E"
    case dashboard
    case cron
    case shell
    case floor

    var summary: String {
        switch self {
        case .executions: "executions of 5 no-op steps each, from enqueue to completion (2,000)"
        case .steps: "one execution of sequential steps (1,000), and of a tenth as many"
        case .ticks:
            "recurring tasks, each every second, for 20 s (1,000 and 10,000), and tasks that are not due"
        case .kill: "kill -9 at half of all steps (5,000), and what the next worker makes of it"
        case .history: "pages, filters, counts, claims and ticks beside ended executions (1,000,000)"
        case .dashboard: "first frame, key to frame, idle and busy cost of zartop on a terminal"
        case .shell: "supervised commands a second, against spawning /bin/true"
        case .cron: "next instants a second over mixed expressions and zones"
        case .floor: "plain C on the same SQLite, doing only the rows"
        }
    }

    func measure(_ options: BenchOptions) throws -> [BenchRow] {
        switch self {
        case .executions: try ExecutionsBench(options).rows()
        case .steps: try StepsBench(options).rows()
        case .ticks: try TicksBench(options).rows()
        case .kill: try KillBench(options).rows()
        case .history: try HistoryBench(options).rows()
        case .dashboard: try DashboardBench(options).rows()
        case .cron: try CronBench(options).rows()
        case .shell: try ShellBench(options).rows()
        case .floor: try Floor.rows(options)
        }
    }
}
