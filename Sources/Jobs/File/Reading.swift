internal import Timetable
internal import ZartCore

/// What goes along while a file is read: the faults found so far, and where zones come from.
struct Reading {
    let zones: @Sendable (String) -> Zone?
    private(set) var faults: [JobFault] = []
    /// Whether there were more than are kept.
    private(set) var isCut = false

    /// As many as anybody will read.
    static let maximumFaults = 1_000

    init(zones: @escaping @Sendable (String) -> Zone?) {
        self.zones = zones
    }

    mutating func fault(_ mark: Mark, _ message: String) {
        guard faults.count < Self.maximumFaults else { return isCut = true }
        faults.append(JobFault(mark, message))
    }

    /// Runs a check and tells what it refuses at that place.
    mutating func check(at mark: Mark, _ body: () throws(InvalidInput) -> Void) {
        do {
            try body()
        } catch {
            fault(mark, error.message)
        }
    }
}

/// Text from the file as it is shown in a sentence: on one line, and not at any length.
func shown(_ text: String) -> String {
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    let short = String(line.prefix(60))
    return short.count < text.count ? short + "…" : short
}
