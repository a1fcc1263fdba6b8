internal import CSQLite
internal import Timetable
internal import Zart
internal import ZartSQLite

/// Questions to a database, through a connection of its own that changes nothing.
final class BenchRows {
    private var handle: OpaquePointer?

    init(_ path: String) throws {
        guard
            sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK
        else {
            throw BenchOptions.Wrong(description: "'\(path)' cannot be read")
        }
        sqlite3_busy_timeout(handle, 5_000)
    }

    deinit { sqlite3_close_v2(handle) }

    /// The one number that a query gives.
    func number(_ sql: String) throws -> Int { Int(try numbers(sql).first ?? 0) }

    /// Every number of a query's first column.
    func numbers(_ sql: String) throws -> [Double] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
            throw BenchOptions.Wrong(description: "\(String(cString: sqlite3_errmsg(handle))): \(sql)")
        }
        defer { sqlite3_finalize(statement) }
        var numbers: [Double] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            numbers.append(sqlite3_column_double(statement, 0))
        }
        return numbers
    }

    /// What the doctor has to say against a database.
    static func doctor(_ path: String) throws -> [String] {
        let doctor = try Doctor(path: path, zones: { ZoneDirectory.system.zone(named: $0) })
        return try doctor.examine(now: Instant(milliseconds: SystemTimeline.wallMilliseconds))
            .filter { !$0.ok }.map { "doctor: \($0.name): \($0.detail)" }
    }
}
