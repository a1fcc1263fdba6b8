extension JobFile {
    /// The JSON schema of a job file, for editors: made from the keys that reading goes by.
    package static var schema: JSON {
        let head: JSON = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "zartop job file",
        ]
        guard case .object(let members) = FileKeys.table.schema else { return head }
        return head.adding(members)
    }
}
