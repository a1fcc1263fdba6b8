#define _GNU_SOURCE
#include "supervisor_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *path_of(char *const environment[]) {
    for (; *environment; environment++)
        if (strncmp(*environment, "PATH=", 5) == 0) return *environment + 5;
    return "/usr/local/bin:/usr/bin:/bin";
}

/* execvpe, but with the PATH that the command itself gets. Returns errno. */
static int execute(char *const arguments[], char *const environment[]) {
    const char *name = arguments[0];
    if (strchr(name, '/')) {
        execve(name, arguments, environment);
        return errno;
    }
    char path[PATH_MAX];
    int error = ENOENT;
    size_t name_length = strlen(name);
    for (const char *folder = path_of(environment);; folder++) {
        size_t length = strcspn(folder, ":");
        if (length > 0 && length + name_length + 2 <= sizeof path) {
            memcpy(path, folder, length);
            path[length] = '/';
            memcpy(path + length + 1, name, name_length + 1);
            execve(path, arguments, environment);
            if (errno == EACCES) error = EACCES;
            else if (errno != ENOENT && errno != ENOTDIR) return errno;
        }
        folder += length;
        if (*folder == 0) return error;
    }
}

int zt_execute(struct supervised *command) {
    int ends[2][2], null = open("/dev/null", O_RDWR | O_CLOEXEC);
    volatile int stage = ZT_STAGE_PROCESS, error = 0; /* the child writes here: vfork shares the memory */
    if (null < 0 || pipe2(ends[0], O_CLOEXEC) < 0 || pipe2(ends[1], O_CLOEXEC) < 0) {
        command->attempt.failed_stage = ZT_STAGE_PROCESS;
        command->attempt.failed_error = errno;
        return -1;
    }
    pid_t supervisor = getpid();
    pid_t process = vfork();
    if (process == 0) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a command without its supervisor would run unseen */
        if (getppid() != supervisor) _exit(127);
        dup2(null, STDIN_FILENO);
        dup2(ends[0][1], STDOUT_FILENO);
        dup2(ends[1][1], STDERR_FILENO);
        close_range(3, ~0U, 0);
        if (chdir(command->directory) < 0) {
            stage = ZT_STAGE_DIRECTORY;
            error = errno;
            _exit(127);
        }
        /* By the kernel's own call, for posix_spawn leaves two signals ignored that sigaction does not touch. The
           handler comes first in its structure; zeros are the default. */
        static const unsigned long standard[16];
        for (int number = 1; number < NSIG; number++) syscall(SYS_rt_sigaction, number, standard, NULL, NSIG / 8);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        stage = ZT_STAGE_EXECUTE;
        error = execute(command->arguments, command->environment);
        _exit(127);
    }
    if (process < 0) error = errno;
    for (int stream = 0; stream < 2; stream++) {
        close(ends[stream][1]);
        command->pipes[stream] = ends[stream][0];
        fcntl(ends[stream][0], F_SETFL, O_NONBLOCK);
    }
    close(null);
    if (error == 0) {
        command->attempt.command = process;
        return 0;
    }
    command->attempt.failed_stage = stage;
    command->attempt.failed_error = error;
    snprintf(command->attempt.subject, sizeof command->attempt.subject, "%s",
             stage == ZT_STAGE_DIRECTORY ? command->directory : command->arguments[0]);
    return -1;
}
