#define _GNU_SOURCE
#include "supervisor_parts.h"

#include "alarm.h"
#include "worker_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How long processes that a command leaves behind may take to end by themselves, as one does that still drains a pipe
   of it, before they are stopped. */
#define SETTLE_MS 200

/* How long until those that a KILL has not ended get another, at first and at most. */
#define KILL_AGAIN_MS 5
#define KILL_AGAIN_LIMIT_MS 1000

/* How long a worker may take to keep an end that it was told of, and how often it is told. */
#define KEEP_MS 1000
#define KEEP_AGAIN_MS 20

int64_t zt_wall_microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void save(const struct supervised *command) {
    (void)!pwrite(command->state, &command->attempt, sizeof command->attempt, 0);
}

/* Tells the worker, if there still is one. */
static void notify(const struct supervised *command, int stage, int error) {
    struct zt_notice notice = {stage, error};
    (void)!write(command->alive, &notice, sizeof notice);
}

static _Noreturn void give_up(const struct supervised *command, int stage, int error) {
    notify(command, stage, error);
    _exit(1);
}

static void read_boot(char boot[40]) {
    int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t n = file < 0 ? 0 : read(file, boot, 36);
    boot[n > 0 ? n : 0] = 0;
    if (file >= 0) close(file);
}

int zt_attempt_of_this_boot(const struct zt_attempt *attempt) {
    char boot[40];
    read_boot(boot);
    return strncmp(boot, attempt->boot, sizeof boot) == 0;
}

/* Takes `count` strings out of the request; NULL if they go beyond its end. */
static char **strings(const char **at, const char *end, uint32_t count, char **room) {
    char **list = room;
    for (uint32_t i = 0; i < count; i++) {
        const char *stop = memchr(*at, 0, (size_t)(end - *at));
        if (!stop) return NULL;
        list[i] = (char *)*at;
        *at = stop + 1;
    }
    list[count] = NULL;
    return list;
}

/* Reads the request; 0, or -1 with errno. */
static int read_request(struct supervised *command, int descriptor) {
    struct stat about;
    if (fstat(descriptor, &about) < 0) return -1;
    size_t size = (size_t)about.st_size;
    errno = EBADMSG;
    if (size < sizeof(struct zt_request)) return -1;
    const char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (bytes == MAP_FAILED) return -1;
    const struct zt_request *request = (const void *)bytes;
    const char *at = bytes + sizeof *request, *end = bytes + size;
    uint64_t count = 1 + (uint64_t)request->arguments + request->variables + request->secrets;
    errno = EBADMSG;
    if (request->arguments == 0 || count > size) return -1;
    char **room = mmap(NULL, (count + 4) * sizeof *room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) return -1;
    char **directory = strings(&at, end, 1, room);
    command->arguments = strings(&at, end, request->arguments, room += 2);
    command->environment = strings(&at, end, request->variables, room += request->arguments + 1);
    command->secrets = (const char **)strings(&at, end, request->secrets, room += request->variables + 1);
    errno = EBADMSG;
    if (!directory || !command->arguments || !command->environment || !command->secrets) return -1;
    command->request = request;
    command->request_size = size;
    command->directory = directory[0];
    command->longest_secret = request->secrets > 0 ? strlen(command->secrets[0]) : 0;
    return 0;
}

