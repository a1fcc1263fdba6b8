import CPseudoTerminal
import Glibc
import Terminal
import Testing

/// A terminal whose operator is the test.
final class PseudoTerminal {
    /// The operator's end.
    let operatorEnd: Int32
    /// The program's end.
    let programEnd: Int32

    init(columns: Int32 = 40, rows: Int32 = 6) throws {
        var program: Int32 = -1
        operatorEnd = zt_pty_open(columns, rows, &program)
        programEnd = program
        try #require(operatorEnd >= 0 && programEnd >= 0)
    }

    deinit {
        close(operatorEnd)
        close(programEnd)
    }

    /// Settings for a screen on it.
    func settings(_ environment: [String: String] = ["TERM": "xterm-256color"]) -> TerminalSettings {
        var settings = TerminalSettings(environment: environment)
        settings.input = programEnd
        settings.output = programEnd
        settings.needsForeground = false
        settings.keepsStandardError = false
        return settings
    }

    /// The program's end as a file, for another process.
    func path() throws -> String {
        var name = [UInt8](repeating: 0, count: 128)
        let status = name.withUnsafeMutableBytes { bytes in
            zt_pty_name(operatorEnd, bytes.assumingMemoryBound(to: CChar.self).baseAddress, 128)
        }
        try #require(status == 0)
        return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Types bytes.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        write(operatorEnd, bytes, bytes.count)
    }

    /// What has been shown since the last look, as it came.
    func seen() -> String {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(operatorEnd, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += buffer.prefix(count)
        }
    }

    /// The terminal's modes, in a form that can be compared.
    func modes() throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = zt_pty_modes(programEnd, &bytes, Int32(bytes.count))
        try #require(count > 0)
        return Array(bytes.prefix(Int(count)))
    }
}
