extension Schema {
    /// When things happened, for whoever looks back: each index holds only what is rare or appended in order.
    static let version4 = """
        CREATE INDEX zart_executions_ended ON zart_executions (ended_at) WHERE ended_at IS NOT NULL;
        CREATE INDEX zart_executions_failed ON zart_executions (ended_at) WHERE status = 'failed';
        CREATE INDEX zart_steps_failed ON zart_steps (attempt_ended_at)
            WHERE attempt_status IN ('failed', 'timed-out', 'interrupted');
        CREATE INDEX zart_attempts_ended ON zart_attempts (ended_at);
        CREATE INDEX zart_ledger_notable ON zart_ledger (max(decided_at, until, coalesce(resolved_at, 0)))
            WHERE decision <> 'started';
        CREATE INDEX zart_state_changes_at ON zart_state_changes (at);
        """
}
