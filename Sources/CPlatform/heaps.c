#include "heaps.h"

#include <malloc.h>

void zt_share_heaps(void) {
    mallopt(M_ARENA_MAX, 2);
}
