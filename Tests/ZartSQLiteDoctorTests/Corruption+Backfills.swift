/// Corruptions of backfills and their executions.
extension Corruption {
    static let ofBackfills: [Corruption] = [
        Corruption(
            "backfills",
            "an execution without its backfill",
            "UPDATE zart_executions SET backfill = NULL WHERE id = 'fill-2'",
            says: "'fill-2' was dispatched by a backfill, but says by none"
        ),
        Corruption(
            "backfills",
            "a backfill of another task",
            "UPDATE zart_backfills SET task = 3 WHERE id = 2",
            says: "'fill-4' (backfill 2) belongs to a backfill of another task"
        ),
        Corruption(
            "backfills",
            "an instant outside the range",
            "UPDATE zart_executions SET nominal_at = \(at(-600_000)) WHERE id = 'fill-3'",
            says: "backfill 1 started 'fill-3' for 2026-03-01T23:50:00Z, outside its range"
        ),
        Corruption(
            "backfills",
            "an instant beyond the position",
            "UPDATE zart_executions SET nominal_at = \(at(1_200_000)) WHERE id = 'fill-4'",
            says: "backfill 2 started 'fill-4' for 2026-03-02T00:20:00Z, beyond its position"
        ),
        Corruption(
            "backfills",
            "an instant before it came",
            "UPDATE zart_executions SET created_at = \(at(1_140_000)) WHERE id = 'fill-3'",
            says: "backfill 1 started 'fill-3' for 2026-03-02T00:20:00Z, before that instant"
        ),
        Corruption(
            "backfills",
            "more dispatched than there are",
            "UPDATE zart_backfills SET dispatched = 3, left_out = 1 WHERE id = 1",
            says: "the backfills of task 'fill' say they dispatched 4, but kept and pruned executions make 3"
        ),
        Corruption(
            "backfills",
            "fewer dispatched than there are",
            "UPDATE zart_backfills SET dispatched = 1, left_out = 3 WHERE id = 1",
            says: "backfill 1 says it dispatched 1, and 2 are there"
        ),
        Corruption(
            "backfills",
            "completed too early",
            "UPDATE zart_backfills SET position = \(at(1_200_000)), left_out = 1 WHERE id = 1",
            says: "backfill 1 is completed, but 3 of its 4 instants are done"
        ),
        Corruption(
            "backfills",
            "an instant passed by that nobody counted",
            "UPDATE zart_backfills SET position = \(at(0)) WHERE id = 2",
            says: "backfill 2 passed 4 instants, but 1 dispatched and 0 left out make 1"
        ),
        Corruption(
            "backfills",
            "a position between instants",
            "UPDATE zart_backfills SET position = \(at(1_500_000)) WHERE id = 2",
            says: "backfill 2 stands at 2026-03-02T00:25:00.000Z, which is none of its instants"
        ),
        Corruption(
            "backfills",
            "instants that its stretches do not have",
            "UPDATE zart_backfills SET instants = 5, left_out = 3 WHERE id = 1",
            says: "backfill 1 says it has 5 instants, but its stretches have 4"
        ),
    ]
}
