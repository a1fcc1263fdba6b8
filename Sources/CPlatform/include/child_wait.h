/* The end of a child that nobody else waits for. */
#ifndef ZARTOP_CHILD_WAIT_H
#define ZARTOP_CHILD_WAIT_H

/* How a child ended, waiting for so many milliseconds at most: its status, 256 + the signal that killed it, or -1 if it
   still runs. A child that has ended can be asked for once. */
int zt_child_wait(int process, int milliseconds);

#endif
