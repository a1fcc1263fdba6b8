internal import ZartCore

/// `help` and `man`.
extension CommandRun {
    func showHelp() throws(CommandFailure) -> ExitStatus {
        guard !operand.isEmpty else {
            console.out(HelpText.guides)
            return .done
        }
        if let command = CommandSpec.Name(rawValue: operand).flatMap(CommandTable.spec) {
            console.out(HelpText.command(command))
        } else if let topic = HelpTopic(rawValue: operand) {
            console.out("\(topic.text)\n")
        } else {
            let known = HelpTopic.allCases.map(\.rawValue) + CommandSpec.Name.allCases.map(\.rawValue)
            let question = NearestName.question(operand, among: known)
            let advice = question.isEmpty ? "; 'zartop help' lists the topics" : question
            throw .usage("there is no topic '\(operand)'\(advice)")
        }
        return .done
    }

    func printManual() -> ExitStatus {
        console.out(ManualPage().text)
        return .done
    }
}
