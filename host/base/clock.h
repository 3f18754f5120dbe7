/* base/clock.h - a clock for measuring. */
#ifndef GFLA_BASE_CLOCK_H
#define GFLA_BASE_CLOCK_H

/* Seconds from some fixed time on; never goes back. */
double gfla_clock(void);

#endif
