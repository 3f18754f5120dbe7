/* io/weights/torch_format.h - the two files that torch.save writes, up to the list of tensors. Private to host/io. */
#ifndef GFLA_IO_WEIGHTS_TORCH_FORMAT_H
#define GFLA_IO_WEIGHTS_TORCH_FORMAT_H

#include "io/weights/torch_objects.h"

#define GFLA_TORCH_MAX_PICKLE ((uint64_t)16 << 20)

/* Whether a file that begins with these bytes is of this format. */
bool gfla_torch_is_legacy(const unsigned char *bytes, size_t n);
bool gfla_torch_has_magic(const unsigned char *bytes, size_t n); /* behind the first opcode of the old form */
bool gfla_torch_is_zip(const unsigned char *bytes, size_t n);

/* Reads the pickle into *root and finds the place of every storage; torch has an empty heap. */
gfla_status gfla_torch_read_legacy(struct gfla_torch *torch, const struct gfla_reader *reader,
                                   struct gfla_pickle_value *root);
gfla_status gfla_torch_read_zip(struct gfla_torch *torch, const struct gfla_reader *reader,
                                struct gfla_pickle_value *root);

#endif
