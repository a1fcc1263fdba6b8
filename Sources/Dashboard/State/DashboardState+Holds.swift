internal import Canvas

extension DashboardState {
    /// The commands that hold back more than a task, or less; nil for any other.
    mutating func hold(_ verb: String, _ command: CommandWords, at moment: Int64) -> [Effect]? {
        let words = command.words.dropFirst()
        switch verb {
        case "pause-all":
            guard words.isEmpty else { return refuse(Self.usage(verb), at: moment) }
            return ask([command.request(.pauseAll)], isGrave: false)
        case "resume-all":
            let missed = words.first.flatMap { OrderRequest.Missed(rawValue: $0) }
            guard words.count < 2, words.isEmpty || missed != nil else {
                return refuse(Self.usage(verb), at: moment)
            }
            // What becomes of the instants is chosen with their number in sight.
            if words.isEmpty, snapshot.hold != nil, snapshot.heldBack != 0 {
                overlay = .resume(ResumeDialog(task: ResumeDialog.everything, reason: command.reason))
                return [.redraw]
            }
            return give([command.request(.resumeAll(missed: missed))])
        case "skip":
            guard let name = words.first, words.count < 3,
                let count = words.count == 2 ? Int(words[2]) : 1, (0...1_000_000).contains(count)
            else { return refuse(Self.usage(verb), at: moment) }
            if let unknown = unknownTask([name]) { return refuse(unknown, at: moment) }
            return give([command.request(.skip(task: name, count: count))])
        case "pause-steps", "resume-steps":
            guard words.count == 2 else { return refuse(Self.usage(verb), at: moment) }
            let isPause = verb == "pause-steps"
            return give([
                command.request(
                    isPause
                        ? .pauseSteps(steps: words[1], tasks: words[2])
                        : .resumeSteps(steps: words[1], tasks: words[2])
                )
            ])
        default: return nil
        }
    }
}
