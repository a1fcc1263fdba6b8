internal import CCurses
internal import CPlatform
internal import Canvas
internal import Glibc

/// An ncurses screen that draws into a file in memory and reads from none.
struct Screen {
    /// The colours its description speaks of.
    let colours: Int
    /// True when it is ``DirectDescription``'s.
    let isDirect: Bool
    /// True when it can show a screen apart and return to the one before.
    let hasAlternate: Bool
    /// The bytes that begin a screen.
    let enterBytes: [UInt8]
    /// The bytes that undo all others.
    let leaveBytes: [UInt8]
    /// The bytes that set what terminal descriptions do not describe.
    let modeBytes: [UInt8]
    private let pointer: OpaquePointer
    private let output: UnsafeMutablePointer<FILE>
    private let input: UnsafeMutablePointer<FILE>

    /// Opens a screen on a descriptor, which stays the caller's.
    ///
    /// A terminal of unknown type is taken for an xterm, as nearly all are. With `wantsExact` colours, and where the
    /// system has no description of any, the one in ``DirectDescription`` is used.
    init(
        type: String,
        output descriptor: Int32,
        wantsExact: Bool,
        terminfo: String?
    ) throws(TerminalError) {
        // ncurses gets descriptors of its own to close, and neither is the terminal.
        guard let output = fdopen(dup(descriptor), "w"), let input = fdopen(zt_memory_file(), "r") else {
            throw TerminalError(code: .system, message: "no descriptors for the screen")
        }
        var pointer: OpaquePointer?
        var isDirect = false
        func openDirect() {
            // ncurses reads it now and never again, and no child may inherit it.
            setenv("TERMINFO", DirectDescription.variable, 1)
            pointer = newterm(DirectDescription.name, output, input)
            isDirect = pointer != nil
            if let terminfo { setenv("TERMINFO", terminfo, 1) } else { unsetenv("TERMINFO") }
        }
        if wantsExact { openDirect() }
        for candidate in [type, "xterm-256color", "xterm"] where pointer == nil {
            pointer = candidate.withCString { newterm($0, output, input) }
        }
        if pointer == nil { openDirect() }
        guard let pointer, zt_move_bytes(0, 0) != nil else {
            if let pointer { delscreen(pointer) }
            fclose(output)
            fclose(input)
            throw TerminalError(code: .unusable, message: "the terminal '\(type)' cannot place text")
        }
        self.pointer = pointer
        self.output = output
        self.input = input
        typeahead(-1)
        nonl()
        curs_set(0)
        if has_colors() {
            start_color()
            use_default_colors()
        }
        self.isDirect = isDirect
        colours = !has_colors() ? 0 : isDirect ? ColourDepth.direct.rawValue : Int(zt_colors())

        let alternate = Self.capability("smcup")
        hasAlternate = !alternate.isEmpty
        enterBytes = alternate + Self.capability("civis")
        // Bracketed paste, for what is pasted must not act as keys.
        modeBytes = hasAlternate ? Array("\u{1B}[?2004h".utf8) : []
        // Without a screen apart the shell goes on at the foot of ours; no terminal has that many rows.
        let foot = Self.withoutPadding(zt_move_bytes(998, 0)) + Array("\r\n".utf8)
        leaveBytes =
            (hasAlternate ? Array("\u{1B}[?2026l\u{1B}[?2004l".utf8) + Self.mouseOff : [])
            + Self.capability("sgr0") + Self.capability("cnorm")
            + (hasAlternate ? Self.capability("rmcup") : foot)
    }

    /// Asks for presses and the wheel, with places of any size.
    static let mouseOn = Array("\u{1B}[?1000h\u{1B}[?1006h".utf8)
    /// Takes that back.
    static let mouseOff = Array("\u{1B}[?1006l\u{1B}[?1000l".utf8)

    /// Makes it as large as the window and the next frame a whole one.
    func resize(to size: Size) {
        resize_term(Int32(clamping: size.rows), Int32(clamping: size.columns))
        clearok(zt_curscr(), true)
    }

    /// Frees it; the caller has given the terminal back.
    func close() {
        endwin()
        delscreen(pointer)
        fclose(output)
        fclose(input)
    }

    private static func capability(_ name: String) -> [UInt8] {
        withoutPadding(zt_capability(name))
    }

    /// The bytes of a capability without its `$<…>` pauses, which only hardware of 1980 needs.
    private static func withoutPadding(_ capability: UnsafePointer<CChar>?) -> [UInt8] {
        guard let capability else { return [] }
        var rest = Array(String(cString: capability).utf8)[...]
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "$"), rest.first == UInt8(ascii: "<"),
                let end = rest.firstIndex(of: UInt8(ascii: ">"))
            {
                rest = rest[(end + 1)...]
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}
