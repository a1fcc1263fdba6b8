internal import Timetable

/// When an operator is to be told of a recurring task.
///
/// Whatever is left at ``AlarmLimit/standard`` is judged as a task without rules is: late after a minute, longer than
/// usual, three failures in a row, five ticks in a row skipped because of one execution.
public struct AlarmRules: Sendable, Hashable {
    /// How long an instant may be undecided, and a dispatched execution not begun.
    public var late: AlarmLimit<Duration>
    /// How long an execution may run; as standard twice the p95 of the task's last 100 completed ones, and at least
    /// 30 s more than that, once ten have completed.
    public var longerThan: AlarmLimit<Duration>
    /// What an execution takes at least, if it did its work; no standard.
    public var shorterThan: AlarmLimit<Duration>
    /// How long it may be since an execution completed; no standard.
    public var noSuccess: AlarmLimit<Duration>
    /// So many failures in a row; cancelled executions count neither way.
    public var failures: AlarmLimit<Int>
    /// So many ticks in a row that were skipped because of one same execution.
    public var starved: AlarmLimit<Int>

    /// Rules that differ from the standard in what is given.
    public init(
        late: AlarmLimit<Duration> = .standard,
        longerThan: AlarmLimit<Duration> = .standard,
        shorterThan: AlarmLimit<Duration> = .standard,
        noSuccess: AlarmLimit<Duration> = .standard,
        failures: AlarmLimit<Int> = .standard,
        starved: AlarmLimit<Int> = .standard
    ) {
        self.late = late
        self.longerThan = longerThan
        self.shorterThan = shorterThan
        self.noSuccess = noSuccess
        self.failures = failures
        self.starved = starved
    }

    /// What a task without rules is judged by.
    public static let standard = AlarmRules()
}

/// From where on an alarm is raised.
public enum AlarmLimit<Value: Sendable & Hashable>: Sendable, Hashable {
    /// Where a task without rules has it.
    case standard
    /// Never.
    case off
    case at(Value)
}

extension AlarmRules {
    static let standardLate = Duration.seconds(60)
    /// How long after its time an execution is late that has not begun; nil when it never is.
    package var lateLimit: Duration? { late.value(standard: Self.standardLate) }
    package static let standardFailures = 3
    static let standardStarved = 5

    /// The least by which a run must exceed the p95 to be longer than usual.
    package static let usualMargin = Duration.seconds(30)
    /// So long a worker has to find out what has ended of that which a former one began.
    package static let findingOut = Duration.seconds(10)
    /// The fewest completed executions that say what is usual.
    package static let usualSamples = 10

    /// From how long on a run is longer than usual.
    package static func usualLimit(p95: Duration) -> Duration { max(p95 * 2, p95 + usualMargin) }

    /// The same with whatever is standard taken from the other.
    package func merged(over other: AlarmRules) -> AlarmRules {
        AlarmRules(
            late: late.or(other.late),
            longerThan: longerThan.or(other.longerThan),
            shorterThan: shorterThan.or(other.shorterThan),
            noSuccess: noSuccess.or(other.noSuccess),
            failures: failures.or(other.failures),
            starved: starved.or(other.starved)
        )
    }

    /// Refuses limits that mean nothing.
    package func validate(task: String) throws(InvalidInput) {
        let durations = [
            ("late", late), ("longerThan", longerThan), ("shorterThan", shorterThan),
            ("noSuccess", noSuccess),
        ]
        for (name, limit) in durations {
            guard case .at(let duration) = limit, duration <= .zero else { continue }
            throw InvalidInput(
                "alarm \(name) of task '\(task)' is \(duration.operatorText): use more than 0s, or .off"
            )
        }
        for (name, limit) in [("failures", failures), ("starved", starved)] {
            guard case .at(let count) = limit, count < 1 else { continue }
            throw InvalidInput("alarm \(name) of task '\(task)' is \(count): use at least 1, or .off")
        }
    }
}

extension AlarmLimit {
    fileprivate func or(_ other: AlarmLimit) -> AlarmLimit { self == .standard ? other : self }

    /// The value; nil when it is off, or has no standard.
    func value(standard: Value?) -> Value? {
        switch self {
        case .standard: standard
        case .off: nil
        case .at(let value): value
        }
    }
}

/// As they are kept in a task's conduct: `{"late":"5m","failures":"off"}`, what is standard left out.
extension AlarmRules: Codable {
    private enum CodingKeys: String, CodingKey {
        case late, longerThan, shorterThan, noSuccess, failures, starved
    }

    /// What turns an alarm off.
    package static let off = "off"
    /// What asks for the standard of `longer-than` by name.
    package static let usual = "usual"

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func duration(_ key: CodingKeys) throws -> AlarmLimit<Duration> {
            guard let text = try fields.decodeIfPresent(String.self, forKey: key), text != Self.usual else {
                return .standard
            }
            if text == Self.off { return .off }
            guard let duration = Duration(operatorText: text) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key,
                    in: fields,
                    debugDescription: "'\(text)' is no duration"
                )
            }
            return .at(duration)
        }
        func count(_ key: CodingKeys) throws -> AlarmLimit<Int> {
            guard fields.contains(key) else { return .standard }
            if let text = try? fields.decode(String.self, forKey: key), text == Self.off { return .off }
            return .at(try fields.decode(Int.self, forKey: key))
        }
        self.init(
            late: try duration(.late),
            longerThan: try duration(.longerThan),
            shorterThan: try duration(.shorterThan),
            noSuccess: try duration(.noSuccess),
            failures: try count(.failures),
            starved: try count(.starved)
        )
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        let durations: [(CodingKeys, AlarmLimit<Duration>)] = [
            (.late, late), (.longerThan, longerThan), (.shorterThan, shorterThan), (.noSuccess, noSuccess),
        ]
        for (key, limit) in durations {
            switch limit {
            case .standard: break
            case .off: try fields.encode(Self.off, forKey: key)
            case .at(let duration): try fields.encode(duration.operatorText, forKey: key)
            }
        }
        for (key, limit) in [(CodingKeys.failures, failures), (.starved, starved)] {
            switch limit {
            case .standard: break
            case .off: try fields.encode(Self.off, forKey: key)
            case .at(let count): try fields.encode(count, forKey: key)
            }
        }
    }
}
