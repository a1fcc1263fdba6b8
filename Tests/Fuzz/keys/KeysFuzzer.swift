import Canvas
import KeyDecoding

/// What a terminal sends, in pieces: the keys do not depend on how it was cut, and none is a control character.
///
/// The first byte says where to cut and whether an answer is owed.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKeys(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard count > 1 else { return 0 }
    let all = Array(UnsafeBufferPointer(start: bytes, count: count))
    let piece = Int(all[0] & 0x0F) + 1
    let sent = all.dropFirst()
    var whole = KeyDecoder()
    whole.isAnswerOwed = all[0] & 0x80 != 0
    var cut = whole
    let keys = whole.feed(sent)
    var pieces: [Key] = []
    var rest = sent
    while !rest.isEmpty {
        pieces += cut.feed(rest.prefix(piece))
        rest = rest.dropFirst(piece)
    }
    precondition(keys == pieces, "the keys do not depend on the pieces they came in")
    precondition(
        whole.isWaiting == cut.isWaiting && whole.background == cut.background,
        "nor does what is left"
    )
    for case .character(let scalar) in keys + whole.flush() {
        precondition(
            scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value),
            "a character is none that controls"
        )
    }
    return 0
}
