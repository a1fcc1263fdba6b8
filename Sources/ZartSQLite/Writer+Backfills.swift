internal import Timetable
internal import ZartCore

extension Writer {
    func write(_ write: BackfillWrite) throws(StoreError) -> Outcome {
        switch write {
        case .begin(let backfill): try begin(backfill)
        case .advance(let advance): try self.advance(advance)
        case .change(let change): try self.change(change)
        }
    }

    private func begin(_ backfill: Backfill) throws(StoreError) -> Outcome {
        let request = backfill.request
        try connection.run(
            """
            INSERT INTO zart_backfills (id, task, from_at, to_at, selection, direction, maximum, state, instants,
                actor, terminal, reason, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            backfill.id,
            backfill.task,
            request.from,
            request.to,
            request.only.rawValue,
            request.order.rawValue,
            request.maximum,
            backfill.state.rawValue,
            backfill.instants,
            backfill.actor,
            backfill.terminal,
            backfill.reason,
            backfill.createdAt
        )
        for (number, stretch) in backfill.stretches.enumerated() {
            try connection.run(
                """
                INSERT INTO zart_backfill_stretches (backfill, number, version, recurrence, zone_fingerprint, anchor,
                    includes_anchor, above, through)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                backfill.id,
                number,
                stretch.version,
                stretch.recurrence.storedText,
                stretch.zoneFingerprint,
                stretch.anchor,
                stretch.includesAnchor,
                stretch.after,
                stretch.through
            )
        }
        return .done
    }

    /// The position is where the bite began, or another bite has been written since: then nothing is.
    private func advance(_ advance: BackfillAdvance) throws(StoreError) -> Outcome {
        let moved = try connection.run(
            """
            UPDATE zart_backfills SET position = ?, dispatched = dispatched + ?, left_out = left_out + ?
            WHERE id = ? AND position IS ? AND state = 'running'
            """,
            advance.position,
            advance.created.count,
            advance.leftOut,
            advance.backfill,
            advance.from
        )
        guard moved > 0 else { return .refused }
        try connection.run(
            "UPDATE zart_tasks SET occurrence = ? WHERE id = ?",
            advance.occurrence,
            advance.task
        )
        for new in advance.created {
            _ = try write(new)
            try connection.run(
                "UPDATE zart_executions SET backfill = ? WHERE seq = ?",
                advance.backfill,
                new.sequence
            )
        }
        return .done
    }

    private func change(_ change: BackfillChange) throws(StoreError) -> Outcome {
        Outcome(
            changes: try connection.run(
                """
                UPDATE zart_backfills SET state = ?, note = coalesce(?, note), ended_at = ? WHERE id = ? AND state = ?
                """,
                change.to.rawValue,
                change.note,
                change.to.isEnded ? change.at : nil,
                change.backfill,
                change.from.rawValue
            )
        )
    }
}
