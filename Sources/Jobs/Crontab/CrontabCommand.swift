/// Commands as cron reads them.
enum CrontabCommand {
    /// The command, and what is fed to it: a `%` ends the command, and each further one is a line break; `\%` is `%`.
    static func split(_ text: String) -> (command: String, input: String?) {
        var parts = [""]
        var isEscaped = false
        for character in text {
            if isEscaped {
                if character != "%" { parts[parts.count - 1] += "\\" }
                parts[parts.count - 1].append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "%" {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        if isEscaped { parts[parts.count - 1] += "\\" }
        guard parts.count > 1 else { return (parts[0], nil) }
        let input = parts.dropFirst().joined(separator: "\n")
        return (parts[0], input.isEmpty || input.hasSuffix("\n") ? input : input + "\n")
    }

    /// Whether a command seems to leave something in the background: a single `&` before a blank or the end, and no
    /// `wait`.
    static func leavesSomething(_ command: String) -> Bool {
        let bytes = Array(command.utf8)
        let isInBackground = bytes.indices.contains { place in
            guard bytes[place] == UInt8(ascii: "&") else { return false }
            let before = place > 0 ? bytes[place - 1] : UInt8(ascii: " ")
            let after = place + 1 < bytes.count ? bytes[place + 1] : UInt8(ascii: " ")
            return !"&<>|\\".utf8.contains(before) && " \t;)".utf8.contains(after)
        }
        return isInBackground && !command.split(whereSeparator: { " \t;&".contains($0) }).contains("wait")
    }

    /// A text for the shell that gives the input to the command as it is.
    static func feeding(_ input: String, to command: String) -> String {
        var mark = "CRON"
        while input.split(separator: "\n").contains(where: { $0 == mark }) { mark += "_" }
        // The line break before the brace ends a comment at the end of the command.
        return "{ \(command)\n} <<'\(mark)'\n\(input)\(mark)\n"
    }

    /// A task's name: that of the first program that says something.
    static func name(of command: String) -> String {
        let separators: Set<Character> = [
            " ", "\t", ";", "&", "|", "(", ")", "{", "}", "<", ">", "\"", "'", "`",
        ]
        let words = command.split { separators.contains($0) }.map(String.init)
        let quiet: Set<String> = [
            "cd", "test", "[", "!", "exec", "nice", "ionice", "command", "root", "if", "then",
        ]
        let isSilent = { (word: String) in
            let base = word.split(separator: "/").last ?? ""
            let isWord = base.contains { $0.isLetter } && !base.contains("$")
            return quiet.contains(word) || word.hasPrefix("-") || word.contains("=") || !isWord
        }
        // What follows `cd` is a folder, and no program.
        var candidates = words[...]
        while let first = candidates.first, isSilent(first) {
            candidates = candidates.dropFirst(first == "cd" || first == "test" ? 2 : 1)
        }
        let base = candidates.first?.split(separator: "/").last ?? "job"
        let name = base.unicodeScalars.map { scalar -> Character in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": Character(scalar)
            default: "-"
            }
        }
        return String(name.prefix(60))
    }
}
