#define _GNU_SOURCE
#include "power_loss_parts.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* An open file: ours, then the real one of SQLite's own layer. */
struct file {
    sqlite3_file base;
    struct zt_disk *disk;
    int node;
    int syncs_folder; /* the next sync makes the folder's entries durable too, as SQLite's own layer does */
    sqlite3_file *real;
};

static sqlite3_vfs *real_vfs;
static struct sqlite3_vfs vfs;
static struct zt_disk *disks[ZT_DISKS];
static pthread_mutex_t disks_lock = PTHREAD_MUTEX_INITIALIZER;

static struct zt_disk *disk_of(const char *path) {
    struct zt_disk *found = NULL;
    if (!path) return NULL;
    pthread_mutex_lock(&disks_lock);
    for (int i = 0; i < ZT_DISKS && !found; i++) {
        size_t length = disks[i] ? strlen(disks[i]->folder) : 0;
        if (length && strncmp(path, disks[i]->folder, length) == 0 && path[length] == '/') found = disks[i];
    }
    pthread_mutex_unlock(&disks_lock);
    return found;
}

/* Whether this call is to fail; counts it. */
static int fails(struct zt_disk *disk, int is_sync) {
    int result = 0;
    pthread_mutex_lock(&disk->lock);
    if (disk->left > 0 && (disk->fail_kind != ZT_FAIL_SYNC || is_sync)) {
        if (disk->skip > 0) disk->skip--;
        else {
            disk->left--;
            disk->failed++;
            result = 1;
        }
    }
    pthread_mutex_unlock(&disk->lock);
    return result;
}

/* --- Files --- */

static struct file *ours(sqlite3_file *file) { return (struct file *)file; }
static sqlite3_file *real(sqlite3_file *file) { return ours(file)->real; }

static int close_file(sqlite3_file *file) { return real(file)->pMethods->xClose(real(file)); }

static int read_file(sqlite3_file *file, void *to, int count, sqlite3_int64 offset) {
    return real(file)->pMethods->xRead(real(file), to, count, offset);
}

static int write_file(sqlite3_file *file, const void *from, int count, sqlite3_int64 offset) {
    struct zt_disk *disk = ours(file)->disk;
    int failing = fails(disk, 0);
    int whole = count;
    if (failing && disk->fail_kind == ZT_FAIL_IO) return SQLITE_IOERR_WRITE;
    if (failing && disk->fail_kind == ZT_FAIL_FULL) return SQLITE_FULL;
    if (failing) whole = count / 2;
    if (whole > 0) {
        int code = real(file)->pMethods->xWrite(real(file), from, whole, offset);
        if (code != SQLITE_OK) return code;
        if (zt_record(disk, ZT_WRITE, ours(file)->node, offset, from, whole) < 0) return SQLITE_IOERR_NOMEM;
    }
    return failing ? SQLITE_FULL : SQLITE_OK;
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
    struct zt_disk *disk = ours(file)->disk;
    if (fails(disk, 0)) return SQLITE_IOERR_TRUNCATE;
    int code = real(file)->pMethods->xTruncate(real(file), size);
    if (code != SQLITE_OK) return code;
    return zt_record(disk, ZT_TRUNCATE, ours(file)->node, size, NULL, 0) < 0 ? SQLITE_IOERR_NOMEM : SQLITE_OK;
}

static int sync_file(sqlite3_file *file, int flags) {
    struct zt_disk *disk = ours(file)->disk;
    if (fails(disk, 1)) return SQLITE_IOERR_FSYNC;
    int code = real(file)->pMethods->xSync(real(file), flags);
    if (code != SQLITE_OK) return code;
    int recorded = zt_record(disk, ZT_SYNC, ours(file)->node, 0, NULL, 0);
    if (recorded == 0 && ours(file)->syncs_folder) recorded = zt_record(disk, ZT_SYNC_FOLDER, 0, 0, NULL, 0);
    ours(file)->syncs_folder = 0;
    return recorded < 0 ? SQLITE_IOERR_NOMEM : SQLITE_OK;
}

