internal import CTestProcess

/// Looks again and again until something is so; false when the time is up first.
package func eventually(
    within limit: Duration = .seconds(20),
    _ condition: () throws -> Bool
) async throws -> Bool {
    let deadline = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < deadline else { return false }
        try await Task.sleep(for: .milliseconds(2))
    }
    return true
}

/// A clock that every process of the machine reads alike.
package enum Stopwatch {
    package static var microseconds: Int64 { zt_microseconds() }

    /// The wall clock, as the store writes it.
    package static var wallMilliseconds: Int64 { zt_wall() }

    /// Milliseconds since then, with one decimal.
    package static func milliseconds(since start: Int64) -> Double {
        Double((microseconds - start) / 100) / 10
    }
}
