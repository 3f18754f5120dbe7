/* tests/unit/kernels/shared/twice.h - an include of the test kernels. */
#ifndef TEST_TWICE_H
#define TEST_TWICE_H
#define TWICE(x) (2 * (x))
#endif
