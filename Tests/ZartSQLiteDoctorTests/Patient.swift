import Foundation
import Timetable
import ZartCore

@testable import ZartSQLite

/// A database in a file of its own, written by hand: consistent rows go in, and then one is made wrong.
final class Patient {
    /// 2026-03-02T00:00:00Z, when most tasks of the healthy database begin.
    static let midnight: Int64 = 1_772_409_600_000
    static let now = Instant(milliseconds: midnight + 4 * hour)
    static let second: Int64 = 1_000
    static let minute: Int64 = 60_000
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 86_400_000

    let path: String
    let connection: Connection

    init() throws {
        let folder = FileManager.default.temporaryDirectory
        path = folder.appendingPathComponent("doctor-\(UUID().uuidString).db").path
        connection = try Connection(path: path, access: .create)
        try connection.script("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")
        try connection.script(
            "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(Schema.version)"
        )
        for script in Schema.migrations { try connection.script(script) }
    }

    deinit {
        connection.close()
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    /// What the doctor says about it.
    func examine(
        now: Instant = Patient.now,
        zones: @escaping (String) -> Zone? = Berlin.zones
    ) throws -> [Doctor.Check] {
        try Doctor(path: path, zones: zones).examine(now: now)
    }

    /// The checks that failed, with their details.
    func faults(zones: @escaping (String) -> Zone? = Berlin.zones) throws -> [String: String] {
        var faults: [String: String] = [:]
        for check in try examine(zones: zones) where !check.ok { faults[check.name] = check.detail }
        return faults
    }

    // MARK: Rows

    func insert(_ table: String, _ values: KeyValuePairs<String, any Bindable>) throws {
        let columns = values.map(\.key).joined(separator: ", ")
        let places = values.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        let statement = Statement("INSERT INTO \(table) (\(columns)) VALUES (\(places))", on: connection)
        try statement.start()
        for value in values { value.value.bind(to: statement) }
        _ = try statement.finish()
    }

    func task(
        _ id: Int,
        _ name: String,
        _ recurrence: String,
        overlap: String = "skip-if-running",
        state: String = "active",
        version: Int = 1,
        cursor: Int64,
        pending: Int64? = nil,
        occurrence: Int,
        tally: (started: Int, skipped: Int, coalesced: Int, missed: Int),
        isDurable: Bool = true
    ) throws {
        let began = Patient.midnight
        try insert(
            "zart_tasks",
            [
                "id": id, "task_id": "__zart_recurring__:\(name)", "name": name,
                "kind": isDurable ? "durable" : "scheduled", "handler": name,
                "id_template": isDurable ? "\(name)-{occurrence}" : nil as String?, "recurrence": recurrence,
                "overlap": overlap, "missed": "latest", "payload": "null", "late_grace": 10_000,
                "state": state,
                "version": version, "cursor": cursor, "pending_at": pending, "occurrence": occurrence,
                "started": tally.started, "skipped": tally.skipped, "coalesced": tally.coalesced,
                "missed_count": tally.missed, "created_at": began,
            ]
        )
        try insert("zart_specs", ["task": id, "at": began, "spec": #"{"overlap":"\#(overlap)"}"#])
        if isDurable { try insert("zart_templates", ["template": "\(name)-{occurrence}", "task": id]) }
    }

    func version(
        _ task: Int,
        _ version: Int = 1,
        says recurrence: String,
        fingerprint: String? = nil,
        anchor: Int64 = Patient.midnight,
        includesAnchor: Bool = true,
        ended: Int64? = nil
    ) throws {
        try insert(
            "zart_versions",
            [
                "task": task, "version": version, "recurrence": recurrence, "zone_fingerprint": fingerprint,
                "anchor": anchor, "includes_anchor": includesAnchor, "began_at": anchor, "ended_at": ended,
                "cause": "registration",
            ]
        )
    }

    func decision(
        _ task: Int,
        _ version: Int = 1,
        at nominal: Int64,
        until: Int64? = nil,
        count: Int = 1,
        _ decision: String,
        decided: Int64? = nil,
        resolved: Int64? = nil,
        execution: String? = nil,
        heldBy: String? = nil,
        into: Int64? = nil
    ) throws {
        try insert(
            "zart_ledger",
            [
                "task": task, "version": version, "nominal_at": nominal, "until": until ?? nominal,
                "count": count, "decision": decision, "decided_at": decided ?? nominal,
                "resolved_at": resolved,
                "execution": execution, "held_by": heldBy, "coalesced_into": into,
            ]
        )
    }

    func execution(
        _ id: String,
        _ task: Int,
        _ occurrence: Int?,
        cause: String = "tick",
        at created: Int64,
        nominal: Int64? = nil,
        _ status: String = "completed",
        ended: Int64? = nil,
        run: Int = 0,
        error: String? = nil,
        waitsFor: Int? = nil,
        deaths: Int = 0,
        isOverride: Bool = false
    ) throws {
        try insert(
            "zart_executions",
            [
                "id": id, "task": task, "handler": "h", "occurrence": occurrence, "cause": cause,
                "nominal_at": cause == "tick" ? nominal ?? created : nil, "scheduled_at": created,
                "status": status, "payload": "null", "run": run,
                "run_trigger": run == 0 ? "initial" : "retry",
                "epoch": 1, "started_at": status == "scheduled" ? nil : created, "ended_at": ended,
                "error": error, "waits_for": waitsFor, "deaths": deaths, "override": isOverride,
                "created_at": created,
            ]
        )
    }

    func step(
        _ execution: String,
        run: Int = 0,
        _ name: String,
        kind: String = "step",
        _ status: String = "completed",
        at started: Int64,
        ended: Int64?,
        wake: Int64? = nil,
        attempt: Int = 1,
        _ attemptStatus: String = "completed",
        failures: Int = 0,
        keyRun: Int? = nil,
        keptFrom: Int? = nil,
        isStopping: Bool = false
    ) throws {
        try insert(
            "zart_steps",
            [
                "execution": try sequence(of: execution), "run": run, "name": name, "kind": kind,
                "status": status, "started_at": started, "ended_at": ended, "wake_at": wake,
                "attempt": attempt,
                "attempt_status": attemptStatus, "attempt_started_at": started, "attempt_ended_at": ended,
                "failures": failures, "key_run": keyRun ?? run, "session": 1, "stopping": isStopping,
                "kept_from": keptFrom,
            ]
        )
    }

    func attempt(_ execution: String, _ name: String, _ attempt: Int, _ status: String, at started: Int64)
        throws
    {
        try insert(
            "zart_attempts",
            [
                "execution": try sequence(of: execution), "run": 0, "step": name, "attempt": attempt,
                "status": status, "started_at": started, "ended_at": started, "session": 1,
            ]
        )
    }

    func sequence(of execution: String) throws -> Int {
        Int(try connection.number("SELECT seq FROM zart_executions WHERE id = '\(execution)'"))
    }
}

/// Berlin as a zone file would say it today, and as another file would.
enum Berlin {
    static let today = zone(footer: "CET-1CEST,M3.5.0,M10.5.0/3")
    static let other = zone(footer: "CET-1")

    static let zones: @Sendable (String) -> Zone? = { $0 == "Europe/Berlin" ? today : nil }

    private static func zone(footer: String) -> Zone? {
        // A version 2 file: an empty old part, then one type (+01:00, standard, "CET") without transitions.
        func header(types: UInt8, letters: UInt8) -> [UInt8] {
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
                + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, types, 0, 0, 0, letters]
        }
        let type: [UInt8] = [0, 0, 0x0E, 0x10, 0, 0] + Array("CET".utf8) + [0]
        let body = header(types: 1, letters: 4) + type
        return try? Zone(name: "Europe/Berlin", tzif: body + body + Array("\n\(footer)\n".utf8))
    }
}
