/* This process and its children, as the kernel counts them. */
#ifndef ZARTOP_BENCH_PROCESS_H
#define ZARTOP_BENCH_PROCESS_H

#include <stdint.h>

/* How often anything in this process has asked the disk to keep what was written. */
int64_t cb_syncs(void);

/* Nanoseconds on the clock that only goes forward. */
int64_t cb_nanoseconds(void);

/* Nanoseconds of processor time that this process has used, all threads together. */
int64_t cb_cpu_nanoseconds(void);

/* Starts a program with no terminal, its output thrown away; its process id, or -1. */
int cb_start(const char *path, char *const arguments[]);

/* Starts a program on a pseudo terminal of that size as its controlling one; gives the process id or -1, and the
   operator's end. */
int cb_start_on_terminal(const char *path, char *const arguments[], int columns, int rows, int *operator_end);

/* Starts and awaits /bin/true so many times, one after the other; the seconds that took, or -1. */
double cb_spawn_true(int times);

#endif
