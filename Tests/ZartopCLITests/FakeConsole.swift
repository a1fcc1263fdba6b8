import Synchronization

@testable import ZartopCLI

/// A console that keeps what is written.
final class FakeConsole: Console {
    let width: Int?
    var isTerminal: Bool { width != nil }
    let isInteractive: Bool
    private let answer: Bool
    private let word: String?
    private let texts = Mutex<(out: String, err: String)>(("", ""))

    init(width: Int? = nil, isInteractive: Bool = false, answer: Bool = false, word: String? = nil) {
        self.word = word
        self.width = width
        self.isInteractive = isInteractive
        self.answer = answer
    }

    var written: (out: String, err: String) { texts.withLock { $0 } }

    func out(_ text: String) { texts.withLock { $0.out += text } }
    func err(_ text: String) { texts.withLock { $0.err += text } }

    func ask(_ question: String) -> String? {
        err(question)
        return word
    }

    func confirm(_ question: String) -> Bool {
        err("\(question) [y/N] ")
        return answer
    }
}
