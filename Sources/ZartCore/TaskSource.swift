/// Who says what a task is: only its source changes or removes it.
package enum TaskSource: Sendable, Hashable, CustomStringConvertible {
    /// A program registers it when it starts.
    case program
    /// A job file, by its absolute path.
    case file(String)

    /// The stable text form: `program`, or `file:` and the path.
    package var description: String {
        switch self {
        case .program: "program"
        case .file(let path): "file:\(path)"
        }
    }

    /// Reads the stable text form back; nil if it is none.
    package init?(text: String) {
        if text == "program" {
            self = .program
        } else if text.hasPrefix("file:") {
            self = .file(String(text.dropFirst(5)))
        } else {
            return nil
        }
    }

    /// For a sentence: `a program`, or `job file '/srv/zartop.yaml'`.
    package var phrase: String {
        switch self {
        case .program: "a program"
        case .file(let path): "job file '\(path)'"
        }
    }

    /// What to do where a task of that name belongs to it, as the end of a sentence.
    package var wayOut: String {
        switch self {
        case .program: "give this one another name"
        case .file:
            "give this one another name, or take it out there and apply that file; if the file was moved, remove the old one"
        }
    }
}
