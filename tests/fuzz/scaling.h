/* scaling.h - inputs that are long, or deep, in one way: sixteen times the input may not take much more than sixteen
 * times the processor time, so that no file of some megabytes keeps a program busy for an hour. */
#ifndef GFLA_TESTS_FUZZ_SCALING_H
#define GFLA_TESTS_FUZZ_SCALING_H

/* Runs the table; the number of inputs that take too long, each with a line on standard error. */
int fuzz_scaling(void);

#endif
