extension Schema {
    /// The words of the tables that are written most, and of an index of theirs, said one by one.
    ///
    /// For a list of more than two words SQLite fills a table in memory in each statement that checks it, which took as
    /// long as writing the row. The conditions mean what they meant, so only their text changes, and no row is read
    /// (sqlite.org/lang_altertable.html, 7: a schema may be edited where what is on the disk stays as it is).
    static let words = """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(replace(replace(sql,
            'CHECK (cause IN (''tick'', ''trigger'', ''start'', ''backfill''))',
            'CHECK (cause = ''tick'' OR cause = ''trigger'' OR cause = ''start'' OR cause = ''backfill'')'),
            'CHECK (status IN (''scheduled'', ''running'', ''completed'', ''failed'', ''cancelled''))',
            'CHECK (status = ''completed'' OR status = ''running'' OR status = ''scheduled'' OR status = ''failed''
                OR status = ''cancelled'')'),
            'CHECK (run_trigger IN (''initial'', ''retry'', ''restart'', ''rerun''))',
            'CHECK (run_trigger = ''initial'' OR run_trigger = ''retry'' OR run_trigger = ''restart''
                OR run_trigger = ''rerun'')')
        WHERE type = 'table' AND name = 'zart_executions';
        UPDATE sqlite_schema SET sql = replace(replace(replace(sql,
            'CHECK (kind IN (''step'', ''sleep'', ''event'', ''value'', ''transaction'', ''on-failure''))',
            'CHECK (kind = ''step'' OR kind = ''sleep'' OR kind = ''event'' OR kind = ''value''
                OR kind = ''transaction'' OR kind = ''on-failure'')'),
            'CHECK (status IN (''scheduled'', ''running'', ''retrying'', ''sleeping'', ''waiting'',
                ''completed'', ''failed'', ''cancelled'', ''skipped''))',
            'CHECK (status = ''completed'' OR status = ''running'' OR status = ''scheduled'' OR status = ''retrying''
                OR status = ''sleeping'' OR status = ''waiting'' OR status = ''failed'' OR status = ''cancelled''
                OR status = ''skipped'')'),
            'CHECK (attempt_status IN (''running'', ''completed'', ''failed'',
                ''timed-out'', ''cancelled'', ''interrupted''))',
            'CHECK (attempt_status = ''completed'' OR attempt_status = ''running'' OR attempt_status = ''failed''
                OR attempt_status = ''timed-out'' OR attempt_status = ''cancelled''
                OR attempt_status = ''interrupted'')')
        WHERE type = 'table' AND name = 'zart_steps';
        UPDATE sqlite_schema SET sql = replace(sql,
            'CHECK (decision IN (''started'', ''skipped-overlap'', ''coalesced'', ''missed'',
                ''excluded'', ''limit'', ''expired'', ''buffered'', ''paused''))',
            'CHECK (decision = ''started'' OR decision = ''skipped-overlap'' OR decision = ''coalesced''
                OR decision = ''missed'' OR decision = ''excluded'' OR decision = ''limit'' OR decision = ''expired''
                OR decision = ''buffered'' OR decision = ''paused'')')
        WHERE type = 'table' AND name = 'zart_ledger';
        UPDATE sqlite_schema SET sql = replace(sql,
            'attempt_status IN (''failed'', ''timed-out'', ''interrupted'')',
            'attempt_status = ''failed'' OR attempt_status = ''timed-out'' OR attempt_status = ''interrupted''')
        WHERE type = 'index' AND name = 'zart_steps_failed';
        PRAGMA writable_schema = RESET;
        """
}
