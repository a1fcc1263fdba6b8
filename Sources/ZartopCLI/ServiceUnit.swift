/// The text of a systemd unit that keeps a worker running.
struct ServiceUnit {
    /// The program, by its absolute path.
    var program: String
    /// The database, by its absolute path; nil for the one in the unit's own state folder.
    var database: String?
    /// The job file, by its absolute path.
    var jobs: String?
    /// Whether it is for a user's own manager, not for the machine's.
    var isUser: Bool

    /// Where a unit of the machine keeps its database unless it is told otherwise.
    static let stateDatabase = "/var/lib/zartop/zartop.db"

    /// The unit.
    var text: String {
        var words = [program, "--no-ui", "--db", database ?? Self.stateDatabase]
        if let jobs { words += ["--jobs", jobs] }
        let folder = isUser ? "~/.config/systemd/user" : "/etc/systemd/system"
        let manager = isUser ? "systemctl --user" : "systemctl"
        var lines = [
            "# Save as \(folder)/zartop.service, then: \(manager) enable --now zartop",
            "[Unit]",
            "Description=zartop worker",
            "",
            "[Service]",
            "Type=notify",
            "ExecStart=\(words.map(Self.quoted).joined(separator: " "))",
        ]
        if jobs != nil { lines.append("ExecReload=/bin/kill -HUP $MAINPID") }
        if database == nil { lines += ["StateDirectory=zartop", "StateDirectoryMode=0700"] }
        lines += [
            "# Commands go on without the worker; the next one takes them over.",
            "KillMode=process",
            "Restart=always",
            "RestartSec=1",
            "WatchdogSec=60",
            "",
            "[Install]",
            "WantedBy=\(isUser ? "default.target" : "multi-user.target")",
        ]
        return lines.map { "\($0)\n" }.joined()
    }

    /// A word of a command line as systemd reads it: `%`, `$`, quotes and backslashes mean something to it.
    private static func quoted(_ word: String) -> String {
        let escaped =
            word
            .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            .replacing("%", with: "%%").replacing("$", with: "$$")
        let isPlain =
            !escaped.isEmpty
            && escaped.utf8.allSatisfy {
                $0 > 0x20 && $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: ";")
            }
        return isPlain ? escaped : "\"\(escaped)\""
    }
}
