/// A text that others are compared with; the case of the letters A to Z does not matter.
package struct FilterPattern: Hashable, Sendable {
    /// A piece of it.
    enum Part: Hashable {
        case exactly(Unicode.Scalar)
        case anyOne
        case anyMany
    }

    /// Whether a part of the other text is enough.
    package let isPart: Bool
    private let parts: [Part]

    init(_ parts: [Part], isPart: Bool) {
        self.parts = parts.map { part in
            guard case .exactly(let scalar) = part else { return part }
            return .exactly(scalar.folded)
        }
        self.isPart = isPart
    }

    /// Creates one that looks for a text as it is.
    package init(part text: String) {
        self.init(text.unicodeScalars.map(Part.exactly), isPart: true)
    }

    /// It without signs, when it has none: the letters A to Z in lower case.
    package var literal: String? {
        var text = ""
        for part in parts {
            guard case .exactly(let scalar) = part else { return nil }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    /// It in the signs of a shell, `*`, `?` and `[…]` around what only looks like one; letters in lower case.
    package var glob: String {
        var text = ""
        for part in parts {
            switch part {
            case .anyOne: text += "?"
            case .anyMany: text += "*"
            case .exactly("*"): text += "[*]"
            case .exactly("?"): text += "[?]"
            case .exactly("["): text += "[[]"
            case .exactly(let scalar): text.unicodeScalars.append(scalar)
            }
        }
        return isPart ? "*\(text)*" : text
    }

    /// Whether a text matches.
    package func matches(_ text: String) -> Bool {
        let parts = isPart ? [.anyMany] + parts + [.anyMany] : parts
        let scalars = text.unicodeScalars
        // Where to go on when the pieces after the last `*` do not fit: one character further.
        var retry: (part: Int, place: String.Index)?
        var part = 0
        var place = scalars.startIndex
        while place < scalars.endIndex || part < parts.count {
            if part < parts.count, parts[part] == .anyMany {
                part += 1
                retry = (part, place)
                continue
            }
            if part < parts.count, place < scalars.endIndex, parts[part].fits(scalars[place]) {
                part += 1
                place = scalars.index(after: place)
                if part == parts.count, parts.last == .anyMany { return true }
                continue
            }
            guard let last = retry, last.place < scalars.endIndex else { return false }
            if last.part == parts.count { return true }
            part = last.part
            place = scalars.index(after: last.place)
            retry = (part, place)
        }
        return true
    }

    /// Where a text has it, from left to right; nowhere when it has signs.
    func ranges(in text: String) -> [Range<String.Index>] {
        guard literal?.isEmpty == false else { return [] }
        var found: [Range<String.Index>] = []
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        while start < scalars.endIndex {
            if let end = end(in: scalars, from: start) {
                found.append(start..<end)
                start = end
            } else {
                start = scalars.index(after: start)
            }
        }
        return found
    }

    private func end(in scalars: String.UnicodeScalarView, from start: String.Index) -> String.Index? {
        var place = start
        for part in parts {
            guard place < scalars.endIndex, part.fits(scalars[place]) else { return nil }
            place = scalars.index(after: place)
        }
        return place
    }
}

extension FilterPattern.Part {
    fileprivate func fits(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .exactly(let own): own == scalar.folded
        case .anyOne, .anyMany: true
        }
    }
}

extension Unicode.Scalar {
    /// It in lower case if it is one of A to Z, as databases compare text.
    var folded: Unicode.Scalar {
        ("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(truncatingIfNeeded: value + 32)) : self
    }
}
