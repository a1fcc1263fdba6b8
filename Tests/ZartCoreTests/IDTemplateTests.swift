import Testing
import Timetable
import ZartCore

/// Templates, and whether the ids of two of them could ever be the same.
@Suite("id templates", .timeLimit(.minutes(10)))
struct IDTemplateTests {
    @Test(arguments: [
        ("report", "id template 'report' has no {occurrence}: write for example 'report-{occurrence}'"),
        ("", "id template '' has no {occurrence}: write for example '-{occurrence}'"),
        (
            "a-{occurrence}-{occurrence}",
            "id template 'a-{occurrence}-{occurrence}' has {occurrence} more than once: keep one"
        ),
        (
            "a-{date}-{occurrence}",
            "id template 'a-{date}-{occurrence}' has '{date}-': the one token is {occurrence}"
        ),
        ("{occurrence}-{x}", "id template '{occurrence}-{x}' has '{x}': the one token is {occurrence}"),
        ("a{{occurrence}}", "id template 'a{{occurrence}}' has '{}': the one token is {occurrence}"),
        ("a b-{occurrence}", "id template 'a b-{occurrence}' has ' ': use letters, digits, '.', '_' and '-'"),
        ("ü{occurrence}", "id template 'ü{occurrence}' has 'ü': use letters, digits, '.', '_' and '-'"),
        (
            "a\n{occurrence}",
            "id template 'a\n{occurrence}' has a control character: use letters, digits, '.', '_' and '-'"
        ),
    ])
    func `a template that cannot be is refused with a sentence`(text: String, sentence: String) {
        #expect(throws: InvalidInput(sentence)) { try IDTemplate(text) }
    }

    @Test func `its longest id has room`() throws {
        let room = String(repeating: "a", count: 200 - 19)
        #expect(try IDTemplate("\(room){occurrence}").id(.max).utf8.count == 200)
        #expect(throws: InvalidInput.self) { try IDTemplate("\(room)a{occurrence}") }
    }

    @Test(arguments: [
        "report-{occurrence}", "{occurrence}", "{occurrence}.x", "a{occurrence}7", "0{occurrence}0",
    ])
    func `an id leads back to its occurrence and no other text does`(text: String) throws {
        let template = try IDTemplate(text)
        #expect(template.description == text)
        for occurrence in [0, 1, 9, 10, 70, 700, 1_000_000, Int.max] {
            let id = template.id(occurrence)
            #expect(template.occurrence(of: id) == occurrence)
            for other in [
                "\(id)a", "a\(id)", "", template.prefix, template.prefix + template.suffix, "-\(id)",
            ] {
                let read = template.occurrence(of: other)
                #expect(read.map { template.id($0) == other } ?? true)
            }
        }
    }

    @Test(arguments: [
        "a-00", "a-01", "a-", "a", "b-1", "a-1x", "a-+1", "a--1", "a- 1", "a-٣", "a-9223372036854775808",
    ])
    func `what no occurrence is called is no occurrence`(id: String) throws {
        #expect(try IDTemplate("a-{occurrence}").occurrence(of: id) == nil)
    }

    /// All texts over the letters, up to that length.
    private static func texts(_ letters: String, upTo length: Int) -> [String] {
        var all = [""]
        var newest = [""]
        for _ in 0..<length {
            newest = newest.flatMap { text in letters.map { text + String($0) } }
            all += newest
        }
        return all
    }

    /// Numbers of up to five digits over the digits, as they are printed.
    private static func numbers(_ digits: String) -> [String] {
        texts(digits, upTo: 5).filter { !$0.isEmpty && ($0 == "0" || $0.first != "0") }
    }

    @Test(arguments: ["0a", "1a", "01", "1-", "12"])
    func `templates collide exactly if two of their ids can be the same`(letters: String) throws {
        let sides = Self.texts(letters, upTo: 2)
        let numbers = Self.numbers(letters.filter(\.isNumber) + (letters.contains("2") ? "" : "2"))
        let templates = try sides.flatMap { prefix in
            try sides.map { try IDTemplate("\(prefix){occurrence}\($0)") }
        }
        // With two letters a side, a shared id needs no number longer than five digits.
        let ids = templates.map { template in Set(numbers.map { template.prefix + $0 + template.suffix }) }
        for (index, one) in templates.enumerated() {
            for other in index..<templates.count {
                let real = !ids[index].isDisjoint(with: ids[other])
                let says = one.canCollide(with: templates[other])
                if says != real || says != templates[other].canCollide(with: one) {
                    Issue.record("'\(one)' and '\(templates[other])': \(says), really \(real)")
                }
            }
        }
    }

    @Test(arguments: [
        ("a-{occurrence}", "a-{occurrence}", true), ("a-{occurrence}", "b-{occurrence}", false),
        ("a-{occurrence}", "a-1{occurrence}", true), ("a-{occurrence}", "a-0{occurrence}", false),
        ("a-{occurrence}", "a-{occurrence}-x", false), ("a{occurrence}", "{occurrence}", false),
        ("a-{occurrence}-b", "a-1-{occurrence}", false), ("a-{occurrence}-2", "a-1-{occurrence}", true),
        ("a-{occurrence}-02", "a-1-{occurrence}", false), ("r{occurrence}", "report-{occurrence}", false),
        ("a-{occurrence}-b-7", "a-12-b-{occurrence}", true), ("{occurrence}0", "{occurrence}", true),
    ])
    func `names an operator would choose`(one: String, other: String, collide: Bool) throws {
        let (first, second) = (try IDTemplate(one), try IDTemplate(other))
        #expect(first.canCollide(with: second) == collide)
        #expect(second.canCollide(with: first) == collide)
    }
}
