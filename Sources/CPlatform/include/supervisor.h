/* Supervised commands: a command that outlives the process that started it.

   Every command runs under a supervisor of its own, a small process that captures its output, stops it when its
   time is up or somebody orders so, and keeps what became of it in the attempt's folder:

     state    struct zt_attempt. The supervisor holds an open-file-description lock on it as long as it lives, and
              that lock, never a process id, is what tells whether it does. It appears locked and filled, by link(2),
              before the command is executed. An empty one is a tombstone: a supervisor that comes late finds it and
              executes nothing.
     stdout   The first ZT_HEAD_BYTES of the stream, then a ring of the last ZT_TAIL_BYTES. As long as the command
     stderr   writes less than both together these are plain files.
     times    When which byte came: struct zt_time, per stream a head and a ring of ZT_TIMES each.
     result   What the command may write as its result.
     orders   A FIFO: each byte is an order to the supervisor, or the word that the end is kept.
     alive    A FIFO whose only writer is the supervisor, with notices of the begin and the end: its readers see the end
              of file when that is gone.

   An end is in the state file before anybody is told of it, and comes to the disk there afterwards: if the command wrote
   something, and wherever nobody says within a second that he has put the end on the disk elsewhere.

   Supervisors are forked by a launcher, which is this program once more: executed on the first start, taken over by a
   constructor before main and before any thread, and gone when the worker is. So a start costs the same however big
   the worker has grown, and neither the worker nor a supervisor ever runs between fork and exec with threads around. */
#ifndef ZARTOP_SUPERVISOR_H
#define ZARTOP_SUPERVISOR_H

#include <stddef.h>
#include <stdint.h>

#define ZT_HEAD_BYTES (1 << 20)
#define ZT_TAIL_BYTES (1 << 20)
#define ZT_TIMES (1 << 15)

enum zt_order {
    ZT_ORDER_CANCEL = 'c', /* TERM, the grace, KILL */
    ZT_ORDER_KILL = 'k',   /* KILL */
    ZT_ORDER_KEPT = 'e'    /* no order: the end is on the disk elsewhere */
};

enum zt_phase { ZT_PHASE_RUNNING = 1, ZT_PHASE_STOPPING, ZT_PHASE_ENDED };

/* Who ended the command. */
enum zt_cause { ZT_CAUSE_ITSELF, ZT_CAUSE_TIMEOUT, ZT_CAUSE_ORDER, ZT_CAUSE_SHUTDOWN };

/* Where a start came to nothing. */
enum zt_stage {
    ZT_STAGE_NONE,
    ZT_STAGE_SUPERVISOR, /* no process, memory or descriptor for the supervisor itself */
    ZT_STAGE_STATE,      /* the state file cannot be made */
    ZT_STAGE_REFUSED,    /* a tombstone was there first */
    ZT_STAGE_PROCESS,    /* no pipe or process for the command */
    ZT_STAGE_DIRECTORY,  /* its working directory */
    ZT_STAGE_EXECUTE,    /* the program itself */
    ZT_STAGE_ENDED       /* no failure: it has come to its end */
};

/* The state file. It fits one sector, so that it is never seen half-written after a power cut. */
struct zt_attempt {
    char magic[8];
    int64_t started_at; /* microseconds since 1970 */
    int64_t ended_at;
    uint64_t bytes[2]; /* captured so far, the ones cut out included */
    uint64_t times[2]; /* entries in `times` so far, likewise */
    int32_t phase;
    int32_t cause;
    int32_t status; /* as waitpid gives it */
    int32_t failed_stage;
    int32_t failed_error;
    int32_t output_error;  /* errno of output that could not be stored, 0 if all could */
    int32_t left_running;  /* processes that could not be signalled and were left */
    int32_t supervisor;    /* process ids, for people only */
    int32_t command;
    char boot[40];      /* the boot id it ran under */
    char subject[256]; /* the program or the folder that a failed start is about */
};

struct zt_time {
    int64_t at;      /* microseconds since 1970 */
    uint64_t offset; /* of the first byte that came then */
};

/* What the worker hands to a supervisor in a memory file: this, then strings that each end in a NUL: the working
   directory, the arguments, the environment, the secrets from the longest to the shortest. */
struct zt_request {
    uint32_t arguments;
    uint32_t variables;
    uint32_t secrets;
    uint32_t padding;
    int64_t timeout; /* milliseconds, 0 for none */
    int64_t grace;   /* milliseconds */
};

/* What `alive` may carry before its end: one of these. */
struct zt_notice {
    int32_t stage; /* ZT_STAGE_NONE: the command runs */
    int32_t error;
};

/* Starts a launcher: a socket to it, and its process id in `process`; -1 with errno. */
int zt_launcher_open(int *process);

/* Asks a launcher for one supervisor; it gets the four descriptors, which stay the caller's too. 0, or -1 with errno,
   EPIPE when the launcher is gone. */
int zt_launcher_start(int launcher, int request, int folder, int orders, int alive);

/* Closes the socket, upon which the launcher ends, and waits for that. */
void zt_launcher_close(int launcher, int process);

enum zt_standing {
    ZT_STANDING_ABSENT,    /* no state file */
    ZT_STANDING_TOMBSTONE, /* never began, and never will */
    ZT_STANDING_RUNNING,   /* its supervisor lives */
    ZT_STANDING_ENDED,
    ZT_STANDING_BROKEN_OFF /* its supervisor died without saying how it ended */
};

/* How an attempt stands: an enum zt_standing, or -1 with errno; `found` is filled from ZT_STANDING_RUNNING on. */
int zt_attempt_look(const char *folder, struct zt_attempt *found);

/* Leaves a tombstone: 0 when there is one now, 1 when a state file was there first, -1 with errno. */
int zt_attempt_refuse(const char *folder);

/* Gives an order: 0 taken, 1 nobody there to take it, -1 with errno. */
int zt_attempt_order(const char *folder, enum zt_order order);

/* 1 when that attempt ran under the present boot, else 0. */
int zt_attempt_of_this_boot(const struct zt_attempt *attempt);

/* Kills every process whose environment has this `NAME=value`: what a supervisor that was killed left behind. The
   number of processes killed. */
int zt_kill_marked(const char *variable);

/* How a wait status reads: the exit status, or -1; the signal, or 0; 1 if it left a core. */
int zt_status_code(int status);
int zt_status_signal(int status);
int zt_status_core(int status);

/* The name of a signal without its SIG, or NULL. */
const char *zt_signal_name(int number);

/* The subject of an attempt, which Swift would see as a tuple. */
const char *zt_attempt_subject(const struct zt_attempt *attempt);

#endif
