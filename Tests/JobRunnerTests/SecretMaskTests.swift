import Shell
import Testing

@testable import JobRunner

/// Secrets in JSON.
struct SecretMaskTests {
    @Test func `a secret is found as JSON writes it`() {
        let mask = SecretMask(findingInJSON: ["say \"hé\"", "one\r\ntwo three"])
        #expect(mask.masked(#"{"a":"say \"hé\"","b":"say \"h\u00e9\""}"#) == #"{"a":"***","b":"***"}"#)
        #expect(mask.masked(#"one\r\ntwo three"#) == "***")
        #expect(mask.masked("one two three") == "one ***")
    }

    @Test(arguments: [
        #"ab\/cd&<é'+"#, #"ab\/cd&<\u00e9'+"#, #"ab/cd\u0026\u003cé'+"#, #"ab/cd&<\u00E9'+"#,
        #"ab/cd&<\u00e9'+"#,
        #"ab/cd\u0026\u003cé\u0027+"#, #"ab/cd\u0026\u003C\u00E9\u0027\u002B"#,
    ])
    func `a secret is found however a writer of JSON spells it`(written: String) {
        #expect(SecretMask(findingInJSON: ["ab/cd&<é'+"]).masked("{\"t\":\"\(written)\"}") == #"{"t":"***"}"#)
    }

    @Test(arguments: [
        (#"{"port": ***}"#, #"{"port": "***"}"#), ("[-***.5e3,1]", #"["***",1]"#), ("***", #""***""#),
        (#"{"t":"***","u":"\"***"}"#, #"{"t":"***","u":"\"***"}"#), ("[true,1e5]", "[true,1e5]"),
        ("2*3", "2*3"),
    ])
    func `a masked number leaves JSON as it was`(text: String, quoted: String) {
        #expect(SecretMask.quoted(inJSON: text) == quoted)
    }
}
