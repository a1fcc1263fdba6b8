/* All of the module. With a folder as its umbrella, clang does not notice a header added since the last build. */
#ifndef ZARTOP_CPLATFORM_H
#define ZARTOP_CPLATFORM_H

#include "again.h"
#include "alarm.h"
#include "child_wait.h"
#include "end_watch.h"
#include "folder_watch.h"
#include "heaps.h"
#include "supervisor.h"
#include "terminal_guard.h"
#include "worker_lock.h"

#endif
