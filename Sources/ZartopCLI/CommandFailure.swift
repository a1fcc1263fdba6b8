internal import Timetable
internal import ZartCore

/// Why a command ends otherwise than asked: one sentence and the status to end with.
struct CommandFailure: Error, Equatable {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    init(_ error: StoreError) {
        self.init(ExitStatus(error.code), error.message)
    }

    init(_ error: ZartError) {
        self.init(ExitStatus(error), error.message)
    }

    static func usage(_ message: String) -> CommandFailure { CommandFailure(.wrongUsage, message) }
}
