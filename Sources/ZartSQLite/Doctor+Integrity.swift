internal import ZartCore

extension Doctor {
    /// The file is whole, its keys hold, and it is of this program's version.
    struct IntegrityExamination: Examination {
        let name = "integrity"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let version = try snapshot.connection.number("PRAGMA user_version")
            if version < Int64(Schema.version) {
                findings.fault(
                    "the database is of version \(version), this program's is \(Schema.version): "
                        + "bring it up to date with 'zartop migrate', or start a worker there"
                )
            }
            try snapshot.each("PRAGMA integrity_check") { row in
                let finding = row.text(0)
                if finding != "ok" { findings.fault("the file is damaged: \(finding)") }
            }
            try snapshot.each("PRAGMA foreign_key_check") { row in
                let place = row.isNull(1) ? "" : " \(row.int64(1))"
                findings.fault(
                    "row\(place) of \(row.text(0)) names a row of \(row.text(2)) that is not there"
                )
            }
            return "the file is whole, every key holds, version \(version)"
        }
    }
}
