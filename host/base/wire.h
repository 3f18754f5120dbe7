/* base/wire.h - plain data as a stream of bytes from one process of ours (helper.h) to another on the same machine.
 *
 * Whoever reads believes nothing: counts are bounded before memory is asked for, which is then filled before more is
 * asked for. */
#ifndef GFLA_BASE_WIRE_H
#define GFLA_BASE_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

/* Where bytes come from: exactly `size` of them, or a failure. */
struct gfla_wire_in {
    gfla_status (*read)(void *context, void *data, size_t size);
    void *context;
};

/* Where bytes go. */
struct gfla_wire_out {
    gfla_status (*write)(void *context, const void *data, size_t size);
    void *context;
};

/* count * size bytes into a new allocation; count is within its limit already. Freed with free(). */
gfla_status gfla_wire_read_array(const struct gfla_wire_in *in, void *out, size_t count, size_t size, const char *what);
/* Text with its size, and one zero at the end that is not counted. At most `limit` bytes, as they are. */
gfla_status gfla_wire_read_text(const struct gfla_wire_in *in, struct gfla_text *text, size_t limit);
gfla_status gfla_wire_write_text(const struct gfla_wire_out *out, const char *text, size_t size);

/* Makes what came from elsewhere fit to be printed: control characters but line ends, and what is no UTF-8, become
 * '?'. */
void gfla_wire_clean(char *text, size_t size);
/* The same of texts that end with zeros, which stay. */
void gfla_wire_clean_names(struct gfla_text *names);

/* Bytes in memory, as a stream. */
struct gfla_wire_memory {
    const char *data;
    size_t size, at;
};
gfla_status gfla_wire_memory_read(void *memory, void *data, size_t size);

#endif
