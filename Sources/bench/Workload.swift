/// What can be measured.
enum Workload: String, CaseIterable {
    case executions = "A"
    case steps = "B"
    case cron
    case floor

    var summary: String {
        switch self {
        case .executions: "executions of 5 no-op steps each, from enqueue to completion (2,000)"
        case .steps: "one execution of sequential steps (1,000), and of a tenth as many"
        case .cron: "next instants a second over mixed expressions and zones"
        case .floor: "plain C on the same SQLite, doing only the rows"
        }
    }

    func measure(_ options: BenchOptions) throws -> [BenchRow] {
        switch self {
        case .executions: try ExecutionsBench(options).rows()
        case .steps: try StepsBench(options).rows()
        case .cron: try CronBench(options).rows()
        case .floor: try Floor.rows(options)
        }
    }
}
