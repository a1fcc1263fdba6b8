/// What the help says of several commands alike.
extension CommandTable {
    static let together = [
        "With --where it is all that match: recorded together before the first is done,",
        "each done once. Given again within an hour after it was killed, it goes on with",
        "what it began.",
    ]

    static let again =
        together + [
            "At a task's maximum one is refused, unless --queue or --overlap says otherwise;",
            "with --where they wait for a slot and run one after the other. 'cancel ID', or",
            "'cancel --where queued' for all of them, takes back what waits.",
        ]

    static let whichFile = [
        "Without FILE it is the one of --jobs, else ./zartop.yaml, else zartop/jobs.yaml",
        "in $XDG_CONFIG_HOME.",
    ]

    static let times = [
        "T is an RFC 3339 time, 'now', or a duration: -2h is two hours ago, +2h in two",
        "hours; without a sign, 2h is ago where one looks back (--since, --from, --to)",
        "and from now where one looks ahead (--after, --until).",
    ]
}
