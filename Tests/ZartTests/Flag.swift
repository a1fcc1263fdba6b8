import Synchronization

/// Says yes once.
final class Flag: Sendable {
    private let isTaken = Atomic<Bool>(false)

    func takeOnce() -> Bool { !isTaken.exchange(true, ordering: .relaxed) }
}

/// A place for a value that comes later.
final class Box<Value: Sendable>: Sendable {
    private let state: Mutex<Value?>

    init(_ value: Value? = nil) { state = Mutex(value) }

    var value: Value? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
