/* What the files of the supervisor know of each other. */
#ifndef ZARTOP_SUPERVISOR_PARTS_H
#define ZARTOP_SUPERVISOR_PARTS_H

#include "supervisor.h"

#include <sys/types.h>

enum { ZT_DESCRIPTORS = 4 }; /* request, folder, orders, alive */

/* Runs one supervisor in a process forked for it, on the descriptors that zt_launcher_start sent. */
_Noreturn void zt_supervise(const int descriptors[ZT_DESCRIPTORS]);

/* One supervised command. */
struct supervised {
    struct zt_attempt attempt;
    const struct zt_request *request;
    size_t request_size;
    const char *directory;
    char **arguments;
    char **environment;
    const char **secrets;
    size_t longest_secret;
    int folder, orders, alive, state;
    int pipes[2];  /* where its streams are read, -1 once ended */
    int files[2];  /* where they are stored, -1 before the first byte */
    int times;     /* likewise */
    int last_stream;
    int64_t last_time;
    unsigned char begins_secret[256];
    unsigned char *work;    /* longest_secret + a chunk */
    unsigned char *held[2]; /* the last bytes of a stream that may be the beginning of a secret */
    size_t held_count[2];
};

int64_t zt_wall_microseconds(void);

/* Gets room for capturing; 0, or -1 with errno. */
int zt_capture_prepare(struct supervised *command);

/* Stores what there is to read of a stream, at most a chunk: 1 if there may be more, else 0. */
int zt_capture(struct supervised *command, int stream);

/* Stores what a stream held back. To be called once nothing more can come. */
void zt_capture_finish(struct supervised *command);

/* Puts the result file in order: its secrets masked, its bytes on the disk. */
void zt_result_finish(struct supervised *command);

/* How a signal to all descendants of this process went. */
struct tree {
    int sent;    /* processes that got it */
    int refused; /* those we may not signal */
};
struct tree zt_tree_signal(int number);

/* Stops all of them first, so that none can start another meanwhile, and kills them. */
struct tree zt_tree_kill(void);

/* Executes the command: 0, or -1 with failed_stage and failed_error filled. */
int zt_execute(struct supervised *command);

#endif
