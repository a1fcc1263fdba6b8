internal import Timetable
package import ZartCore

extension DurableScheduler {
    /// Has orders carried out that are given together, and says what came of each.
    ///
    /// They are on record, all of them or none, before the first is carried out; each is carried out once, whoever dies
    /// meanwhile. Given again by the same actor in the same words, before it was told what came of them, they are the
    /// same orders. Nil when there are none.
    ///
    /// - Throws: a ``ZartError``: `unanswered` when no order was answered for 5 s; all stay recorded. `storage`.
    package func perform(together orders: [Order], command: String, actor: String) async throws(ZartError)
        -> OrderBulk?
    {
        do {
            let now = Instant(milliseconds: SystemTimeline.wallMilliseconds)
            guard
                let posted = try store.postBulk(orders, command: command, actor: actor, at: now)
            else { return nil }
            var bulk = try await answers(to: posted.number)
            bulk.isJoined = posted.isJoined
            try store.closeBulk(posted.number, at: Instant(milliseconds: SystemTimeline.wallMilliseconds))
            return bulk
        } catch let error as StoreError {
            throw error.asZartError
        } catch let error as ZartError {
            throw error
        } catch {
            throw ZartError(.storage, "\(error)")
        }
    }

    private func answers(to number: Int64) async throws -> OrderBulk {
        var deadline = ContinuousClock.now + Self.patience
        var open = Int.max
        while true {
            guard let left = try read({ reader throws(StoreError) in try reader.openOrders(ofBulk: number) })
            else {
                throw Self.gone(store)
            }
            if left == 0 { break }
            if left < open { deadline = ContinuousClock.now + Self.patience }
            open = left
            guard ContinuousClock.now < deadline else {
                throw ZartError(
                    .unanswered,
                    "all orders are recorded, but the worker of '\(store.location)' has left \(left) unanswered for "
                        + "\(Self.patience.operatorText): give the command again to see what came of them"
                )
            }
            // Without a worker they are applied here.
            if store.courier.current == nil, try store.tryLock() {
                _ = await errand(nil)
                continue
            }
            await ChangeWait.commit(of: store, zones: zones, within: .milliseconds(250)) { reader in
                ((try? reader.openOrders(ofBulk: number)) ?? nil).map { $0 < left } ?? true
            }
        }
        guard let bulk = try read({ reader throws(StoreError) in try reader.bulk(number) }) else {
            throw Self.gone(store)
        }
        return bulk
    }

    private static func gone(_ store: any Store) -> ZartError {
        ZartError(.storage, "the orders given together are gone from '\(store.location)'")
    }
}
