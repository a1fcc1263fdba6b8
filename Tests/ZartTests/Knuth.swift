/// The linear congruential generator of Knuth's MMIX, so that a month is the same month each time.
struct Knuth {
    var state: UInt64

    mutating func next(_ range: ClosedRange<Int>) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return range.lowerBound + Int(state >> 33) % range.count
    }
}
