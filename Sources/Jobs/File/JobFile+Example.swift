extension JobFile {
    /// What `zartop init` writes: a job file that runs as it stands, with a word on everything it uses.
    package static let example = #"""
        # A job file: recurring tasks of shell steps. 'zartop check' reads it, 'zartop plan' shows what would change,
        # 'zartop apply' makes it so. 'zartop schema' prints the schema by which editors complete it.

        # What holds for every task that does not say otherwise.
        defaults:
          timezone: UTC                 # an IANA name such as Europe/Berlin
          retry: { times: 2, backoff: exponential, first: 1s, cap: 1m }
          # alarms: { notify: ./page-someone.sh } # runs when an alarm begins and ends, with the notice on its input

        tasks:
          # A heartbeat: every 30 seconds, one command.
          heartbeat:
            description: Says that it is there
            every: 30s
            steps:
              - { name: beat, run: 'echo "beat $ZART_OCCURRENCE"' }

          # A report every night. Each step is checkpointed: after a crash it goes on where it was.
          nightly-report:
            description: Inventory report
            cron: "0 2 * * *"           # five or six fields, or @daily; or 'every: 5s', 'after: 10m', 'at: 2027-01-01T00:00:00Z'
            id: report-{occurrence}     # the ids of its executions
            overlap: skip-if-running    # or cancel-and-restart, always-start, { max: 2, at-cap: buffer }
            missed: latest              # instants that passed while nobody worked; or skip, { all: 10, window: 1d }
            payload: { warehouse: EU-1 } # commands see it in $ZART_PAYLOAD, and WAREHOUSE as a variable
            timeout: 30m
            alarms: { late: 5m, no-success: 1d12h } # shown by 'zartop alarms'; failing and starved need no word
            # env:
            #   TOKEN: { secret: "file:/run/secrets/token" } # or env:NAME, command:TEXT; never stored
            on-failure: echo "no report for $WAREHOUSE" >&2
            steps:
              - name: fetch-inventory
                run: |
                  echo "the stock of $WAREHOUSE"
                  echo '{"items": 1234}' > "$ZART_RESULT"
                result: json            # later steps find it in $ZART_RESULTS
                retry: { times: 3, first: 2s, unless-exit: [64, 65] }
                timeout: 5m
              - parallel:               # these run at the same time
                  - { name: render-pdf, run: echo pdf }
                  - { name: render-csv, run: echo csv }
              - { name: settle, sleep: 2s } # survives a restart
              # - { name: approved, wait-for: approval, timeout: 1h } # zartop event report-0 approval
              - { name: publish, exec: [echo, published] } # a program with its arguments, without a shell
        """# + "\n"
}
