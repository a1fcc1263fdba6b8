/* The terminal guard: whatever ends this process, the terminal is left as it was found.

   While it is armed it owns the handlers of SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP and SIGCONT,
   which only write their number into a pipe, and of the fatal signals, which restore the terminal first.
   Standard error is kept in memory meanwhile, if it is a terminal, so that nothing writes over the screen; it
   is shown after the restoring. One guard exists in a process. Nothing here may be called from two threads at
   a time, except that signals may arrive at any moment on any of them. */
#ifndef ZARTOP_TERMINAL_GUARD_H
#define ZARTOP_TERMINAL_GUARD_H

#include <stddef.h>

/* Signals of one kind in a row, with none read by zt_guard_signal between them, that end the process at once:
   a program whose loop hangs must still obey Ctrl-c. */
#define ZT_GUARD_IMPATIENCE 3

/* Arms the guard for an open, non-blocking terminal and returns the reading end of the signal pipe, or -1 with
   errno. The terminal's modes are read now. `capture_stderr` keeps what is written to standard error in memory
   until the guard is disarmed. To be called before ncurses opens its first screen: it leaves handlers alone that it
   finds in place. */
int zt_guard_arm(int tty, int capture_stderr);

/* Sets the bytes that put the screen back, at most 512; they are copied. 0, or -1 with errno. */
int zt_guard_undo(const char *undo, size_t length);

/* 1 from a successful zt_guard_arm to zt_guard_disarm, else 0. */
int zt_guard_in_use(void);

/* Takes the next signal out of the pipe, 0 when there is none. */
int zt_guard_signal(void);

/* Restores the terminal and the old handlers, and shows the kept standard error. Harmless when not armed. */
void zt_guard_disarm(void);

/* Sets the terminal to pass keys one by one and unechoed; signal keys stay. 0, or -1 with errno. */
int zt_guard_raw(void);

/* Sets the terminal's modes to what they were when the guard was armed. 0, or -1 with errno. */
int zt_guard_cooked(void);

/* Stops this process as Ctrl-z does and returns when it is continued. */
void zt_guard_stop(void);

/* An anonymous file in memory, or -1 with errno. */
int zt_memory_file(void);

/* A non-blocking eventfd, or -1 with errno. */
int zt_event_fd(void);

/* The terminal's size; 0, or -1 with errno. */
int zt_window_size(int tty, int *columns, int *rows);

#endif
