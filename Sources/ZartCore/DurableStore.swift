/// Where recurring durable executions are kept, as a program names it to a worker or a scheduler.
///
/// `SQLiteStore`, in `ZartSQLite`, is one. The requirement is of use to this package only.
public protocol DurableStore: AnyObject, Sendable {
    /// The store behind the name.
    var access: StoreAccess { get }
}

/// A store, without what it can do.
public struct StoreAccess: Sendable {
    package let store: any Store

    package init(_ store: any Store) {
        self.store = store
    }
}
