#include "base/helper_serve.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

gfla_status gfla_helper_serve_read(int from, void *data, size_t size, bool *end)
{
    char *at = data;
    *end = false;
    for (size_t left = size; left > 0;) {
        const ssize_t n = read(from, at, left);
        if (n < 0 && errno == EINTR)
            continue;
        *end = n == 0 && left == size;
        if (n <= 0)
            return *end ? GFLA_OK : gfla_fail(GFLA_ERROR_FAILED, "a request is cut short");
        at += n;
        left -= (size_t)n;
    }
    return GFLA_OK;
}

gfla_status gfla_helper_serve_write(int to, const void *data, size_t size)
{
    const char *at = data;
    while (size > 0) {
        const ssize_t n = write(to, at, size);
        if (n < 0 && errno != EINTR)
            return gfla_fail(GFLA_ERROR_FAILED, "nobody takes the reply: %s", strerror(errno));
        at += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    return GFLA_OK;
}
