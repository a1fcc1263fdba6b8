internal import Canvas
internal import Glibc
internal import Terminal

/// What the operator copied: for the terminal's clipboard, and in a file, since many terminals refuse the former.
enum ClipboardFile {
    static func copy(_ text: String, _ terminal: Terminal) {
        terminal.copy(text)
        guard let folder = StateFolder.path() else { return }
        StateFolder.write(text + "\n", to: "\(folder)/clipboard")
    }
}

/// A screen kept as text.
enum ScreenFile {
    /// Writes the screen as text and its rows as JSON to the state folder, and says where, or why not.
    static func save(_ canvas: Canvas, rows: String) -> String {
        guard let folder = StateFolder.path() else {
            return "no state folder can be made: set XDG_STATE_HOME"
        }
        let name = "\(folder)/screen-\(time(nil))"
        for (path, text) in [("\(name).txt", canvas.text), ("\(name).json", rows)] {
            if let reason = StateFolder.write(text + "\n", to: path) {
                return "cannot write '\(path)': \(String(cString: strerror(reason)))"
            }
        }
        return "saved as \(name).txt and .json"
    }
}

/// The folder for what the program remembers between runs.
enum StateFolder {
    /// Its path, made if need be; nil when the surroundings name no place.
    static func path() -> String? {
        let variable = Surroundings.process().variable
        let base =
            variable("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? variable("HOME").map { "\($0)/.local/state" }
        guard let base else { return nil }
        let path = "\(base)/zartop"
        Folder.make(above: "\(path)/x")
        return path
    }

    /// Writes a file that only its owner may read, or gives the error's number.
    @discardableResult
    static func write(_ text: String, to path: String) -> Int32? {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        return Descriptor.write(text, to: descriptor)
    }
}
