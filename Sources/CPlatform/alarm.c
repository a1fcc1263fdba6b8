#define _GNU_SOURCE
#include "alarm.h"

#include <stddef.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static int64_t milliseconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t zt_boot_milliseconds(void)
{
    return milliseconds_of(CLOCK_BOOTTIME);
}

int64_t zt_wall_milliseconds(void)
{
    return milliseconds_of(CLOCK_REALTIME);
}

int zt_alarm_open(void)
{
    return timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
}

void zt_alarm_arm(int descriptor, int64_t boot_milliseconds)
{
    struct itimerspec when = { { 0, 0 }, { 0, 0 } };
    if (boot_milliseconds >= 0) {
        when.it_value.tv_sec = boot_milliseconds / 1000;
        when.it_value.tv_nsec = boot_milliseconds % 1000 * 1000000;
        /* All zeros would disarm it; boot time 0 is long past anyway. */
        if (when.it_value.tv_sec == 0 && when.it_value.tv_nsec == 0)
            when.it_value.tv_nsec = 1;
    }
    timerfd_settime(descriptor, TFD_TIMER_ABSTIME, &when, NULL);
}

/* A timer far in the future that the kernel cancels, and so makes readable, whenever the clock is set. */
static void watch(int descriptor)
{
    struct itimerspec never = { { 0, 0 }, { .tv_sec = 4102444800LL * 2, .tv_nsec = 0 } };
    timerfd_settime(descriptor, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

int zt_clock_watch_open(void)
{
    int descriptor = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (descriptor >= 0)
        watch(descriptor);
    return descriptor;
}

void zt_alarm_drain(int descriptor)
{
    uint64_t expirations;
    while (read(descriptor, &expirations, sizeof expirations) > 0)
        ;
}

void zt_clock_watch_drain(int descriptor)
{
    zt_alarm_drain(descriptor);
    watch(descriptor);
}
