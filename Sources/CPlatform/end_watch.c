#define _GNU_SOURCE
#include "end_watch.h"

#include <sys/epoll.h>

int zt_watch_open(void) { return epoll_create1(EPOLL_CLOEXEC); }

int zt_watch_add(int watch, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    return epoll_ctl(watch, EPOLL_CTL_ADD, descriptor, &event);
}

void zt_watch_remove(int watch, int descriptor) {
    struct epoll_event event = {0};
    epoll_ctl(watch, EPOLL_CTL_DEL, descriptor, &event);
}

int zt_watch_next(int watch) {
    struct epoll_event event;
    return epoll_wait(watch, &event, 1, 0) == 1 ? event.data.fd : -1;
}
