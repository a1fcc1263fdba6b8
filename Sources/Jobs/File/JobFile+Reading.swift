package import Timetable
internal import ZartCore

extension JobFile {
    /// Reads a job file from its bytes; errors call it by the name, and relative paths start from the directory,
    /// an absolute path.
    ///
    /// - Throws: everything that is wrong with it, each with its place.
    package static func read(
        _ bytes: [UInt8],
        name: String,
        directory: String,
        zones: @escaping @Sendable (String) -> Zone?
    ) throws(JobFileError) -> JobFile {
        var reading = Reading(zones: zones)
        var tasks: [JobTask] = []
        let faultsBefore = reading.faults.count
        if let root = YAMLReader.read(bytes, &reading) {
            if let draft = FileKeys.shape.read(root, "the file", &reading) {
                var reader = TaskReader(directory: directory, defaults: draft.defaults, reading: reading)
                tasks = reader.tasks(draft.tasks)
                reading = reader.reading
            }
        } else if reading.faults.count == faultsBefore {
            reading.fault(
                Mark(line: 1, column: 1),
                "the file is empty: write 'tasks:', or 'tasks: {}' for none"
            )
        }
        guard reading.faults.isEmpty else {
            // An alias, or a default, can be wrong in the same way for many.
            var seen: Set<JobFault> = []
            let faults = reading.faults.sorted { $0.mark < $1.mark }.filter { seen.insert($0).inserted }
            throw JobFileError(file: name, faults: faults, isCut: reading.isCut)
        }
        return JobFile(tasks: tasks)
    }
}
