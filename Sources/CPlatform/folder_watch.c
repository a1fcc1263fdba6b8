#include "folder_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

int zt_folder_watch_open(void) { return inotify_init1(IN_CLOEXEC | IN_NONBLOCK); }

int zt_folder_watch_add(int watch, const char *folder) {
    unsigned what = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR;
    return inotify_add_watch(watch, folder, what) < 0 ? -1 : 0;
}

int zt_folder_watch_drain(int watch) {
    char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
    int any = 0;
    while (read(watch, events, sizeof events) > 0) any = 1;
    return any;
}
