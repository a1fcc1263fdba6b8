internal import Dashboard
internal import Timetable
internal import ZartCore

/// What orders would do, for the questions before them.
extension SnapshotSource {
    func readPreview(_ verb: OrderRequest.Verb, at: Instant) throws(StoreError) -> OrderPreview {
        var preview = OrderPreview(verb)
        switch verb {
        case .cancel(let id), .kill(let id), .rerun(let id, _), .restart(let id, nil):
            preview.refusal = try missing(id)
        case .restart(let id, let payload?):
            let fault = JSONCheck.fault(in: payload).map {
                "The payload is not JSON: at column \($0.column) \($0.reason)."
            }
            preview.refusal = try missing(id) ?? fault
        case .backfill: try read(&preview, at: at)
        default: break
        }
        return preview
    }

    /// What is wrong where there is no such execution.
    private func missing(_ id: String) throws(StoreError) -> String? {
        try reader.execution(id: id) == nil ? "There is no execution '\(id)'." : nil
    }

    private func read(_ preview: inout OrderPreview, at: Instant) throws(StoreError) {
        let action: Order.Action
        do throws(CommandFailure) {
            action = try Order.Action(OrderRequest(preview.verb), now: at)
        } catch {
            preview.refusal = error.message
            return
        }
        if case .cancelBackfill(let id) = action { return try readEnd(of: id, &preview) }
        guard case .backfill(let task, let request) = action else { return }
        switch try reader.backfillPreview(task: task, request, now: at) {
        case nil: preview.refusal = "no task '\(task)'"
        case .failure(let error): preview.refusal = error.message
        case .success(let found):
            preview.sentences = found.sentences
            preview.refusal = found.starts > 0 ? nil : "Nothing to start."
        }
    }

    private func readEnd(of id: Int64, _ preview: inout OrderPreview) throws(StoreError) {
        guard let record = try reader.backfill(id) else {
            preview.refusal = "There is no backfill \(id)."
            return
        }
        guard !record.state.isEnded else {
            preview.refusal = "Backfill \(id) is \(record.state.rawValue) already."
            return
        }
        let running = record.open > 0 ? ", \(record.open) running" : ""
        preview.sentences = [
            "\(record.settled) of \(record.instants) instants of \(record.task) are done\(running)."
        ]
    }
}
