internal import Jobs

/// Rows as a table for people, and as JSON.
enum BenchReport {
    static func table(_ rows: [BenchRow]) -> String {
        let head = [
            "workload", "n", "unit", "median [min–max]", "floor", "ratio", "syncs", "RSS", "CPU s", "thr",
            "ok",
        ]
        let lines = [head] + rows.map(cells)
        let widths = head.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        var text = ""
        for (place, line) in lines.enumerated() {
            let cells = line.indices.map { column in
                column == 0 || column == 2
                    ? line[column].padded(to: widths[column]) : line[column].indented(to: widths[column])
            }
            text += cells.joined(separator: "  ") + "\n"
            guard place > 0 else { continue }
            let row = rows[place - 1]
            let notes = [row.settings, row.note].filter { !$0.isEmpty }
            if !notes.isEmpty { text += "    \(notes.joined(separator: "; "))\n" }
        }
        return text
    }

    private static func cells(_ row: BenchRow) -> [String] {
        var figure = "–"
        if row.isVerified, let median = row.median {
            figure = short(median)
            if row.samples.count > 1 {
                figure += " [\(short(row.samples.min() ?? 0))–\(short(row.samples.max() ?? 0))]"
            }
        }
        return [
            row.workload, "\(row.n)", row.unit, figure,
            row.floor.map { short($0) + (row.isNoisy ? " noisy" : "") } ?? "",
            row.isVerified ? row.ratio.map(short) ?? "" : "",
            row.cost?.syncs.map { short($0) } ?? "",
            row.cost.map { "\($0.peakRSS >> 20) MB" } ?? "",
            row.cost.map { short($0.cpuSeconds) } ?? "",
            row.cost.map { "\($0.threads)" } ?? "",
            row.isVerified ? row.isWithinGate ? "yes" : "GROWS" : "NO",
        ]
    }

    static func json(_ rows: [BenchRow]) -> String {
        "[" + rows.map(json).joined(separator: ",\n ") + "]"
    }

    private static func json(_ row: BenchRow) -> String {
        let isShown = row.isVerified
        var members: [(String, String)] = [
            ("workload", quoted(row.workload)), ("n", "\(row.n)"), ("unit", quoted(row.unit)),
            ("median", number(isShown ? row.median : nil)),
            ("min", number(isShown ? row.samples.min() : nil)),
            ("max", number(isShown ? row.samples.max() : nil)), ("floor", number(row.floor)),
            ("ratio", number(isShown ? row.ratio : nil)), ("verified", "\(row.isVerified)"),
            ("noisy", "\(row.isNoisy)"), ("settings", quoted(row.settings)), ("note", quoted(row.note)),
        ]
        if let growth = row.growth {
            members += [("growth", number(growth.ratio)), ("growthLimit", number(growth.limit))]
        }
        if let cost = row.cost {
            members += [
                ("syncsPerStep", number(cost.syncs)), ("peakRSSBytes", "\(cost.peakRSS)"),
                ("cpuSeconds", number(cost.cpuSeconds)), ("threads", "\(cost.threads)"),
            ]
        }
        if !row.faults.isEmpty {
            members.append(("faults", "[\(row.faults.map(quoted).joined(separator: ","))]"))
        }
        return "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }

    private static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "null" }
        return "\((value * 1e6).rounded() / 1e6)"
    }

    private static func quoted(_ text: String) -> String { JSON.string(text).canonicalText }

    /// Three digits that count.
    static func short(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let size = abs(value)
        if size >= 100 { return "\(Int(value.rounded()))" }
        let places = size >= 10 ? 1 : size >= 1 ? 2 : 3
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((size * Double(scale)).rounded())
        let fraction = "\(scaled % scale)"
        let zeros = String(repeating: "0", count: places - fraction.count)
        return "\(value < 0 ? "-" : "")\(scaled / scale).\(zeros)\(fraction)"
    }
}
