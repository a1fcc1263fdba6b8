/* A file system layer for SQLite that knows what the disk does not have yet.

   Below one folder every write, truncation, sync, creation and removal is put on record on its way to the real files,
   so that afterwards the disk can be shown as a power loss at any of these moments may have left it: what was synced is
   there, and of the rest whole sectors, parts of sectors, or nothing, each chosen by itself. The same layer fails calls.
   Files elsewhere are left to SQLite's own layer. */
#ifndef ZARTOP_POWER_LOSS_H
#define ZARTOP_POWER_LOSS_H

#include <stdint.h>

struct zt_disk;

/* What becomes of writes that were not synced. */
enum {
    ZT_LOSE_ALL,     /* none of it reached the disk */
    ZT_LOSE_NONE,    /* all of it did */
    ZT_LOSE_SECTORS, /* each sector did or did not */
    ZT_LOSE_TORN,    /* each sector did, did not, or did in part */
    ZT_LOSE_GARBLED, /* each sector did, did not, or holds what nobody wrote */
};

/* How calls fail. */
enum {
    ZT_FAIL_IO,    /* an input/output error, and nothing done */
    ZT_FAIL_FULL,  /* the disk is full */
    ZT_FAIL_SHORT, /* half of what is written is written, then the disk is full */
    ZT_FAIL_SYNC,  /* the write seems to work, and the sync after it fails; of other calls, only syncs are counted */
};

/* Makes the layer SQLite's default, once for the process; 0, or an SQLite code. */
int zt_power_install(void);

/* Watches a folder, which is empty; null when memory is short or eight are watched already. */
struct zt_disk *zt_disk_open(const char *folder);

/* Ends the watch; no file in the folder may be open through SQLite any more. */
void zt_disk_close(struct zt_disk *disk);

/* How many happenings are on record. */
int64_t zt_disk_count(struct zt_disk *disk);

/* Whether that happening, counted from 0, is a sync. */
int zt_disk_is_sync(struct zt_disk *disk, int64_t index);

/* Writes the files below another folder as they may be when the power fails after the first `count` happenings.
   0, or an errno. */
int zt_disk_image(struct zt_disk *disk, int64_t count, int kind, uint64_t seed, const char *folder);

/* Fails calls that change something, or sync: `length` of them, after `skip` that work. */
void zt_disk_fail(struct zt_disk *disk, int kind, int64_t skip, int64_t length);

/* How many calls were failed since zt_disk_fail was called. */
int64_t zt_disk_failed(struct zt_disk *disk);

#endif
