/// The counts at the head of a table.
struct TZifHeader {
    let version: Int
    let leapSeconds: Int
    let transitions: Int
    let types: Int
    let abbreviationBytes: Int
    let standardFlags: Int
    let universalFlags: Int
}
