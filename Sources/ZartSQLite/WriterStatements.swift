/// The statements of every commit, found without a look at their texts.
final class WriterStatements {
    let epoch: Statement
    let knowsID: Statement
    let insertExecution: Statement
    let claim: Statement
    let step: Statement
    let plainStep: Statement
    let endPass: Statement
    let tick: Statement
    let insertDecision: Statement

    init(_ connection: Connection) {
        epoch = connection.statement("SELECT epoch FROM zart_lease WHERE id = 1")
        knowsID = connection.statement("SELECT 1 FROM zart_executions WHERE id = ?")
        insertExecution = connection.statement(Writer.insertExecutionSQL)
        claim = connection.statement(Writer.claimSQL)
        step = connection.statement(Writer.stepSQL)
        plainStep = connection.statement(Writer.plainStepSQL)
        endPass = connection.statement(Writer.endPassSQL)
        tick = connection.statement(Writer.tickSQL)
        insertDecision = connection.statement(Writer.insertDecisionSQL)
    }
}
