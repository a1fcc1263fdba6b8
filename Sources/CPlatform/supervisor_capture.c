#define _GNU_SOURCE
#include "supervisor_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A full pipe. */
enum { CHUNK = 64 * 1024 };

/* Times closer than this on one stream are one entry, so that a flood does not fill the index. */
enum { TIME_STEP = 1000 };

static const char *const NAMES[2] = {"stdout", "stderr"};
static const unsigned char MASK[] = "***";

int zt_capture_prepare(struct supervised *command) {
    size_t longest = command->longest_secret;
    unsigned char *room =
        mmap(NULL, CHUNK + 3 * longest, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) return -1;
    command->work = room;
    command->held[0] = room + CHUNK + longest;
    command->held[1] = room + CHUNK + 2 * longest;
    for (uint32_t i = 0; i < command->request->secrets; i++)
        command->begins_secret[(unsigned char)command->secrets[i][0]] = 1;
    return 0;
}

/* Opens a file of the folder when its first byte comes. */
static int opened(struct supervised *command, int *file, const char *name) {
    if (*file < 0) *file = openat(command->folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (*file < 0 && command->attempt.output_error == 0) command->attempt.output_error = errno;
    return *file >= 0;
}

static void put_at(struct supervised *command, int file, const void *bytes, size_t count, off_t offset) {
    const unsigned char *at = bytes;
    while (count > 0) {
        ssize_t n = pwrite(file, at, count, offset);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            if (command->attempt.output_error == 0) command->attempt.output_error = n < 0 ? errno : EIO;
            return;
        }
        at += n;
        offset += n;
        count -= (size_t)n;
    }
}

/* Where the nth thing is kept: first a head, then a ring. */
static uint64_t place(uint64_t n, uint64_t head, uint64_t ring) {
    return n < head ? n : head + (n - head) % ring;
}

static void note_time(struct supervised *command, int stream) {
    int64_t now = zt_wall_microseconds();
    if (stream == command->last_stream && now - command->last_time < TIME_STEP && now >= command->last_time) return;
    command->last_stream = stream;
    command->last_time = now;
    if (!opened(command, &command->times, "times")) return;
    struct zt_time entry = {now, command->attempt.bytes[stream]};
    uint64_t index = place(command->attempt.times[stream]++, ZT_TIMES, ZT_TIMES) + (uint64_t)stream * 2 * ZT_TIMES;
    put_at(command, command->times, &entry, sizeof entry, (off_t)(index * sizeof entry));
}

static void put(struct supervised *command, int stream, const unsigned char *bytes, size_t count) {
    if (count == 0) return;
    note_time(command, stream);
    if (!opened(command, &command->files[stream], NAMES[stream])) {
        command->attempt.bytes[stream] += count;
        return;
    }
    while (count > 0) {
        uint64_t at = place(command->attempt.bytes[stream], ZT_HEAD_BYTES, ZT_TAIL_BYTES);
        uint64_t end = at < ZT_HEAD_BYTES ? ZT_HEAD_BYTES : ZT_HEAD_BYTES + ZT_TAIL_BYTES;
        size_t part = count < end - at ? count : (size_t)(end - at);
        put_at(command, command->files[stream], bytes, part, (off_t)at);
        command->attempt.bytes[stream] += part;
        bytes += part;
        count -= part;
    }
}

/* The length of the secret that begins here, 0 for none, -1 if more must be seen to tell. */
static ssize_t secret_at(const struct supervised *command, const unsigned char *bytes, size_t count, int final) {
    for (uint32_t i = 0; i < command->request->secrets; i++) {
        size_t length = strlen(command->secrets[i]);
        if (length <= count && memcmp(bytes, command->secrets[i], length) == 0) return (ssize_t)length;
        if (!final && length > count && memcmp(bytes, command->secrets[i], count) == 0) return -1;
    }
    return 0;
}

/* Puts bytes with the secrets in them masked; the count of those at their end that may begin one is what is left. */
static size_t put_masked(struct supervised *command, int stream, const unsigned char *bytes, size_t count, int final,
                         void (*sink)(struct supervised *, int, const unsigned char *, size_t)) {
    size_t from = 0, at = 0;
    while (command->request->secrets > 0 && at < count) {
        ssize_t secret = command->begins_secret[bytes[at]] ? secret_at(command, bytes + at, count - at, final) : 0;
        if (secret < 0) break;
        if (secret == 0) {
            at++;
            continue;
        }
        sink(command, stream, bytes + from, at - from);
        sink(command, stream, MASK, sizeof MASK - 1);
        at += (size_t)secret;
        from = at;
    }
    if (command->request->secrets == 0) at = count;
    sink(command, stream, bytes + from, at - from);
    return count - at;
}

/* Tells readers how far the stream is. */
static void publish(struct supervised *command) {
    put_at(command, command->state, command->attempt.bytes,
           sizeof command->attempt.bytes + sizeof command->attempt.times, offsetof(struct zt_attempt, bytes));
}

static void take(struct supervised *command, int stream, size_t count, int final) {
    size_t left = put_masked(command, stream, command->work, count, final, put);
    memcpy(command->held[stream], command->work + count - left, left);
    command->held_count[stream] = left;
    publish(command);
}

int zt_capture(struct supervised *command, int stream) {
    size_t held = command->held_count[stream];
    if (held > 0) memcpy(command->work, command->held[stream], held);
    ssize_t n = read(command->pipes[stream], command->work + held, CHUNK);
    if (n < 0) return errno == EINTR;
    if (n == 0) {
        close(command->pipes[stream]);
        command->pipes[stream] = -1;
        return 0;
    }
    take(command, stream, held + (size_t)n, 0);
    return 1;
}

void zt_capture_finish(struct supervised *command) {
    for (int stream = 0; stream < 2; stream++) {
        size_t held = command->held_count[stream];
        if (held > 0) {
            memcpy(command->work, command->held[stream], held);
            take(command, stream, held, 1);
        }
        if (command->files[stream] >= 0 && fsync(command->files[stream]) < 0 && command->attempt.output_error == 0)
            command->attempt.output_error = errno;
    }
    if (command->times >= 0) fsync(command->times);
}

/* Where a masked result goes on. */
static int masked_result;

static void put_result(struct supervised *command, int stream, const unsigned char *bytes, size_t count) {
    (void)stream;
    while (count > 0) {
        ssize_t n = write(masked_result, bytes, count);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            if (command->attempt.output_error == 0) command->attempt.output_error = n < 0 ? errno : EIO;
            return;
        }
        bytes += n;
        count -= (size_t)n;
    }
}

void zt_result_finish(struct supervised *command) {
    int file = openat(command->folder, "result", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat about;
    if (file < 0) return;
    if (command->request->secrets == 0 || fstat(file, &about) < 0 || !S_ISREG(about.st_mode) || about.st_size == 0) {
        fsync(file);
        close(file);
        return;
    }
    size_t size = (size_t)about.st_size;
    unsigned char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    masked_result = openat(command->folder, "result.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (bytes != MAP_FAILED && masked_result >= 0) {
        put_masked(command, 0, bytes, size, 1, put_result);
        fsync(masked_result);
        renameat(command->folder, "result.new", command->folder, "result");
    } else {
        /* Rather no result than one that shows a secret. */
        command->attempt.output_error = errno;
        unlinkat(command->folder, "result", 0);
    }
    if (masked_result >= 0) close(masked_result);
    if (bytes != MAP_FAILED) munmap(bytes, size);
    close(file);
}
