/* io/weights/pickle.h - a reader of Python pickles for which a pickle is data: it knows the opcodes that checkpoints of
 * PyTorch consist of, and no others; names stand in a fixed table (torch_names.h), and what a name would call is done
 * by the few lines of torch_objects.c. Nothing of the file is ever executed or imported. Private to host/io.
 *
 * Memory: a pickle of n bytes makes at most GFLA_PICKLE_HEAP_BYTES of values, and a stack and a memo of fixed
 * limits. */
#ifndef GFLA_IO_WEIGHTS_PICKLE_H
#define GFLA_IO_WEIGHTS_PICKLE_H

#include "io/weights/pickle_values.h"
#include "io/weights/reader.h"

struct gfla_torch;

/* Reads the pickle that begins at *offset and ends before `end`; *offset becomes its end. Values live in torch's
 * heap. */
gfla_status gfla_pickle_read(const struct gfla_reader *reader, uint64_t *offset, uint64_t end, struct gfla_torch *torch,
                             struct gfla_pickle_value *root);
/* GFLA_ERROR_INPUT for a protocol that is not read: 0 or 1 (either is 0 here), 4 or 5. */
gfla_status gfla_pickle_refuse_protocol(int protocol);

#endif
