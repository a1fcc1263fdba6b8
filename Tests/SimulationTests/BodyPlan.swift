import Timetable

/// How one attempt at a step will go.
struct BodyPlan: Sendable {
    enum End: Sendable {
        case value(Int)
        case failure
        /// A failure that no retry mends.
        case final
    }

    /// How long it takes; zero does not wait at all.
    let length: Duration
    let end: End
    /// How long after it is told to stop it stops; nil if it takes no notice.
    let obeysAfter: Duration?

    init(seed: UInt64, _ work: Oracle.Work, isCalm: Bool) {
        var dice = Dice(seed: seed, work.execution, "\(work.run)", work.step, "\(work.attempt)")
        let length: Duration =
            switch dice.number(0...9) {
            case 0...3: .zero
            case 4...7: .milliseconds(dice.number(1...5_000))
            case 8: .milliseconds(dice.number(5_000...60_000))
            default: dice.duration(.seconds(60), .seconds(900))
            }
        self.length = isCalm ? min(length, .seconds(60)) : length
        end =
            switch dice.number(0...19) {
            case 0...3 where !isCalm: .failure
            case 4 where !isCalm: .final
            default: .value(dice.number(0...999))
            }
        obeysAfter =
            switch dice.number(0...9) {
            case 0...5: .zero
            case 6...7: dice.duration(.milliseconds(1), .seconds(20))
            default: isCalm ? .zero : nil
            }
    }
}
