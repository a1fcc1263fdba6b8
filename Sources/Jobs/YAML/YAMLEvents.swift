internal import CYAML

/// The events of libyaml's parser, as values.
final class YAMLEvents {
    /// One event with its place.
    struct Event {
        let mark: Mark
        let kind: Kind
        var anchor: String?
        var hasTag = false
    }

    /// What an event says.
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(YAMLNode.Scalar)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
    }

    /// Why the text is no YAML, and where.
    struct Failure: Error {
        let mark: Mark
        let message: String
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeBufferPointer<UInt8>

    /// Begins at the first byte; the bytes must outlive the events.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        parser = .allocate(capacity: 1)
        // It fails only without memory, and then leaves a cleared parser, whose every event is an error.
        _ = yaml_parser_initialize(parser)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    func next() -> Result<Event, Failure> {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { return .failure(failure()) }
        defer { yaml_event_delete(&event) }
        let mark = Self.mark(event.start_mark)
        switch event.type {
        case YAML_STREAM_START_EVENT: return .success(Event(mark: mark, kind: .streamStart))
        case YAML_DOCUMENT_START_EVENT: return .success(Event(mark: mark, kind: .documentStart))
        case YAML_DOCUMENT_END_EVENT: return .success(Event(mark: mark, kind: .documentEnd))
        case YAML_SEQUENCE_END_EVENT: return .success(Event(mark: mark, kind: .sequenceEnd))
        case YAML_MAPPING_END_EVENT: return .success(Event(mark: mark, kind: .mappingEnd))
        case YAML_ALIAS_EVENT:
            return .success(Event(mark: mark, kind: .alias(Self.text(event.data.alias.anchor) ?? "")))
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length),
                as: UTF8.self
            )
            let style: YAMLNode.Style =
                switch scalar.style {
                case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: .quoted
                case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
                default: .plain
                }
            return .success(
                Event(
                    mark: mark,
                    kind: .scalar(YAMLNode.Scalar(text: text, style: style)),
                    anchor: Self.text(scalar.anchor),
                    hasTag: scalar.tag != nil
                )
            )
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return .success(
                Event(
                    mark: mark,
                    kind: .sequenceStart,
                    anchor: Self.text(start.anchor),
                    hasTag: start.tag != nil
                )
            )
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return .success(
                Event(
                    mark: mark,
                    kind: .mappingStart,
                    anchor: Self.text(start.anchor),
                    hasTag: start.tag != nil
                )
            )
        // The end of the stream, and no event once it is passed.
        default: return .success(Event(mark: mark, kind: .streamEnd))
        }
    }

    private static func mark(_ mark: yaml_mark_t) -> Mark {
        Mark(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
    }

    private static func text(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }

    // MARK: Failures

    private func failure() -> Failure {
        let problem =
            parser.pointee.problem.map { String(cString: $0) } ?? "there is no memory left to read it"
        switch parser.pointee.error {
        case YAML_READER_ERROR:
            let mark = mark(ofByte: Int(clamping: parser.pointee.problem_offset))
            return Failure(mark: mark, message: "\(problem): write the file in UTF-8")
        case YAML_SCANNER_ERROR, YAML_PARSER_ERROR:
            let mark = Self.mark(parser.pointee.problem_mark)
            let isTab = byte(at: Int(clamping: parser.pointee.problem_mark.index)) == UInt8(ascii: "\t")
            if isTab { return Failure(mark: mark, message: "a tab stands here: indent with spaces") }
            let context = parser.pointee.context.map { " \(String(cString: $0))" } ?? ""
            // What a cron expression begins with means something else in YAML.
            let isUnquoted =
                parser.pointee.error == YAML_SCANNER_ERROR
                && ["an alias", "an anchor", "a tag", "any token"].contains {
                    "\(problem)\(context)".contains($0)
                }
            let advice = isUnquoted ? ": put the value in quotes" : ""
            return Failure(mark: mark, message: "this is not YAML: \(problem)\(context)\(advice)")
        default: return Failure(mark: Mark(line: 1, column: 1), message: problem)
        }
    }

    /// The byte at the index of a character, where all before it are ASCII; nil otherwise, as it is only a hint.
    private func byte(at index: Int) -> UInt8? {
        guard index < bytes.count, bytes.prefix(index).allSatisfy({ $0 < 0x80 }) else { return nil }
        return bytes[index]
    }

    private func mark(ofByte offset: Int) -> Mark {
        let before = bytes.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return Mark(
            line: line,
            column: String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
        )
    }
}
