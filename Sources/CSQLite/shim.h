// What Swift cannot import from sqlite3.h itself: cast macros.
#pragma once

#if !__has_include(<sqlite3.h>)
#error "sqlite3.h not found: install libsqlite3-dev"
#endif

#include <sqlite3.h>

/// sqlite3_config is variadic and is not imported. Has SQLite keep no count of the memory it uses: the count takes a lock
/// of the whole process for every piece of it (sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigmemstatus).
static inline int zart_sqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

/// SQLITE_TRANSIENT is a cast and is not imported.
static inline sqlite3_destructor_type zart_sqlite_transient(void) { return SQLITE_TRANSIENT; }
