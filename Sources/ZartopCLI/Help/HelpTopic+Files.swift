/// The guides to filters, job files and what lies where.
extension HelpTopic {
    static let filtersText = """
        A filter is words with blanks between them, all of which must hold:

          state:failed           of that state; state:failed,cancelled of either
          task:inv*              * stands for any characters, ? for one
          id:report-7 step:email
          try>2 age<5m elapsed>1h  numbers and spans take < <= = >= >
          err~SMTP               ~ looks for a part
          !state:completed       ! turns one round
          "two words"            quotes hold blanks and signs
          report                 a plain word is looked for in all that is shown

        On the command line it is one word: zartop cancel --where 'state:running
        task:inv*'. With --where the commands ask first, or need --yes.
        """

    static let jobsText = """
        A job file holds recurring tasks whose steps are commands: 'zartop init' writes
        an example, 'zartop schema' its JSON schema for editors, 'zartop import crontab'
        makes one of a crontab. 'check' reads it, 'plan' shows what it would change and
        the next instants, 'apply' makes it so in one transaction. A worker with --jobs
        applies it when it starts, on SIGHUP and, with --watch, when it is saved.

        A task belongs to the file it came from, or to the program that registers it.
        Another file that has a task of that name is refused. Three ways lead on: give
        the task another name; take it out of the first file and apply that, which lets
        it go; or move the file. A file that was moved or renamed takes its tasks along,
        with counters and history, once there is nothing under its former name: 'plan'
        says so first.

        A task that is no longer in its file is stopped; what runs completes. With 'was:
        OLD' a task keeps counter and history under a new name. An execution keeps the
        definition it began with. A file is known by its real path, links followed.

        A command has its task's variables, the payload's numbers and texts under their
        names in capitals, and

          ZART_TASK, ZART_EXECUTION, ZART_OCCURRENCE, ZART_NOMINAL_AT, ZART_STEP,
          ZART_ATTEMPT, ZART_IDEMPOTENCY_KEY
          ZART_PAYLOAD, ZART_RESULTS   what the execution was started with and what its
                                       steps gave so far, as JSON; what is too big for
                                       a variable (128 KiB) is not set, but in the file
                                       that ZART_PAYLOAD_FILE, ZART_RESULTS_FILE name
          ZART_RESULT                  the file for its own result, 1 MiB at most
          ZART_ERROR, ZART_FAILED_STEP in on-failure, whose result is not kept

        The results together are the execution's, but for the largest where they would
        be more than 1 MiB. on-failure goes without what cannot be had: a secret, the
        env-file, the working directory. The execution is not over before it is, so give
        it a limit: on-failure: { run: ./page-someone.sh, timeout: 1m }.

        The worker's own variables are every command's, but for those from which its
        task has secrets ('secret: env:NAME'). A step's env goes before its task's, that
        before the env-file, and a task's own before what the defaults say.

        What it has left in the background is ended when it ends.
        """

    static let filesText = """
        DATABASE            everything, in one SQLite file; --db, $ZARTOP_DB, or
                            zartop/zartop.db in $XDG_STATE_HOME (~/.local/state)
        DATABASE-wal, -shm  SQLite's log beside it: the newest commits are in there
        DATABASE-worker     carries the lock of the worker; never in the way of reading
        DATABASE-attempts/  output of commands, and those in flight
        DATABASE-alarms/    notices of alarms that are being delivered
        zartop.yaml         the job file, else zartop/jobs.yaml in $XDG_CONFIG_HOME
                            (~/.config)
        zartop/config, zartop/themes/   keys and looks of the dashboard, there: lines
                            such as 'theme = paper' and 'keys.row.next = j';
                            'zartop --print-config' prints them all

        Copy a database with 'zartop backup FILE', not with cp: that misses the log.
        Put one in another's place while no worker has it, and without the other's -wal
        and -shm: a worker that finds its file replaced ends. A database of an earlier
        version is brought up to date by the next worker, or by 'zartop migrate', which
        keeps a copy. One of a newer version is refused.

        Looking back (--at T) and 'why' reach as far as is kept: see 'zartop prune -h'.
        """
}
