/// The format of compiled zone files, RFC 8536 and RFC 9636: a header and a table with 32-bit times, and from
/// version 2 on the same again with 64-bit times, and a footer.
enum TZif {
    /// Why bytes are no zone file.
    struct Failure: Error {
        let message: String
    }

    /// Reads the best table in the bytes and continues it by the footer.
    static func read(_ bytes: [UInt8]) throws(Failure) -> ZoneTable {
        var reader = TZifReader(bytes)
        var header = try reader.header()
        if header.version >= 2 {
            try reader.skipTable(header)
            header = try reader.header()
        }
        var table = try reader.table(header)
        guard header.version >= 2 else { return table }
        let footer = try reader.footer()
        guard !footer.isEmpty else { return table }
        guard let rule = PosixRule(footer), table.extend(by: rule) else {
            throw Failure(message: "its footer is not a rule")
        }
        return table
    }
}
