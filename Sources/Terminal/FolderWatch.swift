internal import CPlatform
internal import Glibc

/// Notices files that are saved, made or removed in some folders, for themes that reload when they are saved.
///
/// Folders are watched and not files, because an editor saves by putting a new file in the place of the old one.
package final class FolderWatch {
    /// Readable when something has changed.
    package let descriptor: Int32

    /// Watches the folders of the list that exist; nil when none does or the system refuses.
    package init?(_ folders: [String]) {
        descriptor = zt_folder_watch_open()
        guard descriptor >= 0 else { return nil }
        let found = folders.filter { zt_folder_watch_add(descriptor, $0) == 0 }
        guard !found.isEmpty else {
            close(descriptor)
            return nil
        }
    }

    deinit {
        close(descriptor)
    }

    /// True when something has changed since the last call.
    package func takeChange() -> Bool {
        zt_folder_watch_drain(descriptor) != 0
    }
}
