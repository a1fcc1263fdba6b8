internal import Canvas
internal import Terminal

/// `theme`.
extension CommandRun {
    /// Says what makes themes hard to read, one line each.
    func lintThemes() throws(CommandFailure) -> ExitStatus {
        guard operand == "lint" else {
            throw .usage("there is no 'theme \(operand)': 'zartop theme lint FILE...' is what there is")
        }
        let shelf = ThemeShelf(environment: surroundings.terminalVariables, program: ThemeShelf.program)
        var list = JSONList(console)
        var isClean = true
        for word in arguments.operands.dropFirst() {
            // A file of this folder, and not a theme of that name.
            let path = word.hasSuffix(".theme") && !word.contains("/") ? "./\(word)" : word
            guard let found = shelf.find(path) else { throw .usage(shelf.complaint(about: path)) }
            let findings =
                found.warnings.map { "\($0)" } + ThemeLint.findings(found.theme).map { "\(word): \($0)" }
            if !findings.isEmpty { isClean = false }
            if isJSON {
                list.add(
                    .object([("theme", .string(word)), ("findings", .list(findings.map(JSONValue.string)))])
                )
            } else if findings.isEmpty {
                console.out("\(PlainText.harmless(word)): nothing wrong\n")
            } else {
                for finding in findings { console.out("\(PlainText.harmless(finding))\n") }
            }
        }
        if isJSON { list.finish() }
        return isClean ? .done : .endedBadly
    }
}
