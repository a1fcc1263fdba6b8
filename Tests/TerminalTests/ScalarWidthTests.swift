import CPseudoTerminal
import Canvas
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ScalarWidthTests {
    @Test func `widths agree with the C library wherever it has an opinion`() {
        var different: [String] = []
        for value in 0x20...0x10_FFFF as ClosedRange<UInt32> {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let theirs = zt_pty_width(value)
            let ours: Int32
            switch ScalarWidth.of(scalar) {
            case .narrow: ours = 1
            case .wide: ours = 2
            case .mark: ours = 0
            case .dropped, .unprintable: continue
            }
            if theirs >= 0, theirs != ours { different.append(String(value, radix: 16)) }
        }
        #expect(different == [])
    }
}
