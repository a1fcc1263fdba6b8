/// Where the commands that are told of alarms keep their notices, output and status, for the owner only.
///
/// `DATABASE-alarms/NOTICE/ATTEMPT.FAILURES`, as the attempts of steps have it: a worker's death uses up no try, so the
/// next worker finds the command it has to go on with under the same number of failures.
struct HookFolders: Sendable {
    let root: String

    init(beside attempts: AttemptFolders) {
        root = attempts.root.replacingSuffix("-attempts", by: "-alarms")
    }

    /// The folder of a notice.
    func notice(_ id: String) -> String { "\(root)/\(id)" }

    /// The ids of the notices that have a folder.
    func notices() -> [String] { AttemptFolders.entries(of: root) }

    /// Removes the folders of notices that nobody waits for any more, but for those changed within the last minute.
    func removeSettled(now: Int, pending: Set<String>) {
        for id in notices() where !pending.contains(id) {
            guard let changed = AttemptFolders.changed(notice(id)), now - changed > 60 else { continue }
            AttemptFolders.remove(notice(id))
        }
    }
}

extension String {
    fileprivate func replacingSuffix(_ old: String, by new: String) -> String {
        hasSuffix(old) ? dropLast(old.count) + new : self + new
    }
}
