internal import Jobs
internal import Timetable
internal import ZartCore

/// The job file that a command is about.
struct JobSource {
    /// As people call it.
    let name: String
    /// Its absolute path, by which the database knows it.
    let path: String
    let file: JobFile

    /// What the file is called when nothing else is said.
    static let standardName = "zartop.yaml"

    /// The greatest size of a job file or a crontab.
    static let limit = 16 * 1024 * 1024

    /// The file given, or `./zartop.yaml`, or `zartop/jobs.yaml` where configurations are.
    static func find(_ given: String?, variable: (String) -> String?) throws(CommandFailure) -> String {
        if let given { return given }
        if TextSource.exists(standardName) { return standardName }
        if let configured = configured(variable), TextSource.exists(configured) { return configured }
        throw .usage("there is no \(standardName) here: name a job file, or write one with 'zartop init'")
    }

    private static func configured(_ variable: (String) -> String?) -> String? {
        // The XDG specification has relative paths ignored.
        if let folder = variable("XDG_CONFIG_HOME"), folder.hasPrefix("/") {
            return "\(folder)/zartop/jobs.yaml"
        }
        return variable("HOME").map { "\($0)/.config/zartop/jobs.yaml" }
    }

    /// What applying it would change.
    func plan(_ registered: [RegisteredTask], _ surroundings: Surroundings) -> JobPlan {
        let planner = JobPlanner(
            path: path,
            now: surroundings.now(),
            zones: surroundings.zones,
            hasGone: { TextSource.hasGone($0, to: path) }
        )
        return planner.plan(file, registered: registered)
    }

    /// Reads the file; what is wrong in it is thrown as it is.
    static func read(
        _ name: String,
        zones: @escaping @Sendable (String) -> Zone?
    ) throws(CommandFailure) -> Result<JobSource, JobFileError> {
        let bytes = try TextSource.read(name, limit: limit)
        guard let path = TextSource.absolute(name) else {
            throw .usage("'\(name)' is no file, or has gone: a job file is known by its path")
        }
        do throws(JobFileError) {
            let file = try JobFile.read(bytes, name: name, directory: folder(of: path), zones: zones)
            return .success(JobSource(name: name, path: path, file: file))
        } catch {
            return .failure(error)
        }
    }

    /// Reads a file, or standard input where the name is `-`, only to see what is wrong in it.
    ///
    /// What has no place of its own is read as if it lay in the current directory.
    static func look(
        _ name: String,
        zones: @escaping @Sendable (String) -> Zone?
    ) throws(CommandFailure) -> Result<JobFile, JobFileError> {
        let isInput = name == "-"
        let bytes = try isInput ? TextSource.readInput(limit: limit) : TextSource.read(name, limit: limit)
        let path = isInput ? nil : TextSource.absolute(name)
        do throws(JobFileError) {
            return .success(
                try JobFile.read(
                    bytes,
                    name: name,
                    directory: path.map(folder) ?? TextSource.absolute(".") ?? "/",
                    zones: zones
                )
            )
        } catch {
            return .failure(error)
        }
    }

    private static func folder(of path: String) -> String {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        return folder.isEmpty ? "/" : folder
    }
}
