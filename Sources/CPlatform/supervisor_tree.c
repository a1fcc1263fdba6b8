#define _GNU_SOURCE
#include "supervisor_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* More than this in one walk are left to the next. */
enum { WALK_LIMIT = 16384 };

struct member {
    pid_t process, parent;
};

static struct member walk[WALK_LIMIT];
static size_t walk_count;

static void add(pid_t process, pid_t parent) {
    if (walk_count < WALK_LIMIT) walk[walk_count++] = (struct member){process, parent};
}

/* The children of one thread, as the kernel lists them: numbers with spaces between. */
static void add_children_of_thread(pid_t process, const char *thread) {
    char path[64], block[1024];
    snprintf(path, sizeof path, "/proc/%d/task/%s/children", (int)process, thread);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    long number = 0;
    for (ssize_t n; (n = read(file, block, sizeof block)) > 0;) {
        for (ssize_t i = 0; i < n; i++) {
            if (block[i] >= '0' && block[i] <= '9') {
                number = number * 10 + (block[i] - '0');
            } else if (number > 0) {
                add((pid_t)number, process);
                number = 0;
            }
        }
    }
    if (number > 0) add((pid_t)number, process);
    close(file);
}

static void add_children(pid_t process) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", (int)process);
    DIR *threads = opendir(path);
    if (!threads) return;
    for (struct dirent *thread; (thread = readdir(threads));)
        if (thread->d_name[0] != '.') add_children_of_thread(process, thread->d_name);
    closedir(threads);
}

/* 1 if the process is still the parent's child, or ours since the parent died a moment ago, and not dead yet. */
static int lives_below(pid_t process, pid_t parent) {
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t n = read(file, line, sizeof line - 1);
    close(file);
    if (n <= 0) return 0;
    line[n] = 0;
    char *rest = strrchr(line, ')'); /* a program's name may hold anything */
    char state;
    int found;
    if (!rest || sscanf(rest + 1, " %c %d", &state, &found) != 2) return 0;
    return (found == (int)parent || found == (int)getpid()) && state != 'Z' && state != 'X';
}

/* Signals a process found by its number, which may have been given to another since: the handle is opened first, then
   its place in the tree is looked at once more. */
static int signal_member(struct member member, int number) {
    int handle = (int)syscall(SYS_pidfd_open, member.process, 0);
    if (handle < 0 && errno == ESRCH) return ESRCH;
    int result = 0;
    if (!lives_below(member.process, member.parent)) {
        result = ESRCH;
    } else if (handle < 0 ? kill(member.process, number) : (int)syscall(SYS_pidfd_send_signal, handle, number, NULL, 0)) {
        result = errno;
    }
    if (handle >= 0) close(handle);
    return result;
}

struct tree zt_tree_signal(int number) {
    struct tree tree = {0, 0};
    walk_count = 0;
    add_children(getpid());
    for (size_t i = 0; i < walk_count; i++) add_children(walk[i].process);
    for (size_t i = 0; i < walk_count; i++) {
        int error = signal_member(walk[i], number);
        if (error == 0) tree.sent++;
        if (error == EPERM) tree.refused++;
    }
    return tree;
}

struct tree zt_tree_kill(void) {
    int before = -1;
    for (int i = 0; i < 16; i++) { /* a fork bomb that outruns this meets the next round */
        int stopped = zt_tree_signal(SIGSTOP).sent;
        if (stopped == before) break;
        before = stopped;
    }
    return zt_tree_signal(SIGKILL);
}

static int environment_has(const char *process, const char *variable, size_t length) {
    char path[280];
    snprintf(path, sizeof path, "/proc/%s/environ", process);
    FILE *file = fopen(path, "re");
    if (!file) return 0;
    char *entry = NULL;
    size_t room = 0;
    int found = 0;
    for (ssize_t n; !found && (n = getdelim(&entry, &room, 0, file)) > 0;) {
        size_t bytes = (size_t)n - (entry[n - 1] == 0);
        found = bytes == length && memcmp(entry, variable, length) == 0;
    }
    free(entry);
    fclose(file);
    return found;
}

int zt_kill_marked(const char *variable) {
    int killed = 0, before;
    size_t length = strlen(variable);
    do {
        before = killed;
        DIR *processes = opendir("/proc");
        if (!processes) return killed;
        for (struct dirent *entry; (entry = readdir(processes));) {
            int process = atoi(entry->d_name);
            if (process <= 0 || process == getpid()) continue;
            int handle = (int)syscall(SYS_pidfd_open, process, 0);
            if (handle < 0) continue;
            if (environment_has(entry->d_name, variable, length) &&
                syscall(SYS_pidfd_send_signal, handle, SIGKILL, NULL, 0) == 0)
                killed++;
            close(handle);
        }
        closedir(processes);
    } while (killed > before); /* one may have started another meanwhile; the dead have no environment */
    return killed;
}
