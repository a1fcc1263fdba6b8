extension ExecutionRecord {
    /// An execution as the commit that creates it leaves it.
    package init(_ new: NewExecution, of task: String) {
        self.init(
            id: new.id,
            task: task,
            occurrence: new.occurrence,
            status: new.startedAt == nil ? .scheduled : .running,
            nominalAt: new.nominalAt,
            scheduledAt: new.scheduledAt,
            startedAt: new.startedAt,
            endedAt: nil,
            error: nil,
            result: nil,
            cause: new.cause,
            handler: new.handler,
            payload: new.payload,
            run: 0,
            waitsFor: nil,
            sequence: new.sequence
        )
    }
}
