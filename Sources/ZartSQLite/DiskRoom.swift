internal import Glibc

/// The room that a disk has left.
enum DiskRoom {
    /// Less than this is no room for a commit.
    private static let commit: UInt64 = 64 << 10

    /// Whether a file's disk has no room left for whoever the file belongs to: some of it is kept for root alone.
    static func isUsedUp(at path: String) -> Bool {
        var file = stat()
        var disk = statvfs()
        guard stat(path, &file) == 0, statvfs(path, &disk) == 0 else { return false }
        let free = file.st_uid == 0 ? disk.f_bfree : disk.f_bavail
        let (bytes, isHuge) = UInt64(free).multipliedReportingOverflow(by: UInt64(disk.f_frsize))
        return disk.f_frsize > 0 && !isHuge && bytes < commit
    }
}
