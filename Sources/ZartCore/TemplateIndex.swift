/// Templates with whom each belongs to, arranged so that finding a collision does not mean trying every pair.
///
/// Two templates can make the same id only if one's prefix is the other's, or the other's continues it with a
/// digit; so each is kept under its prefix, and under every piece of it that a digit follows.
package struct TemplateIndex<Owner: Sendable>: Sendable {
    /// A template and its owner.
    package typealias Entry = (template: IDTemplate, owner: Owner)

    private var byPrefix: [String: [Entry]] = [:]
    private var byPiece: [String: [Entry]] = [:]

    package init() {}

    package mutating func insert(_ template: IDTemplate, of owner: Owner) {
        byPrefix[template.prefix, default: []].append((template, owner))
        for piece in Self.pieces(of: template.prefix) {
            byPiece[piece, default: []].append((template, owner))
        }
    }

    /// A template that could make an id which this one makes too, among those for which the condition holds.
    package func collision(with template: IDTemplate, where isRelevant: (Entry) -> Bool) -> Entry? {
        let near = [template.prefix] + Self.pieces(of: template.prefix)
        for entry in near.lazy.flatMap({ byPrefix[$0] ?? [] }) where isRelevant(entry) {
            if entry.template.canCollide(with: template) { return entry }
        }
        return (byPiece[template.prefix] ?? []).first {
            isRelevant($0) && $0.template.canCollide(with: template)
        }
    }

    /// Whether that very template is kept, for an owner for which the condition holds.
    package func contains(_ template: IDTemplate, where isOwner: (Owner) -> Bool) -> Bool {
        (byPrefix[template.prefix] ?? []).contains { $0.template == template && isOwner($0.owner) }
    }

    /// A template that could make the id.
    package func maker(of id: String) -> IDTemplate? {
        if byPrefix.isEmpty { return nil }
        return Self.pieces(of: id).lazy.flatMap { byPrefix[$0] ?? [] }
            .first { $0.template.occurrence(of: id) != nil }?.template
    }

    /// What stands before each digit of the text.
    private static func pieces(of text: String) -> [String] {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return text.utf8.indices.filter { digits.contains(text.utf8[$0]) }.map { String(text[..<$0]) }
    }
}

extension IDTemplate {
    /// Why a task cannot have it beside another one's.
    package func complaint(of task: String, against other: IDTemplate, of owner: String) -> String {
        "id template '\(self)' of task '\(task)' can make ids of '\(other)' of \(owner): choose one that cannot"
    }
}
