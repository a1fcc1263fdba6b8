#define _GNU_SOURCE
#include "power_loss_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a disk writes whole or not at all, when it is lucky. */
enum { SECTOR = 512 };

/* The lock is held. */
static int append(struct zt_disk *disk, struct zt_happening new) {
    if (disk->count == disk->room) {
        int64_t room = disk->room ? 2 * disk->room : 1024;
        struct zt_happening *larger = realloc(disk->happenings, (size_t)room * sizeof *larger);
        if (!larger) return -1;
        disk->happenings = larger;
        disk->room = room;
    }
    disk->happenings[disk->count++] = new;
    return 0;
}

int zt_record(struct zt_disk *disk, enum zt_what what, int node, int64_t offset, const void *bytes, int64_t count) {
    struct zt_happening new = {.what = what, .node = node, .offset = offset, .count = count};
    if (count > 0) {
        new.bytes = malloc((size_t)count);
        if (!new.bytes) return -1;
        memcpy(new.bytes, bytes, (size_t)count);
    }
    pthread_mutex_lock(&disk->lock);
    int result = append(disk, new);
    pthread_mutex_unlock(&disk->lock);
    if (result < 0) free(new.bytes);
    return result;
}

/* The lock is held. */
static int name_index(struct zt_disk *disk, const char *name) {
    for (int i = 0; i < disk->names_known; i++)
        if (strcmp(disk->names[i], name) == 0) return i;
    if (disk->names_known == ZT_NAMES) return -1;
    char *copy = strdup(name);
    if (!copy) return -1;
    disk->names[disk->names_known] = copy;
    disk->node_of[disk->names_known] = -1;
    return disk->names_known++;
}

int zt_node(struct zt_disk *disk, const char *name) {
    int node = -1;
    pthread_mutex_lock(&disk->lock);
    int index = name_index(disk, name);
    if (index >= 0 && disk->node_of[index] >= 0) node = disk->node_of[index];
    else if (index >= 0) {
        struct zt_happening new = {.what = ZT_CREATE, .node = disk->nodes, .name = index};
        if (append(disk, new) == 0) node = disk->node_of[index] = disk->nodes++;
    }
    pthread_mutex_unlock(&disk->lock);
    return node;
}

int zt_removed(struct zt_disk *disk, const char *name) {
    pthread_mutex_lock(&disk->lock);
    int index = name_index(disk, name);
    int result = index < 0 ? -1 : 0;
    if (index >= 0 && disk->node_of[index] >= 0) {
        struct zt_happening new = {.what = ZT_REMOVE, .node = disk->node_of[index], .name = index};
        result = append(disk, new);
        disk->node_of[index] = -1;
    }
    pthread_mutex_unlock(&disk->lock);
    return result;
}

void zt_forget(struct zt_disk *disk) {
    for (int64_t i = 0; i < disk->count; i++) free(disk->happenings[i].bytes);
    for (int i = 0; i < disk->names_known; i++) free(disk->names[i]);
    free(disk->happenings);
}

int64_t zt_disk_count(struct zt_disk *disk) {
    pthread_mutex_lock(&disk->lock);
    int64_t count = disk->count;
    pthread_mutex_unlock(&disk->lock);
    return count;
}

int zt_disk_is_sync(struct zt_disk *disk, int64_t index) {
    pthread_mutex_lock(&disk->lock);
    int result = index >= 0 && index < disk->count && disk->happenings[index].what == ZT_SYNC;
    pthread_mutex_unlock(&disk->lock);
    return result;
}

/* --- The disk after a power loss --- */

/* SplitMix64. */
static uint64_t roll(uint64_t *state) {
    uint64_t mixed = *state += 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
}

/* A file's bytes. */
struct content {
    unsigned char *bytes;
    int64_t size, room;
};

static int resize(struct content *content, int64_t size) {
    if (size > content->room) {
        int64_t room = size + size / 2;
        unsigned char *larger = realloc(content->bytes, (size_t)room);
        if (!larger) return -1;
        content->bytes = larger;
        content->room = room;
    }
    if (size > content->size) memset(content->bytes + content->size, 0, (size_t)(size - content->size));
    content->size = size;
    return 0;
}

static int put(struct content *content, int64_t offset, const unsigned char *bytes, int64_t count) {
    if (offset + count > content->size && resize(content, offset + count) < 0) return -1;
    memcpy(content->bytes + offset, bytes, (size_t)count);
    return 0;
}

