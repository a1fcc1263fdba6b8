internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `diff`.
extension CommandRun {
    func showDiff() throws(CommandFailure) -> ExitStatus {
        let ids = arguments.operands
        let reader = try openReader(including: ids)
        var sides: [(detail: ExecutionDetail, definition: String?)] = []
        for id in ids {
            guard let detail = try stored({ () throws(StoreError) in try reader.detail(id: id) }) else {
                throw try noExecution(id, reader)
            }
            sides.append(
                (detail, try stored { () throws(StoreError) in try reader.definition(ofExecution: id) })
            )
        }
        let (left, right) = (sides[0], sides[1])
        let diff = ExecutionDiff(
            left.detail,
            right.detail,
            definitions: (left.definition, right.definition),
            at: surroundings.now()
        )
        if isJSON {
            console.out("\(JSONValue(diff, left.detail, right.detail).text)\n")
            return .done
        }
        var table = TextTable([
            .init("FIELD", narrowest: 12), .init(ids[0], narrowest: 12), .init(ids[1], narrowest: 12),
            .init("DIFFERENCE", isRight: true),
        ])
        // So much of each there is room for beside the names and the difference.
        let room = console.width.map { max(12, ($0 - 40) / 2) } ?? .max
        for row in diff.rows {
            let isWhole = max(row.left.count, row.right.count) <= room
            let (left, right) = isWhole ? (row.left, row.right) : row.short
            table.add([row.label, left, right, row.difference])
        }
        print(table)
        if diff.differences.isEmpty { console.err("nothing differs\n") }
        return .done
    }
}

extension JSONValue {
    /// The stable shape of `diff`: both executions, and every field with whether it differs.
    fileprivate init(_ diff: ExecutionDiff, _ left: ExecutionDetail, _ right: ExecutionDetail) {
        self = .object([
            ("a", JSONValue(left.execution)),
            ("b", JSONValue(right.execution)),
            ("fields", .list(diff.rows.map { JSONValue($0) })),
        ])
    }

    fileprivate init(_ row: ExecutionDiff.Row) {
        self = .object([
            ("step", .text(row.step)), ("field", .string(row.field)), ("a", .string(row.left)),
            ("b", .string(row.right)), ("differs", .bool(row.differs)), ("deltaMs", .milliseconds(row.delta)),
        ])
    }
}
