import CPowerLoss
import Testing

/// A folder whose power can fail, and whose calls can.
final class Disk {
    let folder: ScratchFolder
    private let handle: OpaquePointer

    /// What becomes of writes that were not synced.
    enum Loss: Int32, CaseIterable {
        case all, none, sectors, torn, garbled
    }

    /// How calls fail.
    enum Fault: Int32, CaseIterable {
        case inputOutput, full, short, sync
    }

    init() throws {
        try #require(zt_power_install() == 0)
        folder = try ScratchFolder()
        handle = try #require(zt_disk_open(folder.path))
    }

    deinit { zt_disk_close(handle) }

    /// How much has happened so far.
    var count: Int64 { zt_disk_count(handle) }

    /// Every sync there was, by its place among what happened.
    var syncs: [Int64] { (0..<count).filter { zt_disk_is_sync(handle, $0) != 0 } }

    /// The files as they may be when the power fails after so much has happened.
    func image(after count: Int64, losing loss: Loss, seed: UInt64) throws -> ScratchFolder {
        let image = try ScratchFolder()
        let code = zt_disk_image(handle, count, loss.rawValue, seed, image.path)
        guard code == 0 else { throw Failure("the image cannot be written: \(code)") }
        return image
    }

    /// Fails so many calls, after some that work.
    func fail(_ fault: Fault, after skipped: Int, length: Int = 1) {
        zt_disk_fail(handle, fault.rawValue, Int64(skipped), Int64(length))
    }

    func mend() { zt_disk_fail(handle, 0, 0, 0) }

    var hasFailed: Bool { zt_disk_failed(handle) > 0 }
}
