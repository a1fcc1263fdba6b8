internal import ZartCore

extension Programs {
    /// What this build has: for now no engine, so that only looking works.
    package static let standard = Programs(
        dashboard: { _ in missing("the dashboard") },
        worker: { _ in missing("the worker") },
        demo: { _ in missing("the demo") },
        openDesk: { _ throws(ZartError) in
            throw ZartError(.refused, "this build has no engine to take orders: use another one")
        },
        doctor: { _ throws(StoreError) in
            throw StoreError(.internalFault, "this build has no doctor: use another one")
        }
    )

    private static func missing(_ what: String) -> Int32 {
        StandardConsole().err("zartop: this build does not have \(what): use another one\n")
        return ExitStatus.ourFault.rawValue
    }
}
