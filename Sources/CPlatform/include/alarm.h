/* Two timers of the kernel: one that rings at a boot time, suspend included, and one that only tells that the
   wall clock was set. Swift's Glibc does not import timerfd. */
#ifndef ZARTOP_ALARM_H
#define ZARTOP_ALARM_H

#include <stdint.h>

/* Milliseconds since boot, suspend included. */
int64_t zt_boot_milliseconds(void);

/* Milliseconds since 1970 on the wall clock. */
int64_t zt_wall_milliseconds(void);

/* A non-blocking descriptor that becomes readable at the armed boot time. -1 with errno. */
int zt_alarm_open(void);

/* Arms it for that boot time in milliseconds, in the place of an earlier one; negative disarms. */
void zt_alarm_arm(int descriptor, int64_t boot_milliseconds);

/* A non-blocking descriptor that becomes readable when the wall clock is set. -1 with errno. */
int zt_clock_watch_open(void);

/* Reads either descriptor empty and makes the watch wait for the next setting of the clock. */
void zt_alarm_drain(int descriptor);
void zt_clock_watch_drain(int descriptor);

#endif
