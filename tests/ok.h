/* ok.h - a test fails with the library's own message where a call fails that should not. */
#ifndef GFLA_TESTS_OK_H
#define GFLA_TESTS_OK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/error.h"

static inline void ok(gfla_status status)
{
    if (status != GFLA_OK)
        fail_msg("%s", gfla_error_message());
}

#endif
