#define _GNU_SOURCE
#include "bench_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* SQLite calls these by name, and the program's own come before the C library's. */
static atomic_llong syncs;

int fdatasync(int descriptor) {
    atomic_fetch_add_explicit(&syncs, 1, memory_order_relaxed);
    return (int)syscall(SYS_fdatasync, descriptor);
}

int fsync(int descriptor) {
    atomic_fetch_add_explicit(&syncs, 1, memory_order_relaxed);
    return (int)syscall(SYS_fsync, descriptor);
}

int64_t cb_syncs(void) { return atomic_load_explicit(&syncs, memory_order_relaxed); }

static int64_t nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t cb_nanoseconds(void) { return nanoseconds(CLOCK_MONOTONIC); }

int64_t cb_cpu_nanoseconds(void) { return nanoseconds(CLOCK_PROCESS_CPUTIME_ID); }

/* In the child: only async-signal-safe calls, as other threads held whatever locks they held. */
static void become(const char *path, char *const arguments[], char *const environment[]) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    alarm(900); /* survives exec: whatever becomes of the bench, it ends */
    execve(path, arguments, environment);
    _exit(127);
}

int cb_start(const char *path, char *const arguments[]) {
    int process = fork();
    if (process != 0) return process;
    int null = open("/dev/null", O_RDWR);
    for (int stream = 0; stream < 3; stream++) dup2(null, stream);
    become(path, arguments, environ);
    return -1;
}

int cb_start_on_terminal(const char *path, char *const arguments[], int columns, int rows, int *operator_end) {
    static char *const variables[] = {"TERM=xterm-256color", "LANG=C.UTF-8", "HOME=/nonexistent",
                                      "PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no", NULL};
    char name[128];
    int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (terminal < 0) return -1;
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    int program = -1;
    if (grantpt(terminal) < 0 || unlockpt(terminal) < 0 || ptsname_r(terminal, name, sizeof name) != 0 ||
        (program = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0 || ioctl(terminal, TIOCSWINSZ, &size) < 0) {
        close(terminal);
        return -1;
    }
    int process = fork();
    if (process == 0) {
        setsid();
        ioctl(program, TIOCSCTTY, 0);
        for (int stream = 0; stream < 3; stream++) dup2(program, stream);
        become(path, arguments, variables);
    }
    close(program);
    if (process < 0) close(terminal);
    *operator_end = terminal;
    return process;
}

double cb_spawn_true(int times) {
    static char *const arguments[] = {"/bin/true", NULL};
    int64_t began = cb_nanoseconds();
    for (int i = 0; i < times; i++) {
        pid_t process;
        int status;
        if (posix_spawn(&process, arguments[0], NULL, NULL, arguments, environ) != 0) return -1;
        if (waitpid(process, &status, 0) != process) return -1;
    }
    return (double)(cb_nanoseconds() - began) / 1e9;
}
