#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "pseudo_terminal.h"

#include <curses.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

int zt_pty_open(int columns, int rows, int *program) {
    char name[128];
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return -1;
    if (grantpt(fd) == 0 && unlockpt(fd) == 0 && ptsname_r(fd, name, sizeof name) == 0 &&
        (*program = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) >= 0 && zt_pty_resize(fd, columns, rows) == 0)
        return fd;
    close(fd);
    return -1;
}

int zt_pty_resize(int operator_end, int columns, int rows) {
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    return ioctl(operator_end, TIOCSWINSZ, &size);
}

int zt_pty_modes(int program, unsigned char *bytes, int room) {
    struct termios modes;
    memset(&modes, 0, sizeof modes);
    if (room < (int)sizeof modes || tcgetattr(program, &modes) < 0) return -1;
    memcpy(bytes, &modes, sizeof modes);
    return (int)sizeof modes;
}

int zt_pty_name(int operator_end, char *name, int room) { return ptsname_r(operator_end, name, (size_t)room); }

int zt_pty_width(unsigned character) {
    static locale_t utf8; /* never freed: the test process ends soon */
    if (!utf8) utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = uselocale(utf8);
    int columns = wcwidth((wchar_t)character);
    uselocale(before);
    return columns;
}

int zt_pty_start(const char *path, char *const arguments[], char *const environment[], const char *terminal, int err,
                 unsigned seconds) {
    int process = fork();
    if (process != 0) return process;
    /* Only async-signal-safe calls from here on: other threads held whatever locks they held. */
    setsid();
    int tty = open(terminal, O_RDWR); /* the session's first: its controlling terminal */
    if (tty < 0) _exit(127);
    int kept = fcntl(err, F_DUPFD_CLOEXEC, 10);
    dup2(tty, 0);
    dup2(tty, 1);
    dup2(kept, 2);
    if (tty > 2) close(tty);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    alarm(seconds); /* survives exec */
    execve(path, arguments, environment);
    _exit(127);
}

int zt_pty_is_default(int number) {
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_DFL;
}

int zt_pty_cell(int row, int column, unsigned *character, unsigned *attributes, int *foreground, int *background) {
    cchar_t cell;
    wchar_t text[CCHARW_MAX + 1];
    attr_t bits = 0;
    short narrow = 0;
    int pair = 0;
    if (mvwin_wch(curscr, row, column, &cell) == ERR) return -1;
    if (getcchar(&cell, text, &bits, &narrow, &pair) == ERR) return -1;
    *character = (unsigned)text[0];
    *attributes = 0;
    if (bits & A_BOLD) *attributes |= 1;
    if (bits & A_DIM) *attributes |= 2;
    if (bits & A_ITALIC) *attributes |= 4;
    if (bits & A_UNDERLINE) *attributes |= 8;
    if (bits & A_REVERSE) *attributes |= 16;
    *foreground = *background = -1;
    return pair == 0 || extended_pair_content(pair, foreground, background) != ERR ? 0 : -1;
}
