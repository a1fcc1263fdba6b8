/// Corruptions of tasks, their counters and their executions.
extension Corruption {
    static let ofTasks: [Corruption] = [
        Corruption(
            "decisions",
            "coalesced into nothing",
            """
            UPDATE zart_ledger SET coalesced_into = NULL WHERE decision = 'coalesced'
            """,
            says: "'coalesced' of 2026-03-02T00:05:00Z of task 'grid' names no newer instant"
        ),
        Corruption(
            "decisions",
            "coalesced into an older one",
            """
            UPDATE zart_ledger SET coalesced_into = \(at(240_000)) WHERE decision = 'coalesced'
            """,
            says: "is coalesced into an older instant"
        ),
        Corruption(
            "decisions",
            "coalesced into an undecided one",
            """
            UPDATE zart_ledger SET coalesced_into = \(at(4_620_000)) WHERE decision = 'coalesced'
            """,
            says:
                "2026-03-02T00:05:00Z of task 'grid' is coalesced into 2026-03-02T01:17:00Z, which has no decision"
        ),
        Corruption(
            "decisions",
            "skipped for nobody",
            """
            UPDATE zart_ledger SET held_by = NULL WHERE task = 1 AND decision = 'skipped-overlap'
            """,
            says: "'skipped-overlap' of 2026-03-02T00:02:00Z of task 'grid' names no holder"
        ),
        Corruption(
            "decisions",
            "skipped for another task",
            """
            UPDATE zart_ledger SET held_by = 'poll-0' WHERE task = 1 AND decision = 'skipped-overlap'
            """,
            says: "skipped because of 'poll-0', which is not its execution"
        ),
        Corruption(
            "decisions",
            "skipped for one that came later",
            """
            UPDATE zart_ledger SET held_by = 'grid-2' WHERE task = 1 AND decision = 'skipped-overlap'
            """,
            says: "skipped because of 'grid-2', which began only at 2026-03-02T00:04:00Z"
        ),
        Corruption(
            "decisions",
            "skipped for one that had ended",
            """
            UPDATE zart_ledger SET decided_at = \(at(240_000)) WHERE task = 1 AND decision = 'skipped-overlap'
            """,
            says: "skipped because of 'grid-1', which had ended at 2026-03-02T00:03:10Z"
        ),
        Corruption(
            "decisions",
            "a pause that started something",
            """
            UPDATE zart_ledger SET execution = 'x' WHERE decision = 'paused'
            """,
            says: "'paused' of 2026-02-25T02:00:00Z of task 'berlin' names an execution"
        ),
        Corruption(
            "decisions",
            "resolved and still waiting",
            """
            UPDATE zart_ledger SET resolved_at = \(at(12_000_000)) WHERE decision = 'buffered' AND nominal_at = \(at(7_200_000))
            """,
            says: "'buffered' of 2026-03-02T02:00:00Z of task 'batch' is resolved and still waits"
        ),
        Corruption(
            "decisions",
            "resolved before it was decided",
            """
            UPDATE zart_ledger SET resolved_at = decided_at - 500 WHERE task = 4 AND decision = 'skipped-overlap'
            """,
            says: "is resolved before it was decided"
        ),
        Corruption(
            "counters",
            "the counter ran ahead",
            """
            UPDATE zart_tasks SET occurrence = 8 WHERE id = 1
            """,
            says: "the counter of task 'grid' is 8, but its ledger started 5 and 2 were dispatched by hand"
        ),
        Corruption(
            "counters",
            "the counter fell behind",
            """
            UPDATE zart_tasks SET occurrence = 6 WHERE id = 1
            """,
            says: "task 'grid' has occurrence 6, but its counter is 6"
        ),
        Corruption(
            "counters",
            "an execution of a tick is gone",
            """
            DELETE FROM zart_executions WHERE id = 'grid-4'
            """,
            says: "2026-03-02T00:08:00Z of task 'grid' started 'grid-4', which is not there"
        ),
        Corruption(
            "counters",
            "an execution by hand is gone",
            """
            DELETE FROM zart_executions WHERE id = 'grid-3'
            """,
            says: "task 'grid' has no execution for occurrence 3"
        ),
        Corruption(
            "counters",
            "an execution is for another instant",
            """
            UPDATE zart_executions SET nominal_at = nominal_at - 60000 WHERE id = 'berlin-30'
            """,
            says: "started 'berlin-30', which is for another instant"
        ),
        Corruption(
            "counters",
            "an execution says it was started by hand",
            """
            UPDATE zart_executions SET cause = 'trigger' WHERE id = 'grid-1'
            """,
            says: "started 'grid-1', which was not dispatched by a tick"
        ),
        Corruption(
            "counters",
            "an execution that no decision started",
            """
            UPDATE zart_executions SET cause = 'tick', nominal_at = created_at WHERE id = 'grid-3'
            """,
            says: "'grid-3' has no 'started' decision at 2026-03-02T00:04:55Z"
        ),
        Corruption(
            "counters",
            "the tally of starts",
            """
            UPDATE zart_tasks SET started = 4 WHERE id = 5
            """,
            says: "started of task 'tidy' is 4, but its ledger and what was pruned make 3"
        ),
        Corruption(
            "counters",
            "the tally of skips",
            """
            UPDATE zart_tasks SET skipped = 1 WHERE id = 1
            """,
            says: "skipped of task 'grid' is 1"
        ),
        Corruption(
            "counters",
            "the tally of coalesced instants",
            """
            UPDATE zart_tasks SET coalesced = 1 WHERE id = 1
            """,
            says: "coalesced of task 'grid' is 1"
        ),
        Corruption(
            "counters",
            "the tally of missed instants",
            """
            UPDATE zart_tasks SET missed_count = 0 WHERE id = 3
            """,
            says: "missed_count of task 'poll' is 0"
        ),
        Corruption(
            "counters",
            "the counter of a plain task",
            """
            UPDATE zart_tasks SET occurrence = 9 WHERE id = 5
            """,
            says: "the counter of task 'tidy' is 9, but 3 instants started it"
        ),
        Corruption(
            "overlap",
            "two at once",
            """
            UPDATE zart_executions SET override = 0 WHERE id = 'grid-6'
            """,
            says:
                "'grid-6' was opened at 2026-03-02T00:09:10Z while 'grid-5' had not ended: 2 of task 'grid' at once, allowed are 1"
        ),
        Corruption(
            "overlap",
            "one ended too late",
            """
            UPDATE zart_executions SET ended_at = \(at(240_600)) WHERE id = 'grid-1'
            """,
            says: "'grid-2' was opened at 2026-03-02T00:04:00Z while 'grid-1' had not ended"
        ),
        Corruption(
            "overlap",
            "two from one commit",
            """
            UPDATE zart_executions SET created_at = \(at(240_000)), started_at = \(at(240_000)) WHERE id = 'grid-3'
            """,
            says: "'grid-3' was opened at 2026-03-02T00:04:00Z while 'grid-2' had not ended"
        ),
        Corruption(
            "ids",
            "an id of no template",
            """
            UPDATE zart_executions SET id = 'grid-x' WHERE id = 'grid-3'
            """,
            says: "'grid-x' is occurrence 3 of task 'grid', but no template of it makes that id"
        ),
        Corruption(
            "ids",
            "a chosen id that a template can make",
            """
            UPDATE zart_executions SET id = 'poll-77' WHERE id = 'mine'
            """,
            says: "'poll-77' has no number, but the template 'poll-{occurrence}' can make its id"
        ),
        Corruption(
            "ids",
            "two templates that collide",
            """
            INSERT INTO zart_templates VALUES ('grid-1{occurrence}', 4)
            """,
            says: "templates 'grid-1{occurrence}' and 'grid-{occurrence}' can make the same id"
        ),
        Corruption(
            "ids",
            "a template that is none",
            """
            INSERT INTO zart_templates VALUES ('nothing', 4)
            """,
            says: "'nothing' is no template"
        ),
        Corruption(
            "ids",
            "a template is gone",
            """
            DELETE FROM zart_templates WHERE task = 3
            """,
            says: "the template 'poll-{occurrence}' of task 'poll' was never registered"
        ),
        Corruption(
            "ids",
            "the page's query finds nothing",
            """
            UPDATE zart_tasks SET task_id = 'grid' WHERE id = 1
            """,
            says: "task 'grid' bears the task_id 'grid'"
        ),
        Corruption(
            "states",
            "a state without its change",
            """
            UPDATE zart_tasks SET state = 'finished' WHERE id = 2
            """,
            says: "task 'berlin' is finished, but its last change made it paused"
        ),
        Corruption(
            "states",
            "a broken chain of changes",
            """
            INSERT INTO zart_state_changes VALUES (7, 2, \(at(360_000)), 'active', 'finished', '', '', NULL)
            """,
            says:
                "change 2 of task 'once' at 2026-03-02T00:06:00Z says it was active, but the change before made it finished"
        ),
        Corruption(
            "states",
            "finished with a future",
            """
            UPDATE zart_tasks SET state = 'finished' WHERE id = 5
            """,
            says: "task 'tidy' is finished, but is due at 2026-03-02T03:00:00Z"
        ),
        Corruption(
            "states",
            "stopped with a buffer",
            """
            UPDATE zart_tasks SET state = 'stopped' WHERE id = 4
            """,
            says: "task 'batch' is stopped, but has 2 buffered instants"
        ),
        Corruption(
            "states",
            "a buffer beside a free slot",
            """
            UPDATE zart_executions SET status = 'completed', ended_at = \(at(14_280_000)) WHERE id = 'batch-0';
            DELETE FROM zart_steps WHERE name = 'nap'
            """,
            says:
                "task 'batch' has 2 buffered instants, though nothing of it is open since 2026-03-02T03:58:00Z"
        ),
        Corruption(
            "states",
            "running and never begun",
            """
            UPDATE zart_executions SET started_at = NULL WHERE id = 'grid-6'
            """,
            says: "'grid-6' is running, but never began"
        ),
        Corruption(
            "states",
            "failed and no error",
            """
            UPDATE zart_executions SET error = NULL WHERE id = 'grid-2'
            """,
            says: "'grid-2' is failed, but says no error"
        ),
        Corruption(
            "states",
            "nothing brings the next instant",
            """
            UPDATE zart_tasks SET pending_at = NULL WHERE id = 3
            """,
            says: "task 'poll' is active, but nothing is open whose end brings its next instant"
        ),
    ]
}
