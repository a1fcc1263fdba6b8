/* This very program, run once more beside itself: what a self-test kills. */
#ifndef ZARTOP_AGAIN_H
#define ZARTOP_AGAIN_H

/* Runs the program that this process is, even if its file was replaced meanwhile. Its standard output and error go to
   the log; its standard input is at its end when this process dies, however it dies: *alive is the other side, to be
   closed when the child is gone. The child, or -1 with errno. */
int zt_again_start(char *const arguments[], char *const environment[], int log, int *alive);

#endif
