#define _GNU_SOURCE
#include "test_process.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <time.h>
#include <unistd.h>

/* Puts a stream into its place; the sources were moved out of the way before. */
static void place(int from, int to) {
    if (from < 0) close(to);
    else dup2(from, to);
}

int zt_child_start(const char *path, char *const arguments[], char *const environment[], int in, int out, int err,
                   unsigned seconds, unsigned user) {
    int process = fork();
    if (process != 0) return process;
    /* Only async-signal-safe calls from here on: other threads held whatever locks they held. */
    int streams[3] = {in, out, err};
    for (int i = 0; i < 3; i++)
        if (streams[i] >= 0) streams[i] = fcntl(streams[i], F_DUPFD_CLOEXEC, 10);
    for (int i = 0; i < 3; i++) place(streams[i], i);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if (user != 0 && (setgroups(0, NULL) < 0 || setgid(user) < 0 || setuid(user) < 0)) _exit(127);
    alarm(seconds); /* survives exec */
    execve(path, arguments, environment);
    _exit(127);
}

int64_t zt_microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t zt_wall(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int zt_mount_memory(const char *folder, const char *size) {
    char options[64];
    snprintf(options, sizeof options, "size=%s,mode=0777", size);
    return mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, options);
}

int zt_mount_read_only(const char *folder, const char *place) {
    if (mount(folder, place, NULL, MS_BIND, NULL) < 0) return -1;
    return mount(NULL, place, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL);
}

void zt_unmount(const char *folder) { umount2(folder, MNT_DETACH); }
