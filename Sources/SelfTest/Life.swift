internal import ZartCore

/// How one worker of a series lives and dies, drawn before it begins.
struct Life: Sendable, Hashable {
    /// When it is killed, as a part of the longest life.
    let length: Double
    /// Where it kills itself, if it comes there before its time is up; nil for one that is killed from outside.
    let death: Death?
    /// Whether another worker stands by when it dies.
    let hasStandby: Bool

    /// A place between two things that must not come apart, and at which visit.
    struct Death: Sendable, Hashable {
        let point: FaultPoint
        let visit: Int

        /// As it is handed to the worker: `after-commit 4`.
        var text: String { "\(point.rawValue) \(visit)" }

        init(point: FaultPoint, visit: Int) {
            self.point = point
            self.visit = visit
        }

        init?(_ text: String) {
            let words = text.split(separator: " ")
            guard words.count == 2, let point = FaultPoint(rawValue: String(words[0])),
                let visit = Int(words[1])
            else { return nil }
            self.init(point: point, visit: visit)
        }
    }

    /// The places a worker under load comes to.
    private static let places = FaultPoint.allCases.filter { $0 != .draining }

    init(with dice: inout Dice) {
        length = Double.random(in: 0...1, using: &dice)
        hasStandby = dice.isOne(in: 4)
        guard dice.isOne(in: 2), let point = Self.places.randomElement(using: &dice) else {
            death = nil
            return
        }
        // Most places are visited many times in a life, the beginning of a session once.
        let visit = point == .sessionBegun ? 1 : Int.random(in: 1...15, using: &dice)
        death = Death(point: point, visit: visit)
    }
}
