/* io/weights/pickle_machine.h - the state of a pickle that is being read: its bytes, the stack and the memo. For the
 * pickle reader alone. */
#ifndef GFLA_IO_WEIGHTS_PICKLE_MACHINE_H
#define GFLA_IO_WEIGHTS_PICKLE_MACHINE_H

#include "io/weights/pickle_values.h"
#include "io/weights/reader.h"

#define GFLA_PICKLE_BUFFER_BYTES 4096

struct gfla_pickle_machine {
    const struct gfla_reader *reader;
    uint64_t at, end; /* in the file: the next byte, and that behind the last one */
    unsigned char buffer[GFLA_PICKLE_BUFFER_BYTES];
    size_t buffered, taken;
    struct gfla_torch *torch;
    struct gfla_pickle_heap *heap;
    struct gfla_pickle_value *stack, *memo;
    size_t n_stack, stack_capacity, n_memo, memo_capacity;
    bool stopped;
};

gfla_status gfla_pickle_take(struct gfla_pickle_machine *m, void *out, size_t size);
/* A whole number of up to 8 bytes, least significant first. */
gfla_status gfla_pickle_take_number(struct gfla_pickle_machine *m, int size, uint64_t *number);

gfla_status gfla_pickle_push(struct gfla_pickle_machine *m, struct gfla_pickle_value value);
/* The value on top, which must be no mark. */
gfla_status gfla_pickle_peek(struct gfla_pickle_machine *m, struct gfla_pickle_value **value);
gfla_status gfla_pickle_pop(struct gfla_pickle_machine *m, struct gfla_pickle_value *value);
/* Takes the values above the last mark, and the mark; *values stay in place until the next push. */
gfla_status gfla_pickle_pop_to_mark(struct gfla_pickle_machine *m, struct gfla_pickle_value **values, size_t *n);
gfla_status gfla_pickle_put_memo(struct gfla_pickle_machine *m, uint64_t index);
gfla_status gfla_pickle_get_memo(struct gfla_pickle_machine *m, uint64_t index);

#endif