static int size_file(sqlite3_file *file, sqlite3_int64 *size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}
static int lock_file(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }
static int unlock_file(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
static int is_reserved(sqlite3_file *file, int *result) {
    return real(file)->pMethods->xCheckReservedLock(real(file), result);
}
static int control_file(sqlite3_file *file, int what, void *argument) {
    return real(file)->pMethods->xFileControl(real(file), what, argument);
}
static int sector_size(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int characteristics(sqlite3_file *file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
static int shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}
static int shm_lock(sqlite3_file *file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
static void shm_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int shm_unmap(sqlite3_file *file, int removes) { return real(file)->pMethods->xShmUnmap(real(file), removes); }

/* Version 2: no memory mapping, whose writes nobody would see. */
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_file,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = is_reserved,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

/* --- The layer --- */

static int open_file(sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out) {
    (void)self;
    struct zt_disk *disk = disk_of(name);
    if (!disk) return real_vfs->xOpen(real_vfs, name, file, flags, out);
    struct file *mine = ours(file);
    memset(mine, 0, sizeof *mine);
    mine->real = (sqlite3_file *)(mine + 1);
    memset(mine->real, 0, (size_t)real_vfs->szOsFile);
    int is_there = 0;
    real_vfs->xAccess(real_vfs, name, SQLITE_ACCESS_EXISTS, &is_there);
    if (!is_there && (flags & SQLITE_OPEN_CREATE) && fails(disk, 0)) return SQLITE_CANTOPEN;
    int code = real_vfs->xOpen(real_vfs, name, mine->real, flags, out);
    if (code != SQLITE_OK) return code;
    mine->node = zt_node(disk, name + strlen(disk->folder) + 1);
    if (mine->node < 0) {
        mine->real->pMethods->xClose(mine->real);
        return SQLITE_NOMEM;
    }
    mine->disk = disk;
    /* os_unix.c, unixOpen: a journal or log that was created takes its folder along at its first sync. */
    int kinds = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
    mine->syncs_folder = !is_there && (flags & kinds) != 0;
    mine->base.pMethods = &methods;
    return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *self, const char *name, int syncs_folder) {
    (void)self;
    struct zt_disk *disk = disk_of(name);
    if (!disk) return real_vfs->xDelete(real_vfs, name, syncs_folder);
    if (fails(disk, 0)) return SQLITE_IOERR_DELETE;
    int code = real_vfs->xDelete(real_vfs, name, syncs_folder);
    if (code != SQLITE_OK) return code;
    int recorded = zt_removed(disk, name + strlen(disk->folder) + 1);
    if (recorded == 0 && syncs_folder) recorded = zt_record(disk, ZT_SYNC_FOLDER, 0, 0, NULL, 0);
    return recorded < 0 ? SQLITE_IOERR_NOMEM : SQLITE_OK;
}

int zt_power_install(void) {
    static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
    int code = SQLITE_OK;
    pthread_mutex_lock(&once);
    if (!real_vfs) {
        real_vfs = sqlite3_vfs_find(NULL);
        vfs = *real_vfs; /* everything but the two calls below goes straight to SQLite's own layer */
        vfs.szOsFile = (int)sizeof(struct file) + real_vfs->szOsFile;
        vfs.zName = "power-loss";
        vfs.pNext = NULL;
        vfs.xOpen = open_file;
        vfs.xDelete = delete_file;
        code = sqlite3_vfs_register(&vfs, 1);
    }
    pthread_mutex_unlock(&once);
    return code;
}

struct zt_disk *zt_disk_open(const char *folder) {
    struct zt_disk *disk = calloc(1, sizeof *disk);
    if (!disk) return NULL;
    disk->folder = strdup(folder);
    pthread_mutex_init(&disk->lock, NULL);
    int place = -1;
    pthread_mutex_lock(&disks_lock);
    for (int i = 0; i < ZT_DISKS && place < 0; i++)
        if (!disks[i]) place = i;
    if (place >= 0 && disk->folder) disks[place] = disk;
    pthread_mutex_unlock(&disks_lock);
    if (place >= 0 && disk->folder) return disk;
    free(disk->folder);
    free(disk);
    return NULL;
}

void zt_disk_close(struct zt_disk *disk) {
    pthread_mutex_lock(&disks_lock);
    for (int i = 0; i < ZT_DISKS; i++)
        if (disks[i] == disk) disks[i] = NULL;
    pthread_mutex_unlock(&disks_lock);
    zt_forget(disk);
    free(disk->folder);
    pthread_mutex_destroy(&disk->lock);
    free(disk);
}

void zt_disk_fail(struct zt_disk *disk, int kind, int64_t skip, int64_t length) {
    pthread_mutex_lock(&disk->lock);
    disk->fail_kind = kind;
    disk->skip = skip;
    disk->left = length;
    disk->failed = 0;
    pthread_mutex_unlock(&disk->lock);
}

int64_t zt_disk_failed(struct zt_disk *disk) {
    pthread_mutex_lock(&disk->lock);
    int64_t failed = disk->failed;
    pthread_mutex_unlock(&disk->lock);
    return failed;
}