static int apply(struct content *content, const struct zt_happening *happening) {
    if (happening->what == ZT_WRITE) return put(content, happening->offset, happening->bytes, happening->count);
    return resize(content, happening->offset);
}

/* The same for what was not synced, one sector after the other. */
static int apply_in_part(struct content *content, const struct zt_happening *happening, int kind, uint64_t *dice) {
    if (kind == ZT_LOSE_ALL) return 0;
    if (kind == ZT_LOSE_NONE) return apply(content, happening);
    if (happening->what == ZT_TRUNCATE) return roll(dice) % 2 ? resize(content, happening->offset) : 0;
    int64_t done = 0;
    while (done < happening->count) {
        int64_t offset = happening->offset + done;
        int64_t count = SECTOR - offset % SECTOR;
        if (count > happening->count - done) count = happening->count - done;
        int outcome = (int)(roll(dice) % (kind == ZT_LOSE_SECTORS ? 2 : 3));
        if (outcome == 1 && put(content, offset, happening->bytes + done, count) < 0) return -1;
        if (outcome == 2 && kind == ZT_LOSE_TORN) {
            int64_t part = (int64_t)(roll(dice) % (uint64_t)count);
            if (put(content, offset, happening->bytes + done, part) < 0) return -1;
        }
        if (outcome == 2 && kind == ZT_LOSE_GARBLED) {
            unsigned char garbage[SECTOR];
            for (int i = 0; i < SECTOR; i++) garbage[i] = (unsigned char)roll(dice);
            if (put(content, offset, garbage, count) < 0) return -1;
        }
        done += count;
    }
    return 0;
}

static int write_out(const char *folder, const char *name, const struct content *content) {
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) return ENAMETOOLONG;
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return errno;
    int64_t done = 0;
    while (done < content->size) {
        ssize_t n = write(descriptor, content->bytes + done, (size_t)(content->size - done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            int error = errno;
            close(descriptor);
            return error;
        }
        done += n;
    }
    close(descriptor);
    return 0;
}

int zt_disk_image(struct zt_disk *disk, int64_t count, int kind, uint64_t seed, const char *folder) {
    int result = 0;
    pthread_mutex_lock(&disk->lock);
    if (count > disk->count) count = disk->count;
    uint64_t dice = seed;
    struct content *contents = calloc((size_t)disk->nodes + 1, sizeof *contents);
    /* When each file, and the folder, was synced for the last time: what came before is durable. */
    int64_t *synced = calloc((size_t)disk->nodes + 1, sizeof *synced);
    int64_t folder_synced = -1;
    if (!contents || !synced) result = ENOMEM;
    for (int node = 0; !result && node < disk->nodes; node++) synced[node] = -1;
    for (int64_t i = 0; !result && i < count; i++) {
        if (disk->happenings[i].what == ZT_SYNC) synced[disk->happenings[i].node] = i;
        if (disk->happenings[i].what == ZT_SYNC_FOLDER) folder_synced = i;
    }
    for (int64_t i = 0; !result && i < count; i++) {
        const struct zt_happening *happening = &disk->happenings[i];
        if (happening->what != ZT_WRITE && happening->what != ZT_TRUNCATE) continue;
        struct content *content = &contents[happening->node];
        int failed = i < synced[happening->node] ? apply(content, happening)
                                                 : apply_in_part(content, happening, kind, &dice);
        if (failed) result = ENOMEM;
    }
    /* Names: what the folder's last sync found, and then a part of what was done since, in its order. */
    for (int name = 0; !result && name < disk->names_known; name++) {
        int node = -1;
        for (int64_t i = 0; i < count; i++) {
            const struct zt_happening *happening = &disk->happenings[i];
            if (happening->what != ZT_CREATE && happening->what != ZT_REMOVE) continue;
            if (happening->name != name) continue;
            if (i > folder_synced) {
                if (kind == ZT_LOSE_ALL) break;
                if (kind != ZT_LOSE_NONE && roll(&dice) % 2) break;
            }
            node = happening->what == ZT_CREATE ? happening->node : -1;
        }
        if (node >= 0) result = write_out(folder, disk->names[name], &contents[node]);
    }
    for (int node = 0; contents && node < disk->nodes; node++) free(contents[node].bytes);
    free(contents);
    free(synced);
    pthread_mutex_unlock(&disk->lock);
    return result;
}
