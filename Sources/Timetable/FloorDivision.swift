/// Divides rounding down, so that a second before 1970 belongs to the day it lies in.
///
/// The divisor is positive everywhere in this module.
@inline(__always)
package func floorDivide(_ value: Int, by divisor: Int) -> Int {
    let quotient = value / divisor
    return value < quotient * divisor ? quotient - 1 : quotient
}

/// Gives what ``floorDivide(_:by:)`` leaves over: 0 up to, not including, the divisor.
@inline(__always)
package func floorRemainder(_ value: Int, by divisor: Int) -> Int {
    let remainder = value % divisor
    return remainder < 0 ? remainder + divisor : remainder
}
