internal import ZartCore

/// The guides to what the engine does.
extension HelpTopic {
    static let schedulesText = """
        A task is due by a recurrence, one of:

          cron: "0 2 * * *"    at matches, on the clocks of the task's zone
          every: 5s            on a grid that begins when the task is registered; how
                               long a run takes never moves it
          after: 10m           so long after the last execution ended
          at: 2026-12-24T18:00:00Z   once

        Cron has five fields as Debian's cron reads them: minute, hour, day of month,
        month, day of week; before them a field of seconds may stand. Names, lists,
        ranges and steps are known, also L, L-3, 15W, LW, 5#2, 5L, and @daily and its
        like. With both day fields restricted either may match.

        Where the clock jumps forward, a time that does not exist is due once, right
        after the gap. Where it goes back, a time that comes twice is due at the first.
        A minute or hour that begins with * is due every real period. 'dst' in a job
        file says otherwise.

        Try one without a database: zartop next '*/5 9-17 * * mon-fri' -n 3 \\
        --timezone Europe/Berlin
        """

    static let overlapText = """
        A task's overlap policy says what becomes of an instant that comes while an
        execution of the task is scheduled or running:

          skip-if-running      the instant is skipped, and recorded with the execution
                               that held the slot (the default)
          cancel-and-restart   the execution is cancelled; the next one is dispatched in
                               the same transaction and begins once its step is gone
          always-start         another one starts beside it
          max-N skip           up to N run; then as skip-if-running
          max-N cancel-oldest  up to N run; then the oldest is cancelled
          max-N buffer(limit L, keep first|latest|all, ttl D)
                               up to N run; then up to L instants wait for a slot, or
                               with 'keep all' any number

        Orders by hand count too: at the maximum they are refused with the name of the
        holder, unless --overlap gives another policy for this once, which the record
        keeps; with --queue retry, restart and rerun wait for a slot. What will happen
        in the coming hours: zartop forecast.
        """

    static let missedText = """
        An undecided instant is late for 10 s (late-grace), and decided as if on time.
        Beyond that it is missed, and the task's rule decides:

          latest   one start for the newest; the others are coalesced into it (the
                   default)
          skip     none
          all-N    the newest N, oldest first

        each with a window that says how far back it looks, if wanted. It is the same
        rule whether the worker was down, the machine slept, the clock was set forward
        or the task was paused; 'resume --missed' says otherwise for once. Catching up
        starts at most 10 executions a second and delays no instant that is on time.

        Every instant has one decision on record: zartop ledger TASK, zartop why TASK.
        """

    static let retriesText = """
        A step is a named piece of an execution. Its result is kept when it completes,
        and it never runs again in that run. One that fails is tried again as its retry
        says:

          retry: { times: 3, backoff: exponential, first: 2s, cap: 1m }

        'times' counts the tries after the first. An exit status in unless-exit is not
        tried again. A timeout of a step ends one attempt, which is then retried; a
        total timeout and that of the execution are final.

        'show ID' tells when the next attempt comes and what follows if it fails.
        'retry ID STEP' tries it now. Each attempt of a step in a run has the same
        idempotency key ($ZART_IDEMPOTENCY_KEY).
        """

    static let crashesText = """
        What was acknowledged is on the disk. When the worker dies, at whatever moment:

          a completed step   stays completed, with its result
          a step in flight   its attempt reads interrupted and it runs again with the
                             same idempotency key; no retry is used up
          a shell command    goes on without the worker, which takes it up again: it
                             runs once, as one attempt with its own begin and end;
                             its own timeout holds meanwhile, that of the whole
                             execution only once a worker is there
          an instant         is decided once, with its execution, or not at all yet

        Another worker takes over the moment the first one is gone, or within 15 s if it
        hangs; what the first one still writes is refused. An execution with a step in
        Swift that three workers died of is given up (--poison-after).

        'zartop doctor' holds a database against all this, and 'zartop selftest --crash
        100' proves it on this machine.
        """

    static var statesText: String {
        """
        recurring task   \(list(TaskState.allCases))
        execution, run   \(list(ExecutionStatus.allCases))
        step             \(list(StepStatus.allCases.prefix(5)))
                         \(list(StepStatus.allCases.dropFirst(5)))
        attempt          \(list(AttemptStatus.allCases))
        decision         \(list(Decision.allCases.prefix(5)))
                         \(list(Decision.allCases.dropFirst(5)))

        A step is 'skipped' when a sibling of its parallel group failed before it began.
        An execution is 'running' while a step of it runs, sleeps, waits or backs off.
        A decision is final but for 'buffered', which waits for a slot, and 'paused',
        which may be started or coalesced when the task goes on.
        """
    }

    private static func list<State: RawRepresentable<String>>(_ states: some Sequence<State>) -> String {
        states.map(\.rawValue).joined(separator: " ")
    }

    static let holdsText = """
        pause TASK          its instants start nothing and are recorded; taken back by
                            resume, or by itself with --until
        pause --all         the same for every task, also those registered later
        pause --step GLOB TASK   steps of such names do not begin
        skip TASK -n 3      the next three instants are excluded; -n 0 takes it back
        stop TASK           it never fires again, also when its program or worker starts
                            anew; taken back by revive
        cancel ID           one execution ends; its commands get TERM, a grace, KILL

        What runs when a task is paused or stopped goes on to its end. 'pause --list'
        shows what is held and by whom. Every order keeps who gave it, where and, with
        --reason, why.
        """

    static let againText = """
        retry ID STEP         a new run that keeps what completed and goes on with the
                              failed step, with the same idempotency keys
        rerun ID --from STEP  a new run that keeps what began before STEP; STEP and what
                              follows run again with new keys
        restart ID            a new run that keeps nothing, with another payload if
                              wanted
        backfill TASK --from T --to T
                              past instants, each exactly once, beside the schedule

        Runs are added, never overwritten. retry and rerun use the definition that the
        execution began with, unless --latest is given; restart takes the present one.
        --dry-run tells what would run again. --where does it to all that match.

        At the task's maximum a run is refused. With --queue, and with --where, it
        waits for a slot instead: one after the other, a tick that one of them kept
        from starting goes first, and 'cancel ID' takes back what waits.
        """
}
