/// Corruptions of what is held back.
extension Corruption {
    static let ofHolds: [Corruption] = [
        Corruption(
            "holds",
            "an active task with instants that wait for a resume",
            """
            INSERT INTO zart_state_changes (task, number, at, from_state, to_state, actor, terminal)
                SELECT 2, 2, max(at) + 1, 'paused', 'active', 'ann', 'tty1' FROM zart_state_changes WHERE task = 2;
            UPDATE zart_tasks SET state = 'active' WHERE id = 2
            """,
            says: "of task 'berlin' waits for a resume, but the task is active"
        ),
        Corruption(
            "holds",
            "as many failures in a row as pause the task",
            "UPDATE zart_tasks SET pause_after_failures = 2, failures_in_row = 2 WHERE name = 'grid'",
            says: "task 'grid' has failed 2 times in a row and is active, though 2 pause it"
        ),
    ]
}
