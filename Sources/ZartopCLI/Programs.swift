package import ZartCore

/// What the command line starts but does not contain.
package struct Programs: Sendable {
    /// The dashboard, on the main thread; gives the exit status.
    package var dashboard: @Sendable (Settings) -> Int32
    /// One frame of the dashboard on standard output; gives the exit status.
    package var once: @Sendable (Settings) -> Int32
    /// The headless worker, on the main thread; gives the exit status.
    package var worker: @Sendable (Settings) -> Int32
    /// The demo with or without a screen, on the main thread; gives the exit status.
    package var demo: @Sendable (Settings) -> Int32
    /// Opens the place where orders are handed in for a database, which exists.
    package var openDesk: @Sendable (Settings) throws(DeskError) -> any OrderDesk
    /// Checks the database at the path.
    package var doctor: @Sendable (String) throws(DoctorError) -> [DoctorCheck]

    package init(
        dashboard: @escaping @Sendable (Settings) -> Int32,
        once: @escaping @Sendable (Settings) -> Int32,
        worker: @escaping @Sendable (Settings) -> Int32,
        demo: @escaping @Sendable (Settings) -> Int32,
        openDesk: @escaping @Sendable (Settings) throws(DeskError) -> any OrderDesk,
        doctor: @escaping @Sendable (String) throws(DoctorError) -> [DoctorCheck]
    ) {
        self.dashboard = dashboard
        self.once = once
        self.worker = worker
        self.demo = demo
        self.openDesk = openDesk
        self.doctor = doctor
    }

    /// Why orders cannot be handed in.
    package typealias DeskError = ZartError

    /// Why a database cannot be checked.
    package typealias DoctorError = StoreError

    /// One promise, checked.
    package typealias DoctorCheck = (name: String, ok: Bool, detail: String)
}
