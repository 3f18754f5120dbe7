#include "io/weights/pickle_machine.h"

#include <string.h>

#define MAX_STACK ((size_t)1 << 18)
#define MAX_MEMO ((size_t)1 << 19)

/* ---- bytes ---- */

static gfla_status fill(struct gfla_pickle_machine *m)
{
    gfla_status status = GFLA_OK;
    const uint64_t left = m->end - m->at;

    REQUIRE(left > 0, GFLA_ERROR_INPUT, "the pickle is cut short");
    m->buffered = left < GFLA_PICKLE_BUFFER_BYTES ? (size_t)left : GFLA_PICKLE_BUFFER_BYTES;
    m->taken = 0;
    status = gfla_reader_get(m->reader, m->at, m->buffer, m->buffered);
fail:
    if (status != GFLA_OK)
        m->buffered = m->taken = 0;
    return status;
}

gfla_status gfla_pickle_take(struct gfla_pickle_machine *m, void *out, size_t size)
{
    gfla_status status = GFLA_OK;
    unsigned char *bytes = out;

    while (size > 0) {
        if (m->taken == m->buffered)
            TRY(fill(m));
        const size_t there = m->buffered - m->taken, now = size < there ? size : there;
        memcpy(bytes, m->buffer + m->taken, now);
        m->taken += now;
        m->at += now;
        bytes += now;
        size -= now;
    }
fail:
    return status;
}

gfla_status gfla_pickle_take_number(struct gfla_pickle_machine *m, int size, uint64_t *number)
{
    unsigned char bytes[8];
    const gfla_status status = gfla_pickle_take(m, bytes, (size_t)size);

    *number = 0;
    for (int i = size - 1; status == GFLA_OK && i >= 0; i--)
        *number = *number << 8 | bytes[i];
    return status;
}

/* ---- stack and memo ---- */

gfla_status gfla_pickle_push(struct gfla_pickle_machine *m, struct gfla_pickle_value value)
{
    gfla_status status = GFLA_OK;

    REQUIRE(m->n_stack < MAX_STACK, GFLA_ERROR_INPUT, "the pickle stacks more than %zu values", MAX_STACK);
    TRY(gfla_grow(&m->stack, &m->stack_capacity, m->n_stack + 1, sizeof *m->stack, "a pickle's stack"));
    m->stack[m->n_stack++] = value;
fail:
    return status;
}

gfla_status gfla_pickle_peek(struct gfla_pickle_machine *m, struct gfla_pickle_value **value)
{
    gfla_status status = GFLA_OK;

    *value = NULL;
    REQUIRE(m->n_stack > 0 && m->stack[m->n_stack - 1].kind != GFLA_PICKLE_MARK, GFLA_ERROR_INPUT,
            "the pickle takes more values than it has");
    *value = &m->stack[m->n_stack - 1];
fail:
    return status;
}

gfla_status gfla_pickle_pop(struct gfla_pickle_machine *m, struct gfla_pickle_value *value)
{
    struct gfla_pickle_value *top = NULL;
    const gfla_status status = gfla_pickle_peek(m, &top);

    if (status == GFLA_OK) {
        *value = *top;
        m->n_stack--;
    }
    return status;
}

gfla_status gfla_pickle_pop_to_mark(struct gfla_pickle_machine *m, struct gfla_pickle_value **values, size_t *n)
{
    gfla_status status = GFLA_OK;
    size_t first = m->n_stack;

    while (first > 0 && m->stack[first - 1].kind != GFLA_PICKLE_MARK)
        first--;
    REQUIRE(first > 0, GFLA_ERROR_INPUT, "the pickle goes back to a mark that it never made");
    *values = m->stack + first;
    *n = m->n_stack - first;
    m->n_stack = first - 1;
fail:
    return status;
}

gfla_status gfla_pickle_put_memo(struct gfla_pickle_machine *m, uint64_t index)
{
    gfla_status status = GFLA_OK;
    struct gfla_pickle_value *top = NULL;

    TRY(gfla_pickle_peek(m, &top));
    REQUIRE(index < MAX_MEMO, GFLA_ERROR_INPUT, "the pickle remembers value %llu, the limit is %zu",
            (unsigned long long)index, MAX_MEMO);
    TRY(gfla_grow(&m->memo, &m->memo_capacity, (size_t)index + 1, sizeof *m->memo, "a pickle's memo"));
    for (; m->n_memo <= index; m->n_memo++)
        m->memo[m->n_memo] = (struct gfla_pickle_value){.kind = GFLA_PICKLE_MARK}; /* never put */
    m->memo[index] = *top;
fail:
    return status;
}

gfla_status gfla_pickle_get_memo(struct gfla_pickle_machine *m, uint64_t index)
{
    gfla_status status = GFLA_OK;

    REQUIRE(index < m->n_memo && m->memo[index].kind != GFLA_PICKLE_MARK, GFLA_ERROR_INPUT,
            "the pickle asks for value %llu, which it never remembered", (unsigned long long)index);
    status = gfla_pickle_push(m, m->memo[index]);
fail:
    return status;
}
