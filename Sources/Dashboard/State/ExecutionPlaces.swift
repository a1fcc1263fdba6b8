/// Where executions are in a snapshot's lists, by id: a question may be about a thousand of them.
struct ExecutionPlaces: Hashable {
    let listed: [String: Int]
    let running: [String: Int]

    init(_ snapshot: Snapshot) {
        func places(_ lines: [ExecutionLine]) -> [String: Int] {
            Dictionary(lines.enumerated().map { ($1.id, $0) }) { first, _ in first }
        }
        listed = places(snapshot.executions.rows)
        running = places(snapshot.running)
    }
}
