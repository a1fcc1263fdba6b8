import Canvas
import Dashboard
import Testing

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct ConfigurationTests {
    @Test func `values and keys are read with their places`() {
        let configuration = Configuration(
            text: """
                # looks
                theme = paper   # the light one
                mouse = on
                [keys]
                execution.cancel = F8, C-x
                task.stop = #
                """,
            file: "config"
        )
        #expect(configuration.warnings == [])
        #expect(configuration.theme.value == "paper")
        #expect(configuration.theme.origin == "config:2")
        #expect(configuration.mouse.value)
        #expect(configuration.keyMap.keys(.cancel) == [.function(8), .control("x")])
        #expect(configuration.keyMap.action(.character("#")) == .stop)
        #expect(configuration.keyMap.action(.character("x")) == nil)
        #expect(configuration.lines.contains { $0.hasPrefix("theme ") && $0.hasSuffix("# config:2") })
        #expect(configuration.lines.contains { $0.hasPrefix("glyphs ") && $0.hasSuffix("# default") })
    }

    @Test(arguments: [
        ("theem = paper", "c:1: no setting 'theem'; did you mean 'theme'?"),
        ("glyphs = emoji", "c:1: glyphs is auto, unicode or ascii, not 'emoji'"),
        ("mouse = maybe", "c:1: mouse is on or off, not 'maybe'"),
        ("nonsense", "c:1: 'nonsense' is no 'key = value'"),
        ("[kyes]", "c:1: no section 'kyes': there is only [keys]"),
        (
            "[keys]\nexecution.cancle = x",
            "c:2: no action 'execution.cancle'; did you mean 'execution.cancel'?"
        ),
        ("[keys]\ntask.stop = Ctrl+S", "c:2: no key 'Ctrl+S': write x, space, C-d, PgUp or F1"),
        ("[keys]\ntask.stop = x\ntask.pause = x", "c:2: 'x' is the key of task.pause already"),
    ])
    func `what is wrong is named with its place and does not count`(text: String, sentence: String) {
        let configuration = Configuration(text: text, file: "c")
        #expect(configuration.warnings == [sentence])
        #expect(configuration.theme.value == "auto")
    }

    @Test func `what is printed is a configuration file`() {
        let text = Configuration().lines.joined(separator: "\n").replacing("= mono", with: "= paper")
        let configuration = Configuration(text: text, file: "c")
        #expect(configuration.warnings == [])
        #expect(configuration.keyMap == Configuration().keyMap)
    }

    @Test func `every key's name is read back`() {
        for action in Action.allCases {
            for key in action.usualKeys { #expect(Key(name: key.name()) == key) }
        }
        #expect(Key(name: "") == nil)
        #expect(Key(name: "F99") == nil)
    }
}
