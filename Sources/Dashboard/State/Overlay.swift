/// What covers the screen and takes the keys.
package enum Overlay: Hashable, Sendable {
    /// The keys, searchable.
    case help(HelpState)
    /// A question before an order.
    case confirm(Confirmation)
    /// A line being typed.
    case prompt(Prompt)
    /// The themes.
    case themes(ThemePicker)
    /// How to leave while work is in flight.
    case leaving(LeavingDialog)
    /// What to do with the instants that a paused task has missed.
    case resume(ResumeDialog)
}

/// The list of keys.
package struct HelpState: Hashable, Sendable {
    /// What is searched for.
    package var search = ""
    /// The chosen line.
    package var place = 0

    /// Creates the list with nothing searched for.
    package init() {}
}

/// The list of themes.
package struct ThemePicker: Hashable, Sendable {
    /// The themes there are.
    package var names: [String]
    /// The one shown.
    package var place: Int
    /// The one to go back to.
    package var before: String
}

/// The question how to leave.
package struct LeavingDialog: Hashable, Sendable {
    /// When it was first on the screen.
    package var shownAt: Int64?
}

/// The question what becomes of missed instants.
package struct ResumeDialog: Hashable, Sendable {
    /// Stands for all tasks, where everything is paused; no task has such a name.
    package static let everything = "*"

    /// The task to resume, or ``everything``.
    package var task: String
    /// Why, in the operator's words; nil when not said.
    var reason: String?
    /// When it was first on the screen.
    package var shownAt: Int64?
}
