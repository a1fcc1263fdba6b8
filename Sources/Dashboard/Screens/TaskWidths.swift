internal import Canvas

/// How wide the texts of all tasks are, whether they are on the screen or not.
struct TaskWidths: Hashable {
    private(set) var name = 0
    private(set) var schedule = 0
    private(set) var note = 0
    private(set) var occurrence = 1
    private(set) var running = 1
    private(set) var skipped = 1
    /// The widest word of those that do not fire.
    private var rest = 0
    private var earliest = Int64.max
    private var latest = Int64.min

    init(_ tasks: [TaskLine]) {
        var (mostOccurrences, mostRunning, mostSkipped) = (0, 0, 0)
        for place in tasks.indices {
            name = max(name, GraphemeReader.width(of: tasks[place].name))
            schedule = max(schedule, GraphemeReader.width(of: tasks[place].schedule))
            note = max(note, GraphemeReader.width(of: tasks[place].note))
            mostOccurrences = max(mostOccurrences, tasks[place].occurrence)
            mostRunning = max(mostRunning, tasks[place].running)
            mostSkipped = max(mostSkipped, tasks[place].skipped)
            switch StateMark(state: tasks[place].state) {
            case .paused, .stopped, .finished: rest = max(rest, tasks[place].state.utf8.count)
            default:
                guard let next = tasks[place].nextFireAt else { break }
                earliest = min(earliest, next)
                latest = max(latest, next)
            }
        }
        occurrence = "\(mostOccurrences)".utf8.count
        running = "\(mostRunning)".utf8.count
        skipped = "\(mostSkipped)".utf8.count
    }

    /// How wide what says when they fire is at a moment; it only changes with what is furthest away.
    func next(now: Int64) -> Int {
        guard earliest <= latest else { return rest }
        let widest = [earliest, latest].map { TimeText.until($0, from: now).utf8.count }.max() ?? 0
        return max(rest, widest)
    }
}
