internal import ZartCore

/// A crontab as a job file, with everything in which the two differ.
package struct CrontabImport: Sendable, Hashable {
    /// The job file's text.
    package var text: String
    /// Differences in meaning, in the order of the crontab's lines.
    package var notes: [Note]
    /// How many tasks it has.
    package var tasks: Int

    /// One difference in meaning.
    package struct Note: Sendable, Hashable {
        /// The crontab's line; nil for what holds for all of it.
        package let line: Int?
        package let message: String
    }

    /// What a crontab does not say and cron takes from around it.
    package struct Surroundings: Sendable {
        /// Whether lines have a user column, as in `/etc/crontab` and `/etc/cron.d`.
        package var isSystem: Bool
        /// The system's time zone, by whose clocks cron goes.
        package var timezone: String
        /// The home of a user crontab's owner, where cron starts commands.
        package var home: String?
        /// The homes of the users that this machine knows, for crontabs that name them.
        package var homes: [String: String]
        /// Whether that is the name of a time zone.
        package var isZone: @Sendable (String) -> Bool

        package init(
            isSystem: Bool,
            timezone: String,
            home: String?,
            homes: [String: String] = [:],
            isZone: @escaping @Sendable (String) -> Bool
        ) {
            self.isZone = isZone
            self.isSystem = isSystem
            self.timezone = timezone
            self.home = home
            self.homes = homes
        }
    }

    /// Turns a crontab into a job file.
    package static func read(_ crontab: String, name: String, in surroundings: Surroundings) -> CrontabImport
    {
        var importer = CrontabImporter(name: name, surroundings: surroundings)
        for (index, line) in crontab.textLines.enumerated() {
            importer.add(CrontabLine(String(line), number: index + 1, isSystem: surroundings.isSystem))
        }
        return importer.finished()
    }
}
