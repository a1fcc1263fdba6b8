internal import FoundationEssentials

/// Between Swift values and the JSON text in which they are kept.
enum JSONCoding {
    static func encode(_ value: some Encodable) throws -> String {
        if let text = JSONStream.text(of: value) { return text }
        let encoder = JSONEncoder()
        // Sorted, so that equal values have equal texts: `start` compares payloads.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ json: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(json.utf8))
    }

    /// The text in one fixed form, so that texts can be compared by meaning; nil if it is no JSON.
    static func canonical(_ json: String) -> String? {
        guard let value = try? JSONDecoder().decode(AnyJSON.self, from: Data(json.utf8)) else { return nil }
        return try? encode(value)
    }
}
