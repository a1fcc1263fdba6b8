import Canvas
import Testing

@testable import Dashboard

@Suite(.timeLimit(.minutes(10)))
struct KeyHintTests {
    @Test(arguments: GlyphSet.allCases)
    func `the list of keys names every action once`(family: GlyphSet) {
        let named = KeyHint.all(family).flatMap(\.actions).map(\.rawValue)
        #expect(named.sorted() == Action.allCases.map(\.rawValue).sorted())
    }

    @Test func `no key means two things`() {
        let keys = Action.allCases.flatMap(\.keys)
        #expect(Set(keys).count == keys.count)
    }

    @Test func `in ASCII the list is ASCII`() {
        let text = KeyHint.all(.ascii).map { $0.keys + $0.long + ($0.short ?? "") }.joined()
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
    }
}