/* Makes the state file, which is seen only filled and locked: 0, or -1 with errno, EEXIST for a tombstone. */
static int make_state(struct supervised *command) {
    char page[4096] = {0};
    command->state = openat(command->folder, "state.new", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (command->state < 0) return -1;
    if (zt_lock_try(command->state) != 0) return -1;
    memcpy(page, &command->attempt, sizeof command->attempt);
    if (pwrite(command->state, page, sizeof page, 0) != (ssize_t)sizeof page) return -1;
    int linked = linkat(command->folder, "state.new", command->folder, "state", 0);
    int error = errno;
    unlinkat(command->folder, "state.new", 0);
    errno = error;
    return linked;
}

/* Says that it ended, and waits until a worker has kept that, is gone or takes too long; whether it is kept. Said again
   and again, for each who listens reads what another one then does not. */
static int wait_until_kept(const struct supervised *command) {
    struct pollfd ready[] = {{.fd = command->orders, .events = POLLIN}, {.fd = command->alive}};
    int64_t end = zt_boot_milliseconds() + KEEP_MS;
    do {
        notify(command, ZT_STAGE_ENDED, 0);
        if (poll(ready, 2, KEEP_AGAIN_MS) <= 0) continue;
        char orders[16];
        ssize_t n = ready[0].revents ? read(command->orders, orders, sizeof orders) : 0;
        if (n > 0 && memchr(orders, ZT_ORDER_KEPT, (size_t)n)) return 1;
        if (ready[1].revents) return 0; /* nobody listens */
    } while (zt_boot_milliseconds() < end);
    return 0;
}

/* Puts on the disk that the attempt's files are there. */
static void sync_folders(const struct supervised *command) {
    fsync(command->folder);
    int above = openat(command->folder, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (above < 0) return;
    fsync(above);
    close(above);
}

/* Says how it ended, once what it wrote is on the disk. That itself comes there afterwards, and of a command that wrote
   nothing only where no worker has kept it: every wait for a disk is the longer the more of them there are. */
static _Noreturn void finish(struct supervised *command) {
    zt_capture_finish(command);
    zt_result_finish(command);
    int has_output = command->times >= 0;
    if (has_output) sync_folders(command);
    command->attempt.phase = ZT_PHASE_ENDED;
    command->attempt.ended_at = zt_wall_microseconds();
    save(command);
    zt_lock_release(command->state); /* first: who looks when told must find the lock free */
    if (wait_until_kept(command) && !has_output) _exit(0);
    fsync(command->state); /* without it nobody finds what was written */
    if (!has_output) sync_folders(command);
    _exit(0);
}

/* How the stopping of a tree goes on. */
enum progress { RUNNING, SETTLING, TERMINATING, KILLING };

struct stopping {
    enum progress progress;
    int64_t deadline; /* on the boot-time clock, -1 for none */
    int64_t again;    /* between two KILLs */
    int ended;        /* the command itself */
    int empty;        /* the whole tree */
};

static void kill_round(struct supervised *command, struct stopping *stopping) {
    struct tree tree = zt_tree_kill();
    stopping->progress = KILLING;
    if (tree.sent == 0 && tree.refused > 0) { /* a program of another user, which we may not signal */
        command->attempt.left_running = tree.refused;
        stopping->empty = 1;
    }
    stopping->again = stopping->again == 0 ? KILL_AGAIN_MS : stopping->again * 2;
    if (stopping->again > KILL_AGAIN_LIMIT_MS) stopping->again = KILL_AGAIN_LIMIT_MS;
    stopping->deadline = zt_boot_milliseconds() + stopping->again;
}

static void terminate(struct supervised *command, struct stopping *stopping) {
    stopping->progress = TERMINATING;
    stopping->deadline = zt_boot_milliseconds() + command->request->grace;
    zt_tree_signal(SIGTERM);
    zt_tree_signal(SIGCONT); /* one that is stopped could not obey */
}

/* Begins to stop the tree, or goes on sooner. */
static void stop(struct supervised *command, struct stopping *stopping, enum zt_cause cause, int at_once) {
    if (!stopping->ended && command->attempt.phase == ZT_PHASE_RUNNING) {
        command->attempt.cause = cause;
        command->attempt.phase = ZT_PHASE_STOPPING;
        save(command);
    }
    if (at_once && stopping->progress != KILLING) kill_round(command, stopping);
    else if (stopping->progress < TERMINATING) terminate(command, stopping);
}

static void reap(struct supervised *command, struct stopping *stopping) {
    int status;
    pid_t process;
    while ((process = waitpid(-1, &status, WNOHANG)) > 0) {
        if (process != command->attempt.command) continue;
        command->attempt.status = status;
        stopping->ended = 1;
        if (stopping->progress == RUNNING) {
            stopping->progress = SETTLING;
            stopping->deadline = zt_boot_milliseconds() + SETTLE_MS;
        }
    }
    if (process < 0 && errno == ECHILD) stopping->empty = 1;
}

static void time_up(struct supervised *command, struct stopping *stopping) {
    switch (stopping->progress) {
    case RUNNING: stop(command, stopping, ZT_CAUSE_TIMEOUT, 0); break;
    case SETTLING: terminate(command, stopping); break;
    case TERMINATING:
    case KILLING: kill_round(command, stopping); break;
    }
}

static void obey(struct supervised *command, struct stopping *stopping) {
    char orders[16];
    ssize_t n = read(command->orders, orders, sizeof orders);
    for (ssize_t i = 0; i < n; i++) {
        if (orders[i] == ZT_ORDER_CANCEL) stop(command, stopping, ZT_CAUSE_ORDER, 0);
        if (orders[i] == ZT_ORDER_KILL) stop(command, stopping, ZT_CAUSE_ORDER, 1);
    }
}

static void heed(struct supervised *command, struct stopping *stopping, int signals) {
    struct signalfd_siginfo about;
    int shutdown = 0;
    while (read(signals, &about, sizeof about) == (ssize_t)sizeof about) shutdown |= about.ssi_signo == SIGTERM;
    /* First of all, for the command got the same TERM if everything on the machine did. */
    if (shutdown) stop(command, stopping, ZT_CAUSE_SHUTDOWN, 0);
    reap(command, stopping);
}

static void watch(struct supervised *command, int signals, int alarm) {
    struct stopping stopping = {RUNNING, -1, 0, 0, 0};
    if (command->request->timeout > 0) stopping.deadline = zt_boot_milliseconds() + command->request->timeout;
    while (!stopping.empty) {
        zt_alarm_arm(alarm, stopping.deadline);
        struct pollfd ready[] = {
            {.fd = command->pipes[0], .events = POLLIN}, {.fd = command->pipes[1], .events = POLLIN},
            {.fd = command->orders, .events = POLLIN},   {.fd = signals, .events = POLLIN},
            {.fd = alarm, .events = POLLIN},
        };
        if (poll(ready, 5, -1) < 0) continue;
        for (int stream = 0; stream < 2; stream++)
            if (ready[stream].revents) zt_capture(command, stream);
        if (ready[3].revents) heed(command, &stopping, signals);
        if (ready[2].revents) obey(command, &stopping);
        if (ready[4].revents) {
            zt_alarm_drain(alarm);
            if (!stopping.empty && stopping.deadline >= 0 && zt_boot_milliseconds() >= stopping.deadline)
                time_up(command, &stopping);
        }
    }
    /* What is still in the pipes, and no more: a process left running might write for ever. */
    for (int stream = 0; stream < 2; stream++)
        for (int i = 0; i < 64 && command->pipes[stream] >= 0 && zt_capture(command, stream); i++)
            ;
}

/* The signals that are read, and the command is not to begin with. */
static int open_signals(void) {
    sigset_t all, ours;
    struct sigaction ignore = {.sa_handler = SIG_IGN}, standard = {.sa_handler = SIG_DFL};
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGCHLD, &standard, NULL);
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    sigemptyset(&ours);
    sigaddset(&ours, SIGCHLD);
    sigaddset(&ours, SIGTERM);
    return signalfd(-1, &ours, SFD_NONBLOCK | SFD_CLOEXEC);
}

_Noreturn void zt_supervise(const int descriptors[ZT_DESCRIPTORS]) {
    static struct supervised command = {.pipes = {-1, -1}, .files = {-1, -1}, .times = -1, .last_stream = -1};
    command.folder = descriptors[1];
    command.orders = descriptors[2];
    command.alive = descriptors[3];
    int signals = open_signals(), alarm = zt_alarm_open();
    if (signals < 0 || alarm < 0 || read_request(&command, descriptors[0]) < 0 || zt_capture_prepare(&command) < 0)
        give_up(&command, ZT_STAGE_SUPERVISOR, errno);
    close(descriptors[0]);
    setsid();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_NAME, "zart-step");
    memcpy(command.attempt.magic, "zartstep", sizeof command.attempt.magic);
    command.attempt.phase = ZT_PHASE_RUNNING;
    command.attempt.supervisor = getpid();
    command.attempt.started_at = zt_wall_microseconds();
    read_boot(command.attempt.boot);
    if (make_state(&command) < 0)
        give_up(&command, errno == EEXIST ? ZT_STAGE_REFUSED : ZT_STAGE_STATE, errno);
    if (zt_execute(&command) < 0) finish(&command);
    save(&command);
    notify(&command, ZT_STAGE_NONE, 0);
    watch(&command, signals, alarm);
    finish(&command);
}
