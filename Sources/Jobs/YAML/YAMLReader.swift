internal import CYAML

/// Reads one YAML document into nodes, through libyaml's events.
///
/// Anchors, aliases and the merge key `<<` mean what YAML says; tags are refused, as the schema alone gives types.
/// A hostile file cannot make much of little: depth, and size with every alias counted in full, are bounded.
struct YAMLReader {
    /// The greatest size of a file in bytes.
    static let maximumBytes = 16 * 1024 * 1024
    /// The greatest number of nodes, those behind aliases counted each time they are used.
    static let maximumNodes = 2_000_000
    /// The greatest number of lists and mappings within one another.
    static let maximumDepth = 64

    private let events: YAMLEvents
    private var reading: Reading
    private var anchors: [String: YAMLNode] = [:]
    private var count = 0

    /// The file could not be read to its end; the reason is among the faults.
    private struct Stop: Error {}

    private init(_ events: YAMLEvents, _ reading: Reading) {
        self.events = events
        self.reading = reading
    }

    /// The document's root; nil when it is not to be used, the reason being among the faults.
    static func read(_ bytes: [UInt8], _ reading: inout Reading) -> YAMLNode? {
        guard bytes.count <= maximumBytes else {
            reading.fault(
                Mark(line: 1, column: 1),
                "the file is \(bytes.count) bytes: at most \(maximumBytes) are allowed"
            )
            return nil
        }
        return bytes.withUnsafeBufferPointer { buffer in
            var reader = YAMLReader(YAMLEvents(buffer), reading)
            let root = try? reader.document()
            reading = reader.reading
            return root
        }
    }

    // MARK: Documents

    private mutating func document() throws(Stop) -> YAMLNode? {
        _ = try next()
        guard case .documentStart = try next().kind else { return nil }
        let root = try node(try next(), depth: 0)
        // The end of the document, then that of the stream.
        _ = try next()
        let last = try next()
        guard case .streamEnd = last.kind else {
            throw stop(last.mark, "a second document begins here: a job file has one")
        }
        return root
    }

    private mutating func next() throws(Stop) -> YAMLEvents.Event {
        switch events.next() {
        case .success(let event): return event
        case .failure(let error): throw stop(error.mark, error.message)
        }
    }

    private mutating func stop(_ mark: Mark, _ message: String) -> Stop {
        reading.fault(mark, message)
        return Stop()
    }

    // MARK: Nodes

    private mutating func node(_ event: YAMLEvents.Event, depth: Int) throws(Stop) -> YAMLNode {
        try add(1, at: event.mark)
        if event.hasTag {
            reading.fault(event.mark, "a tag ('!…') has no meaning here: leave it out")
        }
        guard depth <= Self.maximumDepth else {
            throw stop(event.mark, "more than \(Self.maximumDepth) lists and mappings within one another")
        }
        let node: YAMLNode
        switch event.kind {
        case .alias(let name): return try alias(name, event.mark, depth: depth)
        case .scalar(let scalar): node = YAMLNode(event.mark, .scalar(scalar))
        case .sequenceStart: node = try sequence(event.mark, depth: depth)
        case .mappingStart: node = try mapping(event.mark, depth: depth)
        default: throw stop(event.mark, "the file ends too early")
        }
        if let anchor = event.anchor { anchors[anchor] = node }
        return node
    }

    private mutating func alias(_ name: String, _ mark: Mark, depth: Int) throws(Stop) -> YAMLNode {
        guard let node = anchors[name] else {
            throw stop(
                mark,
                "'*\(shown(name))' names no anchor above: write '&\(shown(name))' where it is first said"
            )
        }
        try add(node.size, at: mark)
        guard depth + node.height <= Self.maximumDepth else {
            throw stop(mark, "more than \(Self.maximumDepth) lists and mappings within one another")
        }
        return node
    }

    private mutating func add(_ nodes: Int, at mark: Mark) throws(Stop) {
        count += nodes
        guard count <= Self.maximumNodes else {
            throw stop(
                mark,
                "more than \(Self.maximumNodes) values, with what aliases repeat: split the file"
            )
        }
    }

    private mutating func sequence(_ mark: Mark, depth: Int) throws(Stop) -> YAMLNode {
        var items: [YAMLNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { return YAMLNode(mark, .sequence(items)) }
            items.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func mapping(_ mark: Mark, depth: Int) throws(Stop) -> YAMLNode {
        var entries: [YAMLNode.Entry] = []
        var places: [String: Mark] = [:]
        var merged: [YAMLNode] = []
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { break }
            let key = try node(event, depth: depth + 1)
            let value = try node(try next(), depth: depth + 1)
            guard let scalar = key.scalar else {
                reading.fault(event.mark, "a key must be a text, not \(key.kind)")
                continue
            }
            if scalar.text == "<<", scalar.style == .plain {
                merged.append(value)
                continue
            }
            if let first = places[scalar.text] {
                reading.fault(
                    event.mark,
                    "key '\(shown(scalar.text))' is here twice: line \(first.line) has it too"
                )
                continue
            }
            places[scalar.text] = event.mark
            entries.append(YAMLNode.Entry(key: scalar.text, mark: event.mark, value: value))
        }
        for source in merged { merge(source, into: &entries, &places) }
        return YAMLNode(mark, .mapping(entries))
    }

    /// What a mapping says itself stands before what it merges, and an earlier merge before a later one.
    private mutating func merge(
        _ source: YAMLNode,
        into entries: inout [YAMLNode.Entry],
        _ places: inout [String: Mark]
    ) {
        switch source.content {
        case .mapping(let merged):
            for entry in merged where places[entry.key] == nil {
                places[entry.key] = entry.mark
                entries.append(entry)
            }
        case .sequence(let sources):
            for source in sources {
                guard case .mapping = source.content else {
                    reading.fault(source.mark, "'<<' merges mappings, and this is \(source.kind)")
                    continue
                }
                merge(source, into: &entries, &places)
            }
        case .scalar:
            reading.fault(source.mark, "'<<' merges a mapping, and this is \(source.kind)")
        }
    }
}
