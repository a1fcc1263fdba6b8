#define _GNU_SOURCE
#include "supervisor_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The name by which this program, executed once more, knows that it is the launcher. */
static const char NAME[] = "zart-launcher";

/* Where the launcher finds its socket. */
enum { SOCKET = 3 };

extern char **environ;

/* Room for the descriptors, aligned as the macros want it. */
union passed {
    char room[CMSG_SPACE(sizeof(int) * ZT_DESCRIPTORS)];
    struct cmsghdr alignment;
};

/* The next request: 1 with its descriptors, 0 when the worker is gone. */
static int receive(int descriptors[ZT_DESCRIPTORS]) {
    for (;;) {
        char byte;
        union passed passed;
        struct iovec part = {&byte, 1};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = passed.room,
                                 .msg_controllen = sizeof passed.room};
        ssize_t n = recvmsg(SOCKET, &message, MSG_CMSG_CLOEXEC);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return 0;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        if (!header || header->cmsg_len != CMSG_LEN(sizeof(int) * ZT_DESCRIPTORS)) continue;
        memcpy(descriptors, CMSG_DATA(header), sizeof(int) * ZT_DESCRIPTORS);
        return 1;
    }
}

static _Noreturn void launch(void) {
    int descriptors[ZT_DESCRIPTORS];
    prctl(PR_SET_NAME, NAME);
    (void)!chdir("/");
    signal(SIGCHLD, SIG_IGN); /* the kernel buries the supervisors */
    while (receive(descriptors)) {
        pid_t process = fork();
        if (process == 0) {
            close(SOCKET);
            zt_supervise(descriptors);
        }
        if (process < 0) {
            struct zt_notice notice = {ZT_STAGE_SUPERVISOR, errno};
            (void)!write(descriptors[3], &notice, sizeof notice);
        }
        for (int i = 0; i < ZT_DESCRIPTORS; i++) close(descriptors[i]);
    }
    _exit(0);
}

/* Before main, whatever program this is: a program's own beginning must not run a second time in its launcher. */
__attribute__((constructor)) static void become_launcher(int count, char **arguments) {
    int type;
    socklen_t size = sizeof type;
    if (count != 1 || strcmp(arguments[0], NAME) != 0) return;
    if (getsockopt(SOCKET, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET) launch();
}

int zt_launcher_open(int *process) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) return -1;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawn_file_actions_init(&actions);
    /* First of all, for the socket may be one of the three that the others overwrite. */
    posix_spawn_file_actions_adddup2(&actions, ends[1], SOCKET);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&actions, 0, 1);
    posix_spawn_file_actions_adddup2(&actions, 0, 2);
    posix_spawn_file_actions_addclosefrom_np(&actions, SOCKET + 1);
    char *arguments[] = {(char *)NAME, NULL};
    int error = posix_spawn(process, "/proc/self/exe", &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(ends[1]);
    if (error == 0) return ends[0];
    close(ends[0]);
    errno = error;
    return -1;
}

int zt_launcher_start(int launcher, int request, int folder, int orders, int alive) {
    int descriptors[ZT_DESCRIPTORS] = {request, folder, orders, alive};
    char byte = 0;
    union passed passed;
    memset(&passed, 0, sizeof passed);
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = passed.room,
                             .msg_controllen = sizeof passed.room};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptors);
    memcpy(CMSG_DATA(header), descriptors, sizeof descriptors);
    ssize_t n;
    do n = sendmsg(launcher, &message, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n == 1 ? 0 : -1;
}

void zt_launcher_close(int launcher, int process) {
    close(launcher);
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR)
        ;
}
