import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite(.timeLimit(.minutes(10)))
struct LedgerTests {
    let database: TestDatabase
    let reader: SQLiteReader

    init() throws {
        database = try TestDatabase()
        try database.run(Scene.sql)
        reader = try SQLiteReader(path: database.path) { _ in nil }
    }

    private func offsets(from: Int64?, to: Int64?) throws -> [Int64] {
        try reader.ledger(
            task: "config-refresh",
            from: from.map { Instant(milliseconds: Scene.night + $0) },
            to: to.map { Instant(milliseconds: Scene.night + $0) },
            after: nil,
            limit: 100
        ).map { $0.nominalAt.milliseconds - Scene.night }
    }

    @Test(
        arguments: [
            (nil, nil, [-90_000_000, -90_000, -30_000, 0]),
            (-60_000, nil, [-90_000, -30_000, 0]),
            (-59_999, nil, [-30_000, 0]),
            (-89_970_000, -80_000, [-90_000_000, -90_000]),
            (nil, -90_001, [-90_000_000]),
            (1, nil, []),
            (-75_000, -70_000, [-90_000]),
        ] as [(Int64?, Int64?, [Int64])]
    )
    func `rows whose span touches the range are listed`(from: Int64?, to: Int64?, expected: [Int64]) throws {
        #expect(try offsets(from: from, to: to) == expected)
    }

    @Test func `a row tells decision, holder and span`() throws {
        let rows = try reader.ledger(task: "config-refresh", from: nil, to: nil, after: nil, limit: 9)
        #expect(rows.map(\.decision) == [.missed, .skippedOverlap, .coalesced, .buffered])
        #expect(rows.map(\.count) == [4, 2, 1, 1])
        #expect(rows[1].heldBy == "config-0")
        #expect(rows[1].until == Instant(milliseconds: Scene.night - 60_000))
        #expect(rows[2].into == Instant(milliseconds: Scene.night))
        #expect(rows.map(\.version) == [1, 2, 2, 2])
    }

    @Test(arguments: 1...5)
    func `pages go on where the last one ended, also across versions`(size: Int) throws {
        let all = try reader.ledger(task: "config-refresh", from: nil, to: nil, after: nil, limit: 99)
        var paged: [LedgerRecord] = []
        var position: LedgerPosition?
        while true {
            let page = try reader.ledger(
                task: "config-refresh",
                from: nil,
                to: nil,
                after: position,
                limit: size
            )
            guard let last = page.last else { break }
            #expect(page.count <= size)
            paged += page
            position = LedgerPosition(version: last.version, nominalAt: last.nominalAt)
        }
        #expect(paged == all)
    }

    @Test func `a task that does not exist has no decisions`() throws {
        #expect(try reader.ledger(task: "none", from: nil, to: nil, after: nil, limit: 9) == [])
    }
}
