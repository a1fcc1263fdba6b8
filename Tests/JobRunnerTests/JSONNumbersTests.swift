import Testing

@testable import JobRunner

struct JSONNumbersTests {
    @Test(arguments: [
        (#"{"version":1.10,"e":1e3,"n":-0.50}"#, ["version": "1.10", "e": "1e3", "n": "-0.50"]),
        (#" { "a" : 12 , "b" : [1.50, {"a": 7}] , "c" : {"d": 2.0} } "#, ["a": "12"]),
        (#"{"text":"1.10","quote":"\"x\":1.5,","after":2.20}"#, ["after": "2.20"]),
        (#"{"back\\":1.0,"plain":2.0}"#, ["back\\\\": "1.0", "plain": "2.0"]),
        (#"{"twice":1.0,"twice":2.0,"twice":3.0,"once":4.0}"#, ["once": "4.0"]),
        ("7.50", [:]), ("[1.50]", [:]), ("{}", [:]), ("", [:]), (#"{"open"#, [:]),
    ])
    func `numbers are taken as they are written`(json: String, texts: [String: String]) {
        #expect(JSONNumbers.texts(ofMembersOf: json) == texts)
    }
}
