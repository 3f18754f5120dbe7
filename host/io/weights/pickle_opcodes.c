#include <string.h>

#include "base/text.h"
#include "io/weights/pickle_machine.h"
#include "io/weights/pickle_opcodes.h"

#define MAX_TEXT 65536

/* ---- plain values ---- */

gfla_status gfla_pickle_op_kind(struct gfla_pickle_machine *m, int kind)
{
    return gfla_pickle_push(m, (struct gfla_pickle_value){.kind = (enum gfla_pickle_kind)kind});
}

gfla_status gfla_pickle_op_bool(struct gfla_pickle_machine *m, int truth)
{
    return gfla_pickle_push(m, (struct gfla_pickle_value){.kind = GFLA_PICKLE_BOOL, .integer = truth});
}

gfla_status gfla_pickle_op_unsigned(struct gfla_pickle_machine *m, int size)
{
    uint64_t number;
    gfla_status status;

    TRY(gfla_pickle_take_number(m, size, &number));
    status = gfla_pickle_push(m, (struct gfla_pickle_value){.kind = GFLA_PICKLE_INT, .integer = (int64_t)number});
fail:
    return status;
}

gfla_status gfla_pickle_op_signed(struct gfla_pickle_machine *m, int size)
{
    uint64_t number;
    gfla_status status;

    TRY(gfla_pickle_take_number(m, size, &number));
    if (size > 0 && size < 8 && number >> (8 * size - 1))
        number |= UINT64_MAX << 8 * size;
    status = gfla_pickle_push(m, (struct gfla_pickle_value){.kind = GFLA_PICKLE_INT, .integer = (int64_t)number});
fail:
    return status;
}

gfla_status gfla_pickle_op_long(struct gfla_pickle_machine *m, int length_bytes)
{
    uint64_t size;
    gfla_status status;

    TRY(gfla_pickle_take_number(m, length_bytes, &size));
    REQUIRE(size <= 8, GFLA_ERROR_INPUT, "the pickle has a whole number of %d bytes, the limit is 8", (int)size);
    status = gfla_pickle_op_signed(m, (int)size);
fail:
    return status;
}

gfla_status gfla_pickle_op_double(struct gfla_pickle_machine *m, int size)
{
    struct gfla_pickle_value value = {.kind = GFLA_PICKLE_FLOAT};
    uint64_t bits;
    gfla_status status;

    TRY(gfla_pickle_take_number(m, size, &bits));
    bits = __builtin_bswap64(bits);
    memcpy(&value.real, &bits, sizeof bits);
    status = gfla_pickle_push(m, value);
fail:
    return status;
}

gfla_status gfla_pickle_op_text(struct gfla_pickle_machine *m, int length_bytes)
{
    const uint64_t left = m->end - m->at;
    gfla_status status;
    uint64_t size;
    char *text;

    TRY(gfla_pickle_take_number(m, length_bytes, &size));
    REQUIRE(size <= MAX_TEXT && size < left, GFLA_ERROR_INPUT,
            "the pickle has a text of %llu bytes where %llu follow; the limit is %d", (unsigned long long)size,
            (unsigned long long)left, MAX_TEXT);
    TRY(gfla_pickle_alloc(m->heap, (size_t)size + 1, &text));
    TRY(gfla_pickle_take(m, text, (size_t)size));
    REQUIRE(gfla_utf8_is_plain(text, (size_t)size), GFLA_ERROR_INPUT,
            "the pickle has a text that is not UTF-8 or holds control characters");
    status = gfla_pickle_push(m, (struct gfla_pickle_value){.kind = GFLA_PICKLE_TEXT, .text = text});
fail:
    return status;
}

/* ---- containers ---- */

/* Of n values, which may still lie above the stack's top. */
static gfla_status push_items(struct gfla_pickle_machine *m, enum gfla_pickle_kind kind,
                              const struct gfla_pickle_value *values, size_t n)
{
    struct gfla_pickle_value value;
    gfla_status status;

    TRY(gfla_pickle_new_items(m->heap, kind, &value));
    TRY(gfla_pickle_append(m->heap, value.items, values, n));
    status = gfla_pickle_push(m, value);
fail:
    return status;
}

gfla_status gfla_pickle_op_empty(struct gfla_pickle_machine *m, int kind)
{
    return push_items(m, (enum gfla_pickle_kind)kind, NULL, 0);
}

gfla_status gfla_pickle_op_tuple_to_mark(struct gfla_pickle_machine *m, int unused)
{
    struct gfla_pickle_value *values;
    gfla_status status;
    size_t n;

    TRY(gfla_pickle_pop_to_mark(m, &values, &n));
    status = push_items(m, GFLA_PICKLE_TUPLE, values, n);
fail:
    return status;
}

gfla_status gfla_pickle_op_tuple(struct gfla_pickle_machine *m, int n)
{
    struct gfla_pickle_value values[3];
    gfla_status status = GFLA_OK;

    for (int i = n - 1; i >= 0; i--)
        TRY(gfla_pickle_pop(m, &values[i]));
    status = push_items(m, GFLA_PICKLE_TUPLE, values, (size_t)n);
fail:
    return status;
}

/* Appends values to the container on top, which must be of this kind. */
static gfla_status extend(struct gfla_pickle_machine *m, enum gfla_pickle_kind kind,
                          const struct gfla_pickle_value *values, size_t n)
{
    struct gfla_pickle_value *top;
    gfla_status status;

    TRY(gfla_pickle_peek(m, &top));
    REQUIRE(top->kind == kind, GFLA_ERROR_INPUT, "the pickle adds to %s as if it were %s",
            gfla_pickle_kind_name(top->kind), gfla_pickle_kind_name(kind));
    REQUIRE(kind != GFLA_PICKLE_DICT || n % 2 == 0, GFLA_ERROR_INPUT, "the pickle sets a key without a value");
    status = gfla_pickle_append(m->heap, top->items, values, n);
fail:
    return status;
}

gfla_status gfla_pickle_op_append_to_mark(struct gfla_pickle_machine *m, int kind)
{
    struct gfla_pickle_value *values;
    gfla_status status;
    size_t n;

    TRY(gfla_pickle_pop_to_mark(m, &values, &n));
    status = extend(m, (enum gfla_pickle_kind)kind, values, n);
fail:
    return status;
}

gfla_status gfla_pickle_op_append_one(struct gfla_pickle_machine *m, int unused)
{
    struct gfla_pickle_value value;
    gfla_status status;

    TRY(gfla_pickle_pop(m, &value));
    status = extend(m, GFLA_PICKLE_LIST, &value, 1);
fail:
    return status;
}

gfla_status gfla_pickle_op_set_one(struct gfla_pickle_machine *m, int unused)
{
    struct gfla_pickle_value pair[2];
    gfla_status status;

    TRY(gfla_pickle_pop(m, &pair[1]));
    TRY(gfla_pickle_pop(m, &pair[0]));
    status = extend(m, GFLA_PICKLE_DICT, pair, 2);
fail:
    return status;
}

/* ---- memo ---- */

gfla_status gfla_pickle_op_memo_put(struct gfla_pickle_machine *m, int size)
{
    uint64_t index;
    gfla_status status;

    TRY(gfla_pickle_take_number(m, size, &index));
    status = gfla_pickle_put_memo(m, index);
fail:
    return status;
}

gfla_status gfla_pickle_op_memo_get(struct gfla_pickle_machine *m, int size)
{
    uint64_t index;
    gfla_status status;

    TRY(gfla_pickle_take_number(m, size, &index));
    status = gfla_pickle_get_memo(m, index);
fail:
    return status;
}
