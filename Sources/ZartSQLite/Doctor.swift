package import Timetable
package import ZartCore

/// Verifies the engine's promises from the rows alone.
///
/// It shares no decision with the engine: instants are enumerated anew, counters are counted again, and overlap is
/// found by sweeping over when executions began and ended. One read transaction covers the whole examination, so
/// that a worker may go on writing; nothing is written and rows are streamed, so that memory does not grow with
/// the database.
///
/// For one thread or queue at a time.
package struct Doctor {
    /// After how many deaths of its worker an execution is given up, unless the worker was told otherwise.
    package static let defaultPoisonAfter = 3

    private let connection: Connection
    private let zones: (String) -> Zone?
    private let poisonAfter: Int

    /// Opens the database for reading.
    ///
    /// - Parameters:
    ///   - path: The database file.
    ///   - zones: Gives the zone of that name as this machine knows it; nil if it does not.
    ///   - poisonAfter: After how many deaths the worker gives an execution up.
    /// - Throws: `cannot-open` if there is no such file; `not-ours` if it is no database of this program;
    ///   `newer-version` if a newer program wrote it.
    package init(
        path: String,
        zones: @escaping (String) -> Zone?,
        poisonAfter: Int = Doctor.defaultPoisonAfter
    ) throws(StoreError) {
        self.zones = zones
        self.poisonAfter = poisonAfter
        connection = try Connection(path: path, access: .readOnly)
        let application = try connection.number("PRAGMA application_id")
        guard application == Int64(Schema.applicationID) else {
            throw StoreError(.notOurs, "'\(path)' is no database of zartop: name another file with --db")
        }
        // The examinations pass over large tables again and again; 64 MiB hold the upper pages of each.
        try connection.script("PRAGMA cache_size = -65536")
        let version = try connection.number("PRAGMA user_version")
        guard version <= Int64(Schema.version) else {
            throw StoreError(
                .newerVersion,
                "'\(path)' was written by a newer zartop (version \(version), this one knows "
                    + "\(Schema.version)): "
                    + "use that one"
            )
        }
        // Version 0 never was: the examination of the file says so.
        guard version < 1 || version == Int64(Schema.version) else {
            throw StoreError(
                .cannotOpen,
                "'\(path)' has version \(version), and this zartop reads \(Schema.version): "
                    + "bring it up to date with 'zartop migrate', or start a worker there"
            )
        }
    }

    /// Examines the database as the last commit left it.
    ///
    /// Every check is there every time, in the same order; one that cannot be made is a fault of its own.
    ///
    /// - Parameter now: What time it is, for what must not be left undone for long.
    /// - Returns: One check for each promise.
    /// - Throws: a ``StoreError`` if no snapshot can be taken.
    package func examine(now: Instant) throws(StoreError) -> [Check] {
        try connection.run("BEGIN")
        defer { connection.rollBack() }
        // Only the first read takes the snapshot.
        try connection.number("SELECT count(*) FROM sqlite_schema")
        var snapshot = Snapshot(connection: connection, now: now, zones: zones, poisonAfter: poisonAfter)
        var checks: [Check] = []
        for examination in Doctor.onTheFile { checks.append(check(examination, snapshot)) }
        do {
            try snapshot.load()
        } catch {
            return checks
                + Doctor.onTheRows.map {
                    Check(name: $0.name, ok: false, detail: "the tasks cannot be read: \(error.message)")
                }
        }
        for examination in Doctor.onTheRows { checks.append(check(examination, snapshot)) }
        return checks
    }

    /// What can be said of the file before a row is understood.
    private static let onTheFile: [any Examination] = [
        IntegrityExamination(), SchemaExamination(), ConstraintExamination(),
    ]

    private static let onTheRows: [any Examination] = [
        ReferenceExamination(), VersionExamination(), LedgerExamination(), DecisionExamination(),
        CounterExamination(), OverlapExamination(), IDExamination(), StateExamination(), RunExamination(),
        CheckpointExamination(), SuccessionExamination(), EventExamination(), OrderExamination(),
        HoldExamination(),
        LeaseExamination(), EarlinessExamination(), TimeExamination(), PoisonExamination(),
        AlarmExamination(),
        BackfillExamination(),
    ]

    private func check(_ examination: any Examination, _ snapshot: Snapshot) -> Check {
        var findings = Findings()
        var verified = ""
        do {
            verified = try examination.examine(snapshot, &findings)
        } catch {
            findings.fault("cannot be examined to the end: \(error.message)")
        }
        return findings.check(examination.name, verified: verified)
    }
}

extension Doctor {
    /// What the examination found about one promise.
    package struct Check: Sendable, Hashable {
        /// The same word in every version of the program, in kebab case.
        package let name: String
        package let ok: Bool
        /// What was verified, or the first faults with the task, execution or instant of each.
        package let detail: String
    }

    /// One promise, and how it is verified.
    protocol Examination: Sendable {
        /// The name of the check.
        var name: String { get }

        /// Reports every fault, and returns what was looked at in a few words.
        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String
    }
}

extension Connection {
    /// The number a statement gives; 0 if it gives no row.
    @discardableResult
    func number(_ sql: String) throws(StoreError) -> Int64 {
        try statement(sql).first { row throws(StoreError) in row.int64(0) } ?? 0
    }
}
