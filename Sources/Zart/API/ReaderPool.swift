internal import Synchronization
internal import Timetable
internal import ZartCore

/// Readers of one store that are kept for the next question: opening one costs ten times what it is asked.
final class ReaderPool: Sendable {
    private let store: any Store
    private let zones: @Sendable (String) -> Zone?
    private let idle = Mutex(Idle())

    /// Used by whoever took it out, and by nobody else until it is put back.
    private struct Idle: @unchecked Sendable {
        var readers: [any StoreReader] = []
    }

    /// More than that many at a time are closed again.
    private static let most = 4

    init(_ store: any Store, zones: @escaping @Sendable (String) -> Zone?) {
        self.store = store
        self.zones = zones
    }

    /// Asks a reader that nobody else uses meanwhile; one that failed, or that reads what is not there any more, is not
    /// kept.
    func read<T>(_ body: (any StoreReader) throws(StoreError) -> T) throws(StoreError) -> T {
        var idle = take()
        while let old = idle, old.isReplaced { idle = take() }
        let reader = if let idle { idle } else { try store.makeReader(zones: zones) }
        let result = try body(reader)
        keep(reader)
        return result
    }

    private func take() -> (any StoreReader)? {
        let taken = idle.withLock { Idle(readers: $0.readers.popLast().map { [$0] } ?? []) }
        return taken.readers.first
    }

    private func keep(_ reader: any StoreReader) {
        let kept = Idle(readers: [reader])
        idle.withLock { idle in
            if idle.readers.count < Self.most { idle.readers += kept.readers }
        }
    }
}
