/* The worker's lock: an open-file-description lock, which belongs to the open file and not to the process, and
   which the kernel drops the moment its holder dies. Needs _GNU_SOURCE, which Swift's Glibc does not set. */
#ifndef ZARTOP_WORKER_LOCK_H
#define ZARTOP_WORKER_LOCK_H

/* Opens the lock's file, close-on-exec, made 0600 if it is not there. The descriptor, or -1 with errno. */
int zt_lock_open(const char *path);

/* Takes the lock if it is free: 0 taken, 1 held by another, -1 with errno. */
int zt_lock_try(int descriptor);

/* Waits for the lock: 0 taken, -1 with errno. A close of the descriptor does not end the wait. */
int zt_lock_wait(int descriptor);

/* Asks whether anybody holds the lock, without taking it: 1 held, 0 free, -1 with errno. */
int zt_lock_is_held(int descriptor);

/* Lets the lock go. */
void zt_lock_release(int descriptor);

#endif
