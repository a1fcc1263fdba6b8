/// Moments and spans from outside may be anything: sums and differences stop at the largest number there is.
extension Int64 {
    /// The moment that lies a span after this one.
    func later(by span: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(span)
        return overflow ? (span > 0 ? .max : .min) : sum
    }

    /// The span from an earlier moment to this one; negative when that one is later.
    func since(_ earlier: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(earlier)
        return overflow ? (self > earlier ? .max : .min) : difference
    }
}
