internal import ZartCore

/// A command line, read by the tables.
struct Arguments: Equatable {
    /// Nil for the dashboard or the worker.
    private(set) var command: CommandSpec.Name?
    private(set) var operands: [String] = []
    private var values: [String: String] = [:]

    /// Whether the option was given.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// The option's value; nil if it was not given.
    func value(_ name: String) -> String? { values[name] }

    /// Puts the JSON in the place of `@FILE`, which names a file with it, and of `-`, which is standard input.
    ///
    /// An argument is 128 KiB at most on Linux (execve(2)); a payload may be larger.
    mutating func readJSON() throws(CommandFailure) {
        for option in [OptionTable.payload.name, OptionTable.data.name] {
            guard let place = values[option], place == "-" || place.hasPrefix("@") else { continue }
            let limit = max(Limits.payload, Limits.result)
            let file = String(place.dropFirst())
            let bytes =
                try place == "-" ? TextSource.readInput(limit: limit) : TextSource.read(file, limit: limit)
            let text = String(decoding: bytes, as: UTF8.self)
            if let fault = JSONCheck.fault(in: text) {
                throw .usage(
                    "option \(option) takes JSON, and at column \(fault.column) of '\(place)' \(fault.reason)"
                )
            }
            values[option] = text
        }
    }

    /// Reads a command line without the program's name.
    ///
    /// Options may stand anywhere, as `--name value` or `--name=value`; `--` ends them. Values are checked, so that
    /// reading them later cannot fail.
    init(_ words: [String]) throws(CommandFailure) {
        var plain: [String] = []
        var given: [(option: OptionSpec, value: String)] = []
        var index = words.startIndex
        while index < words.endIndex {
            let word = words[index]
            index += 1
            if word == "--" {
                plain += words[index...]
                break
            }
            guard word.hasPrefix("-"), word.utf8.count > 1 else {
                plain.append(word)
                continue
            }
            var (option, value) = try Self.option(word)
            if option.placeholder == nil, value != nil {
                throw .usage("option \(option.name) takes no value")
            }
            if let placeholder = option.placeholder, value == nil {
                guard index < words.endIndex, !words[index].hasPrefix("--") else {
                    throw .usage("option \(option.name) needs a value: \(option.name) \(placeholder)")
                }
                value = words[index]
                index += 1
            }
            given.append((option, value ?? ""))
        }
        try readCommand(plain)
        for (option, value) in given { try accept(option, value) }
        if !has("--help"), !has("--version") { try checkOperands() }
    }

    // MARK: Inside

    private static func option(_ word: String) throws(CommandFailure) -> (OptionSpec, String?) {
        let all = OptionTable.global + OptionTable.commands
        if !word.hasPrefix("--") {
            // One letter, with its value behind it or in the next word.
            let letter = String(word.prefix(2))
            if let option = all.first(where: { $0.short == letter }) {
                return (option, word.utf8.count > 2 ? String(word.dropFirst(2)) : nil)
            }
        }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first.map(String.init) ?? word
        guard let option = all.first(where: { $0.name == name }) else {
            let question = NearestName.question(name, among: all.map(\.name))
            let advice = question.isEmpty ? "; see 'zartop --help'" : question
            throw .usage("unknown option '\(PlainText.harmless(name))'\(advice)")
        }
        return (option, parts.count == 2 ? String(parts[1]) : nil)
    }

    private mutating func readCommand(_ plain: [String]) throws(CommandFailure) {
        guard let first = plain.first else { return }
        guard let name = CommandSpec.Name(rawValue: first) else {
            let question = NearestName.question(first, among: CommandSpec.Name.allCases.map(\.rawValue))
            let advice = question.isEmpty ? "; see 'zartop --help'" : question
            throw .usage("unknown command '\(PlainText.harmless(first))'\(advice)")
        }
        command = name
        operands = Array(plain.dropFirst())
    }

    private mutating func accept(_ option: OptionSpec, _ value: String) throws(CommandFailure) {
        // Commands may give the same name a meaning of their own.
        let own = command.flatMap(CommandTable.spec)?.options.first { $0.name == option.name }
        let option = own ?? option
        guard own != nil || OptionTable.global.contains(option) else {
            let owners = CommandTable.all.filter { $0.options.contains(option) }.map {
                "'\($0.name.rawValue)'"
            }
            let here = command.map { "not to '\($0.rawValue)'" } ?? "and no command is given"
            throw .usage("option \(option.name) belongs to \(OptionSpec.list(owners)), \(here)")
        }
        if option.placeholder != nil {
            if values[option.name] != nil { throw .usage("option \(option.name) is given twice") }
            if let complaint = option.complaint(about: value) {
                throw .usage("option \(option.name) \(complaint)")
            }
        }
        values[option.name] = value
    }

    private func checkOperands() throws(CommandFailure) {
        guard let spec = command.flatMap(CommandTable.spec) else { return }
        let usage = "zartop \(spec.usage)"
        let name = spec.name.rawValue
        // What takes many without their names takes no name; one that is never needed may narrow them down.
        let needsName = spec.operands.contains { !$0.isOptional }
        if needsName, let broad = ["--where", "--all", "--list"].first(where: { has($0) }) {
            guard operands.isEmpty else {
                let value = spec.options.first { $0.name == broad }?.placeholder.map { " \($0)" } ?? ""
                throw .usage(
                    "'\(name)' takes \(broad) or a name, not both: zartop \(name) \(broad)\(value), or \(usage)"
                )
            }
            return
        }
        var rest = operands[...]
        for operand in spec.operands {
            if rest.isEmpty {
                if operand.isOptional { continue }
                let article = "AEIO".contains(operand.name.prefix(1)) ? "an" : "a"
                throw .usage("'\(name)' needs \(article) \(operand.name): \(usage)")
            }
            rest = operand.isRepeated ? [] : rest.dropFirst()
        }
        if let extra = rest.first {
            throw .usage("'\(name)' has no use for '\(PlainText.harmless(extra))': \(usage)")
        }
        // What is being completed may not have begun yet.
        if operands.contains(""), spec.name != .completions {
            throw .usage("'\(name)' got an empty word: \(usage)")
        }
    }
}
