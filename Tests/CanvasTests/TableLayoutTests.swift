import Canvas
import Testing

@Suite(.timeLimit(.minutes(10)))
struct TableLayoutTests {
    private let columns = [
        TableColumn("NAME", least: 4, comfortable: 8, most: 12),
        TableColumn("NEXT", width: 5),
        TableColumn("A", width: 3, rank: 2),
        TableColumn("B", width: 3, rank: 1),
    ]

    @Test(arguments: [
        (40, [0, 1, 2, 3], [12, 5, 3, 3]), (23, [0, 1, 2, 3], [9, 5, 3, 3]),
        (22, [0, 1, 2, 3], [8, 5, 3, 3]),
        (21, [0, 1, 2], [11, 5, 3]), (18, [0, 1, 2], [8, 5, 3]), (17, [0, 1], [11, 5]),
        (14, [0, 1], [8, 5]),
        (13, [0, 1], [7, 5]), (10, [0, 1], [4, 5]), (3, [0, 1], [4, 5]), (-5, [0, 1], [4, 5]),
    ])
    func `columns leave by rank, then the rest shrinks`(width: Int, shown: [Int], widths: [Int]) {
        let layout = TableLayout(columns, column: 2, width: width)
        #expect(layout.places.map(\.index) == shown)
        #expect(layout.places.map(\.width) == widths)
        #expect(layout.places.first?.column == 2)
        for (place, next) in zip(layout.places, layout.places.dropFirst()) {
            #expect(next.column == place.column + place.width + 1)
        }
    }

    @Test func `of equal ranks the one to the right leaves first`() {
        let equal = (0..<3).map { TableColumn("\($0)", width: 4, rank: 1) }
        #expect(TableLayout(equal, column: 0, width: 9).places.map(\.index) == [0, 1])
        #expect(TableLayout(equal, column: 0, width: 0).places == [])
    }
}
