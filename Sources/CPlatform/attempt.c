#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int open_in(const char *folder, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return open(path, flags | O_CLOEXEC, mode);
}

static int standing(int file, struct zt_attempt *found) {
    struct stat about;
    if (fstat(file, &about) < 0) return -1;
    if (about.st_size == 0) return ZT_STANDING_TOMBSTONE;
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(file, F_OFD_GETLK, &lock) < 0) return -1;
    /* After the lock was looked at: when it is free, this is the last there will be. */
    errno = EBADMSG;
    if (pread(file, found, sizeof *found, 0) != (ssize_t)sizeof *found) return -1;
    if (memcmp(found->magic, "zartstep", sizeof found->magic) != 0) return -1;
    if (lock.l_type != F_UNLCK) return ZT_STANDING_RUNNING;
    return found->phase == ZT_PHASE_ENDED ? ZT_STANDING_ENDED : ZT_STANDING_BROKEN_OFF;
}

int zt_attempt_look(const char *folder, struct zt_attempt *found) {
    int file = open_in(folder, "state", O_RDONLY, 0);
    if (file < 0) return errno == ENOENT ? ZT_STANDING_ABSENT : -1;
    int result = standing(file, found);
    int error = errno;
    close(file);
    errno = error;
    return result;
}

int zt_attempt_refuse(const char *folder) {
    int file = open_in(folder, "state", O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (file < 0) return errno == EEXIST ? 1 : -1;
    close(file);
    return 0;
}

int zt_attempt_order(const char *folder, enum zt_order order) {
    char byte = (char)order;
    int fifo = open_in(folder, "orders", O_WRONLY | O_NONBLOCK, 0);
    if (fifo < 0) return errno == ENXIO || errno == ENOENT ? 1 : -1;
    ssize_t n = write(fifo, &byte, 1);
    int error = errno;
    close(fifo);
    if (n == 1 || error == EAGAIN) return 0; /* full: it has orders enough */
    errno = error;
    return error == EPIPE ? 1 : -1;
}

int zt_status_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }
int zt_status_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }
int zt_status_core(int status) { return WIFSIGNALED(status) && WCOREDUMP(status); }

const char *zt_signal_name(int number) { return sigabbrev_np(number); }

const char *zt_attempt_subject(const struct zt_attempt *attempt) { return attempt->subject; }
