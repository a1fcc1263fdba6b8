// What Swift cannot import from sqlite3.h itself: cast macros.
#pragma once

#if !__has_include(<sqlite3.h>)
#error "sqlite3.h not found: install libsqlite3-dev"
#endif

#include <sqlite3.h>

/// SQLITE_TRANSIENT is a cast and is not imported.
static inline sqlite3_destructor_type zart_sqlite_transient(void) { return SQLITE_TRANSIENT; }
