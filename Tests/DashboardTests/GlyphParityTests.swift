import Canvas
import Testing

@testable import Dashboard

/// Every screen in ASCII is the one that the goldens show, but for the glyphs it is drawn with.
@Suite(.timeLimit(.minutes(10)))
struct GlyphParityTests {
    private static let samples: [(name: String, state: @Sendable (Int, Int) -> DashboardState)] = [
        ("tasks", { TasksSample.state($0, $1) }),
        ("executions", GoldenSample.executions), ("detail", GoldenSample.detail),
        ("events", GoldenSample.events), ("events found", GoldenSample.eventsFound),
        ("workers", GoldenSample.workers), ("ledger", GoldenSample.ledger), ("diff", GoldenSample.diff),
        ("output", OutputSample.state), ("output found", OutputSample.found),
        ("cancel", GoldenSample.cancel), ("stop", GoldenSample.stop), ("help", GoldenSample.help),
    ]

    /// What is written out in ASCII, so that a line becomes longer or keys leave it.
    private func isWrittenOut(_ line: String) -> Bool {
        line.contains { "…⏎↓←→".contains($0) }
    }

    @Test func `in ASCII every screen is the same but for its glyphs`() {
        for (name, state) in Self.samples {
            for (columns, rows) in [(40, 12), (80, 24), (120, 40), (200, 60)] {
                let shown = state(columns, rows)
                let (drawn, plain) = (
                    shown.render(glyphs: Glyphs(.unicode)), shown.render(glyphs: Glyphs(.ascii))
                )
                for row in 0..<rows - 1 {
                    let cells = zip(drawn.row(row), plain.row(row))
                    let line = drawn.row(row).map(\.grapheme.string).joined()
                    #expect(plain.row(row).allSatisfy { $0.grapheme.string.utf8.allSatisfy { $0 < 128 } })
                    guard !isWrittenOut(line) else { continue }
                    #expect(
                        cells.allSatisfy {
                            $0.grapheme == $1.grapheme || !$0.grapheme.string.utf8.allSatisfy { $0 < 128 }
                        },
                        "\(name) \(columns)x\(rows), row \(row): \(line)"
                    )
                }
            }
        }
    }
}
