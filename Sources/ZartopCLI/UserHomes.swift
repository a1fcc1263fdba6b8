internal import Glibc

/// The homes of the machine's users.
enum UserHomes {
    /// Each user's, as the system's own list has it.
    static func all() -> [String: String] {
        var homes: [String: String] = [:]
        setpwent()
        defer { endpwent() }
        while let entry = getpwent() {
            guard let name = entry.pointee.pw_name, let home = entry.pointee.pw_dir else { continue }
            homes[String(cString: name)] = String(cString: home)
        }
        return homes
    }
}
