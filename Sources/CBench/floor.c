#include "bench_floor.h"

#include <sqlite3.h>
#include <stdio.h>
#include <time.h>

/* As much of a schema as the work cannot do without: no history, no leases, no indexes but the keys. */
static const char *const schema =
    "CREATE TABLE execution (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL,"
    " started_at INTEGER, ended_at INTEGER);"
    "CREATE TABLE step (execution INTEGER NOT NULL, number INTEGER NOT NULL, result TEXT NOT NULL,"
    " started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL, PRIMARY KEY (execution, number)) WITHOUT ROWID;";

enum { BEGIN, COMMIT, INSERT, STEP, END, STATEMENTS };

static const char *const texts[STATEMENTS] = {
    "BEGIN IMMEDIATE",
    "COMMIT",
    "INSERT INTO execution (seq, id, status, started_at) VALUES (?, ?, 'running', ?)",
    "INSERT INTO step (execution, number, result, started_at, ended_at) VALUES (?, ?, ?, ?, ?)",
    "UPDATE execution SET status = 'completed', ended_at = ? WHERE seq = ?",
};

struct floor {
    sqlite3 *database;
    sqlite3_stmt *statements[STATEMENTS];
};

static int64_t wall(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int run(struct floor *floor, int which) {
    int code = sqlite3_step(floor->statements[which]);
    sqlite3_reset(floor->statements[which]);
    return code == SQLITE_DONE ? 0 : -1;
}

static int insert(struct floor *floor, int execution) {
    char id[32];
    int length = snprintf(id, sizeof id, "work-%d", execution);
    sqlite3_stmt *statement = floor->statements[INSERT];
    sqlite3_bind_int64(statement, 1, execution);
    sqlite3_bind_text(statement, 2, id, length, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, 3, wall());
    return run(floor, INSERT);
}

static int step(struct floor *floor, int execution, int number) {
    static const char result[] = "{\"items\":1234,\"warehouse\":\"EU-1\"}";
    sqlite3_stmt *statement = floor->statements[STEP];
    int64_t now = wall();
    sqlite3_bind_int64(statement, 1, execution);
    sqlite3_bind_int64(statement, 2, number);
    sqlite3_bind_text(statement, 3, result, sizeof result - 1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 4, now);
    sqlite3_bind_int64(statement, 5, now);
    return run(floor, STEP);
}

static int end(struct floor *floor, int execution) {
    sqlite3_stmt *statement = floor->statements[END];
    sqlite3_bind_int64(statement, 1, wall());
    sqlite3_bind_int64(statement, 2, execution);
    return run(floor, END);
}

static int open_floor(struct floor *floor, const char *path, const char *synchronous) {
    char pragmas[128];
    snprintf(pragmas, sizeof pragmas, "PRAGMA journal_mode=WAL; PRAGMA synchronous=%s;", synchronous);
    *floor = (struct floor){0};
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &floor->database, flags, NULL) != SQLITE_OK) return -1;
    if (sqlite3_exec(floor->database, pragmas, NULL, NULL, NULL) != SQLITE_OK) return -1;
    if (sqlite3_exec(floor->database, schema, NULL, NULL, NULL) != SQLITE_OK) return -1;
    for (int i = 0; i < STATEMENTS; i++)
        if (sqlite3_prepare_v3(floor->database, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &floor->statements[i],
                               NULL) != SQLITE_OK)
            return -1;
    return 0;
}

static double closed(struct floor *floor, double took, char *reason, int room) {
    if (took < 0) snprintf(reason, (size_t)room, "%s", sqlite3_errmsg(floor->database));
    for (int i = 0; i < STATEMENTS; i++) sqlite3_finalize(floor->statements[i]);
    sqlite3_close_v2(floor->database);
    return took;
}

/* One group of executions from their insertion to their end. */
static int group(struct floor *floor, int first, int past, int steps) {
    for (int phase = -1; phase <= steps; phase++) {
        if (run(floor, BEGIN) < 0) return -1;
        for (int execution = first; execution < past; execution++) {
            int code = phase < 0        ? insert(floor, execution)
                       : phase == steps ? end(floor, execution)
                                        : step(floor, execution, phase);
            if (code < 0) return -1;
        }
        if (run(floor, COMMIT) < 0) return -1;
    }
    return 0;
}

double cb_floor_executions(const char *path, int executions, int steps, int width, const char *synchronous,
                           char *reason, int room) {
    struct floor floor;
    if (open_floor(&floor, path, synchronous) < 0) return closed(&floor, -1, reason, room);
    double began = seconds();
    for (int first = 1; first <= executions; first += width) {
        int past = first + width <= executions ? first + width : executions + 1;
        if (group(&floor, first, past, steps) < 0) return closed(&floor, -1, reason, room);
    }
    return closed(&floor, seconds() - began, reason, room);
}

double cb_floor_steps(const char *path, int steps, const char *synchronous, char *reason, int room) {
    struct floor floor;
    if (open_floor(&floor, path, synchronous) < 0) return closed(&floor, -1, reason, room);
    double began = seconds();
    if (group(&floor, 1, 2, steps) < 0) return closed(&floor, -1, reason, room);
    return closed(&floor, seconds() - began, reason, room);
}
