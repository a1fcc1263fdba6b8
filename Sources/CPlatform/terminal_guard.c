#define _GNU_SOURCE
#include "terminal_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

/* How much of the kept standard error is shown: a screenful or two, however much there was. */
#define REPLAY_LIMIT (16 * 1024)

/* How long a terminal may take to read before it counts as stalled. */
#define PATIENCE_MS 200

static const int WAKING[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT};
static const int FATAL[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Everything a handler reads is written before `armed` is set. */
static atomic_int armed;
static atomic_int impatience;
static int tty = -1;
static pid_t owner; /* a forked child must not restore its parent's terminal */
static struct termios before;
static char undo_bytes[512];
static volatile size_t undo_length;
static int kept_stderr = -1; /* the memory file */
static int real_stderr = -1;
static int pipe_ends[2] = {-1, -1};
static struct sigaction old_waking[COUNT(WAKING)];
static struct sigaction old_fatal[COUNT(FATAL)];
static char stack_of_handlers[64 * 1024];

/* From here to on_waking only async-signal-safe calls. */

/* Waits for a slow terminal, but not long: rather a torn screen than a process that does not end. */
static void put(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n > 0) {
            bytes += n;
            length -= (size_t)n;
        } else if (n < 0 && errno == EAGAIN) {
            struct pollfd ready = {.fd = fd, .events = POLLOUT};
            if (poll(&ready, 1, PATIENCE_MS) <= 0) return;
        } else if (n < 0 && errno != EINTR) {
            return;
        }
    }
}

static void replay_stderr(void) {
    if (kept_stderr < 0) return;
    char block[1024];
    off_t end = lseek(kept_stderr, 0, SEEK_END);
    off_t at = end > REPLAY_LIMIT ? end - REPLAY_LIMIT : 0;
    for (ssize_t n; (n = pread(kept_stderr, block, sizeof block, at)) > 0; at += n) put(tty, block, (size_t)n);
}

/* True for the one caller that found the guard armed. */
static int restore(void) {
    if (!atomic_exchange(&armed, 0) || getpid() != owner) return 0;
    tcflush(tty, TCOFLUSH); /* what a stalled terminal has not read must not hold us */
    put(tty, undo_bytes, undo_length);
    tcsetattr(tty, TCSANOW, &before);
    if (kept_stderr >= 0) dup2(real_stderr, STDERR_FILENO);
    replay_stderr();
    return 1;
}

static void on_fatal(int number) {
    if (restore()) {
        char line[] = "zartop: ended by signal 00\n";
        line[sizeof line - 4] = (char)('0' + number / 10);
        line[sizeof line - 3] = (char)('0' + number % 10);
        put(kept_stderr >= 0 ? tty : STDERR_FILENO, line, sizeof line - 1);
    }
    /* Swift's own crash reporter takes the terminal and waits for a key: only who asked for it gets it. */
    size_t i = 0;
    while (i < COUNT(FATAL) - 1 && FATAL[i] != number) i++;
    if (getenv("SWIFT_BACKTRACE")) {
        sigaction(number, &old_fatal[i], NULL);
    } else {
        signal(number, SIG_DFL);
    }
    raise(number);
}

static void on_waking(int number) {
    int saved = errno;
    int ending = number == SIGINT || number == SIGTERM || number == SIGHUP || number == SIGQUIT;
    if (ending && atomic_fetch_add(&impatience, 1) + 1 >= ZT_GUARD_IMPATIENCE) {
        restore();
        _exit(128 + number);
    }
    unsigned char byte = (unsigned char)number;
    (void)!write(pipe_ends[1], &byte, 1); /* full: enough is waiting already */
    errno = saved;
}

static void on_exit_restore(void) { restore(); }

static void install(const int *signals, struct sigaction *old, size_t count, void (*handler)(int), int flags) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < count; i++) sigaction(signals[i], &action, &old[i]);
}

static void uninstall(const int *signals, const struct sigaction *old, size_t count) {
    for (size_t i = 0; i < count; i++) sigaction(signals[i], &old[i], NULL);
}

static void close_all(void) {
    int *all[] = {&kept_stderr, &real_stderr, &pipe_ends[0], &pipe_ends[1]};
    for (size_t i = 0; i < COUNT(all); i++) {
        if (*all[i] >= 0) close(*all[i]);
        *all[i] = -1;
    }
}

int zt_guard_arm(int fd, int capture_stderr) {
    static int registered;
    if (pipe_ends[0] >= 0) {
        errno = EBUSY;
        return -1;
    }
    if (tcgetattr(fd, &before) < 0 || pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) < 0) return -1;
    if (!registered) registered = atexit(on_exit_restore) == 0;
    tty = fd;
    owner = getpid();
    undo_length = 0;
    atomic_store(&impatience, 0);
    if (capture_stderr && isatty(STDERR_FILENO)) {
        real_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
        kept_stderr = real_stderr < 0 ? -1 : zt_memory_file();
        if (kept_stderr >= 0) {
            fcntl(kept_stderr, F_SETFL, O_APPEND);
            dup2(kept_stderr, STDERR_FILENO);
        }
    }
    stack_t stack = {.ss_sp = stack_of_handlers, .ss_size = sizeof stack_of_handlers};
    stack_t present;
    if (sigaltstack(NULL, &present) == 0 && (present.ss_flags & SS_DISABLE)) sigaltstack(&stack, NULL);
    atomic_store(&armed, 1);
    install(FATAL, old_fatal, COUNT(FATAL), on_fatal, SA_ONSTACK);
    install(WAKING, old_waking, COUNT(WAKING), on_waking, SA_ONSTACK | SA_RESTART);
    return pipe_ends[0];
}

int zt_guard_undo(const char *undo, size_t length) {
    if (length > sizeof undo_bytes) {
        errno = EMSGSIZE;
        return -1;
    }
    undo_length = 0; /* a signal between the two must not send half of it */
    atomic_signal_fence(memory_order_seq_cst);
    memcpy(undo_bytes, undo, length);
    atomic_signal_fence(memory_order_seq_cst);
    undo_length = length;
    return 0;
}

int zt_guard_in_use(void) { return pipe_ends[0] >= 0; }

int zt_guard_signal(void) {
    unsigned char byte = 0;
    if (pipe_ends[0] < 0 || read(pipe_ends[0], &byte, 1) != 1) return 0;
    atomic_store(&impatience, 0);
    return byte;
}

void zt_guard_disarm(void) {
    if (pipe_ends[0] < 0) return;
    restore();
    uninstall(WAKING, old_waking, COUNT(WAKING));
    uninstall(FATAL, old_fatal, COUNT(FATAL));
    close_all();
}

int zt_guard_raw(void) {
    struct termios raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
    raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    return tcsetattr(tty, TCSANOW, &raw);
}

int zt_guard_cooked(void) { return tcsetattr(tty, TCSANOW, &before); }

void zt_guard_stop(void) {
    struct sigaction stop, ours;
    memset(&stop, 0, sizeof stop);
    stop.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &stop, &ours);
    raise(SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
}

int zt_memory_file(void) { return memfd_create("zartop", MFD_CLOEXEC); }

int zt_event_fd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int zt_window_size(int fd, int *columns, int *rows) {
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) < 0) return -1;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}
