/* All of the module; see CPlatform.h. */
#ifndef ZARTOP_CBENCH_H
#define ZARTOP_CBENCH_H

#include "bench_floor.h"
#include "bench_process.h"

#endif
