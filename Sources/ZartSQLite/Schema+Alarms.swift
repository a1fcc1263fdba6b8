extension Schema {
    /// Alarms, and who was told of them.
    static let alarms = """
        -- An alarm from its raise to its recovery. evidence is a JSON object with the numbers behind the sentence;
        -- subject is what of the task it is about, empty for the task itself.
        CREATE TABLE zart_alarms (
            id INTEGER PRIMARY KEY,
            task INTEGER NOT NULL REFERENCES zart_tasks (id),
            kind TEXT NOT NULL CHECK (kind IN ('late', 'no-handler', 'longer-than', 'shorter-than', 'no-success',
                'failures', 'starved', 'stubborn')),
            subject TEXT NOT NULL,
            execution TEXT,
            step TEXT,
            since INTEGER NOT NULL,
            raised_at INTEGER NOT NULL,
            sentence TEXT NOT NULL,
            evidence TEXT NOT NULL CHECK (json_valid(evidence)),
            recovered_at INTEGER,
            recovery TEXT,
            acknowledged_at INTEGER,
            acknowledged_by TEXT,
            acknowledged_from TEXT,
            acknowledged_because TEXT,
            CHECK ((recovered_at IS NULL) = (recovery IS NULL)),
            CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX zart_alarms_raised ON zart_alarms (task, kind, subject) WHERE recovered_at IS NULL;
        CREATE INDEX zart_alarms_raised_at ON zart_alarms (raised_at);
        CREATE INDEX zart_alarms_recovered_at ON zart_alarms (recovered_at) WHERE recovered_at IS NOT NULL;

        -- One for each end of an alarm: who was to be told, how often it was tried and what came of it.
        CREATE TABLE zart_alarm_notices (
            alarm INTEGER NOT NULL REFERENCES zart_alarms (id),
            change TEXT NOT NULL CHECK (change IN ('raised', 'recovered')),
            status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed', 'unaddressed')),
            attempts INTEGER NOT NULL DEFAULT 0,
            due_at INTEGER,
            ended_at INTEGER,
            error TEXT,
            PRIMARY KEY (alarm, change),
            CHECK ((due_at IS NULL) = (status <> 'pending')),
            CHECK ((ended_at IS NULL) = (status = 'pending'))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX zart_alarm_notices_pending ON zart_alarm_notices (due_at) WHERE status = 'pending';
        CREATE INDEX zart_alarm_notices_failed ON zart_alarm_notices (ended_at) WHERE status = 'failed';

        -- Of plain tasks, which have no executions: failures in a row, and the last success.
        ALTER TABLE zart_tasks ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE zart_tasks ADD COLUMN last_success_at INTEGER;
        """
}
