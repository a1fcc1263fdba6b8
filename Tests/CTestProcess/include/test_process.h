/* Child processes for tests: what the Swift library cannot call. */
#ifndef ZARTOP_TEST_PROCESS_H
#define ZARTOP_TEST_PROCESS_H

#include <stdint.h>

/*
 * Starts a program and returns its process id, or -1. A stream of -1 is closed in the child. The kernel ends the
 * child after `seconds`, whatever becomes of the test. A `user` other than 0 is who it runs as.
 */
int zt_child_start(const char *path, char *const arguments[], char *const environment[], int in, int out, int err,
                   unsigned seconds, unsigned user);

/* Microseconds on a clock that only ever advances, the same for every process. */
int64_t zt_microseconds(void);

/* The wall clock in milliseconds. */
int64_t zt_wall(void);

/* A file system in memory, of so many bytes, at a folder; 0 when it is there. */
int zt_mount_memory(const char *folder, const char *size);

/* The folder once more at another place, where nothing can be written; 0 when it is there. */
int zt_mount_read_only(const char *folder, const char *place);

/* Takes a file system away again. */
void zt_unmount(const char *folder);

#endif
