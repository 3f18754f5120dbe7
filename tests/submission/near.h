/* tests/submission/near.h - doubles that differ by no more than a number. */
#ifndef GFLA_TESTS_NEAR_H
#define GFLA_TESTS_NEAR_H

#include <math.h>

#include "tests/unit/scratch.h"

#define assert_near(value, expected, off)                                                                              \
    do {                                                                                                               \
        const double value_ = (value), expected_ = (expected);                                                         \
        if (!(fabs(value_ - expected_) <= (off)))                                                                      \
            fail_msg("%s is %.17g, not %.17g", #value, value_, expected_);                                             \
    } while (0)

#endif
