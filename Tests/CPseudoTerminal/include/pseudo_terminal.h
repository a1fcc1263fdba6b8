/* A terminal for tests: the operator's end is in the test's hands. */
#ifndef ZARTOP_PSEUDO_TERMINAL_H
#define ZARTOP_PSEUDO_TERMINAL_H

/* Opens a pair and returns the operator's end, which does not block, or -1; `program` gets the other one. */
int zt_pty_open(int columns, int rows, int *program);

/* Changes the window's size. */
int zt_pty_resize(int operator_end, int columns, int rows);

/* Copies a terminal's modes as bytes that can be compared, at most `room`, and returns their number, or -1. */
int zt_pty_modes(int program, unsigned char *bytes, int room);

/* The name of the program's end, for another process to open. */
int zt_pty_name(int operator_end, char *name, int room);

/* The columns the C library sees in a character, in UTF-8: 0, 1, 2, or -1 for what it does not know. */
int zt_pty_width(unsigned character);

/* What the current curses screen holds at a place, as curses sees it: the character, the attributes as bits in the
   order bold, dim, italic, underline, reverse, and the colours' numbers, -1 for the terminal's own. 0, or -1. */
int zt_pty_cell(int row, int column, unsigned *character, unsigned *attributes, int *foreground, int *background);

/* Starts a program as the leader of a session of its own on the terminal of that name, where it reads and writes; what it
   says of errors goes to `err`. Gives its process id, or -1. The kernel ends it after `seconds`. */
int zt_pty_start(const char *path, char *const arguments[], char *const environment[], const char *terminal, int err,
                 unsigned seconds);

/* 1 when a signal has its default effect on this process. */
int zt_pty_is_default(int number);

#endif
