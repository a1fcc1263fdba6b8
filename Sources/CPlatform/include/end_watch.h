/* One descriptor that is readable whenever one of many is, or has come to its end. Dispatch gets this one instead of
   the many: on Linux its own handling of a hang-up loses events and has been seen to crash. */
#ifndef ZARTOP_END_WATCH_H
#define ZARTOP_END_WATCH_H

/* The watching descriptor, or -1 with errno. */
int zt_watch_open(void);

/* Watches one more; 0, or -1 with errno. */
int zt_watch_add(int watch, int descriptor);

/* Watches it no more; to be called before it is closed. */
void zt_watch_remove(int watch, int descriptor);

/* The next descriptor that is readable or at its end, -1 when there is none. */
int zt_watch_next(int watch);

#endif
