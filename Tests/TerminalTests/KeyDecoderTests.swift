import Canvas
import Terminal
import Testing

@Suite(.timeLimit(.minutes(10)))
struct KeyDecoderTests {
    private func decode(_ text: String) -> [Key] {
        var decoder = KeyDecoder()
        return decoder.feed(text.utf8) + decoder.flush()
    }

    @Test(
        arguments: [
            ("j", .character("j")), ("é", .character("é")), ("日", .character("日")), ("😀", .character("😀")),
            ("\t", .tab), ("\r", .enter), ("\n", .enter), ("\u{7F}", .backspace), ("\u{8}", .backspace),
            ("\u{1}", .control("a")), ("\u{4}", .control("d")), ("\u{1A}", .control("z")),
            ("\u{1B}", .escape),
            ("\u{1B}[A", .up), ("\u{1B}OA", .up), ("\u{1B}[1;5A", .up), ("\u{1B}[B", .down),
            ("\u{1B}OC", .right),
            ("\u{1B}[D", .left), ("\u{1B}[H", .home), ("\u{1B}OH", .home), ("\u{1B}[1~", .home),
            ("\u{1B}[7~", .home),
            ("\u{1B}[F", .end), ("\u{1B}[4~", .end), ("\u{1B}[8~", .end), ("\u{1B}[2~", .insert),
            ("\u{1B}[3~", .delete), ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown),
            ("\u{1B}[6;2~", .pageDown),
            ("\u{1B}[Z", .backTab), ("\u{1B}OM", .enter), ("\u{1B}OP", .function(1)),
            ("\u{1B}[[A", .function(1)),
            ("\u{1B}[11~", .function(1)), ("\u{1B}[15~", .function(5)), ("\u{1B}[17~", .function(6)),
            ("\u{1B}[21~", .function(10)), ("\u{1B}[24~", .function(12)), ("\u{1B}[1;2P", .function(1)),
            ("\u{1B}[<64;1;1M", .wheel(.up, Position(row: 0, column: 0))),
            ("\u{1B}[<69;200;60M", .wheel(.down, Position(row: 59, column: 199))),
            ("\u{1B}[<0;12;5M", .click(Position(row: 4, column: 11))),
        ] as [(String, Key)]
    )
    func `a sequence is one key, in whatever pieces it comes`(sequence: String, key: Key) {
        #expect(decode(sequence) == [key])
        var decoder = KeyDecoder()
        var keys: [Key] = []
        for byte in sequence.utf8 { keys += decoder.feed([byte]) }
        #expect(keys + decoder.flush() == [key])
        #expect(decode("x" + sequence + "y").first == .character("x"))
    }

    @Test(arguments: [
        "\u{1B}[99~", "\u{1B}[?1;2c", "\u{1B}[<0;10;5m", "\u{1B}[<2;10;5M", "\u{1B}[<0;0;5M", "\u{1B}[<0;10M",
        "\u{1B}[<32;10;5M",
        "\u{1B}[<;;M", "\u{1B}[<99999999999999999999;1;1M", "\u{1B}[I", "\u{1B}[O", "\u{1B}[1 q",
        "\u{0}", "\u{1C}", "\u{1B}Oz", "\u{1B}[[Z", "\u{9B}",
    ])
    func `what is unknown is swallowed whole`(sequence: String) {
        #expect(decode(sequence + "j") == [.character("j")])
    }

    @Test func `an Esc waits, and is itself when nothing follows`() {
        var decoder = KeyDecoder()
        #expect(decoder.feed([0x1B]) == [])
        #expect(decoder.isWaiting)
        #expect(decoder.flush() == [.escape])
        #expect(!decoder.isWaiting)
        #expect(decoder.flush() == [])
        #expect(decode("\u{1B}j") == [.escape, .character("j")])
        #expect(decode("\u{1B}\u{1B}[A") == [.escape, .up])
        #expect(decode("\u{1B}[") == [])
    }

    @Test(
        arguments: [
            ("\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\", Colour.rgb(255, 255, 255)),
            ("\u{1B}]11;rgb:1414/1818/1f1f\u{7}", .rgb(0x14, 0x18, 0x1F)),
            ("\u{1B}]11;rgba:f/0/8/f\u{7}", .rgb(255, 0, 136)), ("\u{1B}]11;rgb:zz/0/0\u{7}", nil),
            ("\u{1B}]11;rgb:1/2\u{7}", nil),
        ] as [(String, Colour?)]
    )
    func `an answer that was asked for is no key, in whatever pieces it comes`(
        answer: String,
        colour: Colour?
    ) {
        var decoder = KeyDecoder()
        decoder.isAnswerOwed = true
        var keys: [Key] = []
        for byte in "j\(answer)k\u{1B}[?62;22c".utf8 { keys += decoder.feed([byte]) }
        #expect(keys == [.character("j"), .character("k")])
        #expect(decoder.background == colour)
        #expect(!decoder.isAnswerOwed)
    }

    @Test func `Alt and a bracket stay keys, asked or not`() {
        #expect(decode("\u{1B}]11") == [.escape, .character("]"), .character("1"), .character("1")])
        var decoder = KeyDecoder()
        decoder.isAnswerOwed = true
        #expect(decoder.feed("\u{1B}]x".utf8) == [.escape, .character("]"), .character("x")])
        let endless = decoder.feed("\u{1B}]11;rgb".utf8) + decoder.feed(repeatElement(0x31, count: 100))
        #expect(endless.count > 90)
    }

    @Test func `pasted text is one key and never acts`() {
        #expect(
            decode("a\u{1B}[200~q\r\u{1B}[Aé\u{1B}[201~b") == [
                .character("a"), .paste("q\r\u{1B}[Aé"), .character("b"),
            ]
        )
        var decoder = KeyDecoder()
        var keys: [Key] = []
        for byte in "\u{1B}[200~qq\u{1B}[201~x".utf8 {
            keys += decoder.feed([byte])
            if keys.isEmpty, byte != 0x1B { #expect(decoder.flush() == []) }
        }
        #expect(keys == [.paste("qq"), .character("x")])
    }

    @Test func `an answer too long to be one is the same keys whole and in pieces`() {
        let sent = Array("\u{1B}]11;rgb:".utf8) + [UInt8](repeating: 0x66, count: 70) + Array("\u{1B}\\".utf8)
        var whole = KeyDecoder()
        whole.isAnswerOwed = true
        var cut = whole
        let keys = whole.feed(sent)
        #expect(keys.first == .escape && keys.count > 70)
        #expect(sent.flatMap { cut.feed([$0]) } == keys)
    }

    @Test func `an endless paste and an endless sequence take bounded memory`() {
        var decoder = KeyDecoder()
        #expect(decoder.feed("\u{1B}[200~".utf8) == [])
        for _ in 0..<40 { #expect(decoder.feed(repeatElement(0x61, count: 4096)) == []) }
        guard case .paste(let text) = decoder.feed("\u{1B}[201~".utf8).first else {
            Issue.record("no paste")
            return
        }
        #expect(text.utf8.count == 64 * 1024)
        var other = KeyDecoder()
        let keys = other.feed("\u{1B}[".utf8) + other.feed(repeatElement(0x31, count: 500))
        #expect(keys.count > 400)
        #expect(!other.isWaiting)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `no bytes trap it and none of its keys is a control character`(seed: UInt64) {
        var numbers = seed
        func next() -> UInt8 {
            numbers = numbers &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: numbers >> 56)
        }
        var decoder = KeyDecoder()
        for _ in 0..<20_000 {
            let byte = next()
            let keys = decoder.feed([byte < 64 ? 0x1B : byte < 96 ? 0x5B : next()])
            for case .character(let scalar) in keys {
                #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
            }
            if next() < 3 { _ = decoder.flush() + decoder.feed("\u{1B}[201~".utf8) }
        }
    }
}
