import Canvas

/// A theme file, which is read whatever is in it: a warning for what is not understood, and a paint for every role.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTheme(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    let (theme, warnings) = ThemeReader.read(text, file: "fuzz") { name in name == "self" ? text : nil }
    for warning in warnings {
        precondition(warning.line >= 0 && !warning.message.isEmpty, "a warning has a place and a reason")
    }
    for depth in ColourDepth.allCases {
        for role in Role.allCases { _ = theme.paint(Style(role, on: .selection), depth: depth) }
    }
    _ = ThemeLint.findings(theme)
    return 0
}
