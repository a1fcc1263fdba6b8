#ifndef ZARTOP_HEAPS_H
#define ZARTOP_HEAPS_H

/* Has all threads of the process share two heaps; called before there is a second one.
 *
 * Each would keep a heap of its own of some MB for good otherwise, and how many threads a pool has follows the load of
 * the machine (man 3 mallopt, M_ARENA_MAX). */
void zt_share_heaps(void);

#endif
