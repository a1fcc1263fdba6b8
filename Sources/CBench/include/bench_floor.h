/* What the machine can do at best: SQLite alone, writing only the rows. */
#ifndef ZARTOP_BENCH_FLOOR_H
#define ZARTOP_BENCH_FLOOR_H

#include <stdint.h>

/*
 * Makes a database at `path` and takes executions of some steps each from their insertion to their end, `width` of
 * them side by side: each commit inserts them, writes one step of each, or ends them. Gives the seconds it took, or
 * -1 and a reason.
 */
double cb_floor_executions(const char *path, int executions, int steps, int width, const char *synchronous,
                           char *reason, int room);

/* The seconds that one execution of so many steps takes, each step a commit of its own; or -1 and a reason. */
double cb_floor_steps(const char *path, int steps, const char *synchronous, char *reason, int room);

#endif
