internal import CPlatform
internal import Glibc

/// How a supervised command ended.
package struct ShellEnd: Sendable, Hashable {
    package let reason: Reason
    /// When it began, since 1970; nil if it did not.
    package let startedAt: Duration?
    /// When the last process of its tree was gone and all was stored, since 1970; nil if nobody was there to see.
    package let endedAt: Duration?
    /// Why some of its output could not be stored; nil if all was.
    package let outputFault: String?
    /// How many of its processes belong to another user, could not be stopped and were left.
    package let leftRunning: Int

    /// Why it ended.
    package enum Reason: Sendable, Hashable {
        /// It ended by itself.
        case exited(Int32)
        /// A signal that did not come from its supervisor ended it.
        case killed(signal: Int32, core: Bool)
        /// It took longer than it may.
        case timedOut
        /// Somebody ordered so.
        case cancelled
        /// The program or its working directory cannot be used: the sentence says what is wrong.
        case notBegun(String)
        /// Nobody knows how it ended, or the machine was being shut down: the sentence says why.
        case interrupted(String)
    }

    /// True for exit status 0, and for nothing else.
    package var isSuccess: Bool { reason == .exited(0) }

    init(_ attempt: zt_attempt) {
        startedAt = .microseconds(attempt.started_at)
        endedAt = attempt.phase == Int32(ZT_PHASE_ENDED.rawValue) ? .microseconds(attempt.ended_at) : nil
        outputFault = attempt.output_error == 0 ? nil : ShellError.reason(attempt.output_error)
        leftRunning = Int(attempt.left_running)
        reason = Self.reason(attempt)
    }

    init(_ reason: Reason) {
        self.reason = reason
        startedAt = nil
        endedAt = nil
        outputFault = nil
        leftRunning = 0
    }

    private static func reason(_ attempt: zt_attempt) -> Reason {
        guard attempt.phase == Int32(ZT_PHASE_ENDED.rawValue) else {
            return isOfThisBoot(attempt)
                ? .interrupted("its supervisor was killed")
                : .interrupted("the machine was restarted while it ran")
        }
        if attempt.failed_stage != 0 {
            return .notBegun(
                startFailure(
                    stage: attempt.failed_stage,
                    error: attempt.failed_error,
                    subject: withUnsafePointer(to: attempt) { String(cString: zt_attempt_subject($0)) }
                )
            )
        }
        switch zt_cause(UInt32(bitPattern: attempt.cause)) {
        case ZT_CAUSE_TIMEOUT: return .timedOut
        case ZT_CAUSE_ORDER: return .cancelled
        case ZT_CAUSE_SHUTDOWN: return .interrupted("its supervisor was told to end")
        default: break
        }
        let signal = zt_status_signal(attempt.status)
        guard signal == 0 else { return .killed(signal: signal, core: zt_status_core(attempt.status) != 0) }
        return .exited(zt_status_code(attempt.status))
    }

    private static func isOfThisBoot(_ attempt: zt_attempt) -> Bool {
        withUnsafePointer(to: attempt) { zt_attempt_of_this_boot($0) != 0 }
    }

    /// Why a command did not begin, and what to do about it.
    static func startFailure(stage: Int32, error: Int32, subject: String) -> String {
        let reason = ShellError.reason(error)
        switch zt_stage(UInt32(bitPattern: stage)) {
        case ZT_STAGE_DIRECTORY:
            return
                "cannot work in '\(subject)': \(reason); create the folder or correct the working directory"
        case ZT_STAGE_EXECUTE: return "cannot run '\(subject)': \(executionFailure(error, subject))"
        case ZT_STAGE_STATE:
            return "cannot write the attempt's folder: \(reason); make room or correct its rights"
        case ZT_STAGE_REFUSED: return "another worker has given this attempt up"
        default: return "cannot start a process: \(reason); the machine or this user's limits are exhausted"
        }
    }

    private static func executionFailure(_ error: Int32, _ program: String) -> String {
        switch error {
        case ENOENT where !program.contains("/"): "no such program on the command's PATH"
        case ENOENT:
            "no such file, or the interpreter in its first line is missing; check path and working directory"
        case EACCES: "permission denied; make the file executable"
        case ENOEXEC: "not a program; a script needs a first line like '#!/bin/sh'"
        case E2BIG: "arguments and environment are too big; a single value may have 128 KiB"
        default: ShellError.reason(error)
        }
    }
}

extension ShellEnd: CustomStringConvertible {
    /// One phrase: `exit status 3`, `killed by SIGSEGV`, `timed out`.
    package var description: String {
        let left =
            leftRunning == 0 ? "" : "; \(leftRunning) of its processes belong to another user and still run"
        let fault = outputFault.map { "; output was lost: \($0)" } ?? ""
        return phrase + left + fault
    }

    private var phrase: String {
        switch reason {
        case .exited(let status): "exit status \(status)"
        case .killed(let signal, let core): "killed by \(Self.name(signal))\(core ? ", core dumped" : "")"
        case .timedOut: "timed out"
        case .cancelled: "cancelled"
        case .notBegun(let why): why
        case .interrupted(let why): "interrupted: \(why)"
        }
    }

    private static func name(_ signal: Int32) -> String {
        zt_signal_name(signal).map { "SIG" + String(cString: $0) } ?? "signal \(signal)"
    }
}
