/* io/weights/pickle_opcodes.h - the opcodes that make plain values and containers, and remember them. For the pickle
 * reader alone; its table says which opcode runs which function with which argument. */
#ifndef GFLA_IO_WEIGHTS_PICKLE_OPCODES_H
#define GFLA_IO_WEIGHTS_PICKLE_OPCODES_H

#include "io/weights/pickle_machine.h"

typedef gfla_status gfla_pickle_op(struct gfla_pickle_machine *m, int argument);

/* Plain values: None or a mark; a truth value; numbers of `argument` bytes (long, text: of the bytes that say how many
 * follow; double: the highest first). */
gfla_pickle_op gfla_pickle_op_kind, gfla_pickle_op_bool, gfla_pickle_op_unsigned, gfla_pickle_op_signed,
    gfla_pickle_op_long, gfla_pickle_op_double, gfla_pickle_op_text;

/* Containers: an empty one of a kind; tuples back to the mark, or of `argument` values; more members for a container of
 * a kind, back to the mark; one member for a list; one key and value for a dictionary. */
gfla_pickle_op gfla_pickle_op_empty, gfla_pickle_op_tuple_to_mark, gfla_pickle_op_tuple, gfla_pickle_op_append_to_mark,
    gfla_pickle_op_append_one, gfla_pickle_op_set_one;

/* The memo, by an index of `argument` bytes. */
gfla_pickle_op gfla_pickle_op_memo_put, gfla_pickle_op_memo_get;

#endif
