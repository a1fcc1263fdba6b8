/* What the layer and its record share. */
#ifndef ZARTOP_POWER_LOSS_PARTS_H
#define ZARTOP_POWER_LOSS_PARTS_H

#include "power_loss.h"

#include <pthread.h>
#include <sqlite3.h>

enum { ZT_DISKS = 8, ZT_NAMES = 16 };

enum zt_what { ZT_WRITE, ZT_TRUNCATE, ZT_SYNC, ZT_CREATE, ZT_REMOVE, ZT_SYNC_FOLDER };

/* One happening. */
struct zt_happening {
    enum zt_what what;
    int node;       /* the file, whatever its name was then */
    int name;       /* of a creation or removal */
    int64_t offset; /* of a write; the size of a truncation */
    int64_t count;
    unsigned char *bytes;
};

struct zt_disk {
    char *folder;
    pthread_mutex_t lock;
    struct zt_happening *happenings;
    int64_t count, room;
    char *names[ZT_NAMES];
    int node_of[ZT_NAMES]; /* -1 for a name that is not there */
    int names_known, nodes;
    int fail_kind;
    int64_t skip, left, failed;
};

/* Puts one happening on record; -1 when memory is short. */
int zt_record(struct zt_disk *disk, enum zt_what what, int node, int64_t offset, const void *bytes, int64_t count);

/* The file that has that name now, and a new one, on record as created, if there was none; -1 when memory is short. */
int zt_node(struct zt_disk *disk, const char *name);

/* Puts the removal of a name on record. */
int zt_removed(struct zt_disk *disk, const char *name);

/* Frees what is on record. */
void zt_forget(struct zt_disk *disk);

#endif
