/* io/weights/checkpoint.h - files of named tensors, whatever program wrote them: .safetensors, and what torch.save
 * writes, in its old form (before PyTorch 1.6) and its zip form. The content decides which it is, not the name.
 *
 * A PyTorch file is a pickle, a language that can start programs. Here it is data: opcodes and names stand in fixed
 * lists, everything else is refused, and nothing of the file is ever executed. Every size, offset, stride and checksum
 * is checked before it is used. What breaks a rule is GFLA_ERROR_INPUT with the file, the reason and what to try.
 * Memory: the list of tensors, of bounded size; numbers are read when asked for, piece by piece. */
#ifndef GFLA_IO_WEIGHTS_CHECKPOINT_H
#define GFLA_IO_WEIGHTS_CHECKPOINT_H

#include "io/weights/checkpoint_tensor.h"

enum gfla_checkpoint_format {
    GFLA_CHECKPOINT_SAFETENSORS,
    GFLA_CHECKPOINT_TORCH_LEGACY,
    GFLA_CHECKPOINT_TORCH_ZIP,
    GFLA_CHECKPOINT_COUNT
};

struct gfla_safetensors_pair;

/* An open file. One thread at a time. */
typedef struct gfla_checkpoint gfla_checkpoint;

/* Names: "module." and "_orig_mod.", as a network that was trained on several devices or compiled has them, are dropped
 * where all names begin with them, and in the middle of names; a dictionary with an entry "state_dict" is taken for it,
 * unless another entry holds the same names; names of dictionaries in dictionaries are joined by a dot. A name that
 * occurs twice is refused. A path FILE:BRANCH, where no file has the whole name, stands for the tensors of FILE whose
 * names begin with "BRANCH.", without that. */
gfla_status gfla_checkpoint_open(gfla_checkpoint **file, const char *path);
/* data must outlive *file; name stands for the path in messages. */
gfla_status gfla_checkpoint_open_memory(gfla_checkpoint **file, const void *data, size_t size, const char *name);
void gfla_checkpoint_close(gfla_checkpoint **file);

enum gfla_checkpoint_format gfla_checkpoint_get_format(const gfla_checkpoint *file);
/* "PyTorch, zip" and the like. Static storage. */
const char *gfla_checkpoint_format_name(enum gfla_checkpoint_format format);

/* All tensors, sorted by name. */
const struct gfla_checkpoint_tensor *gfla_checkpoint_list(const gfla_checkpoint *file, size_t *count);
/* NULL when there is none of this name, or below gfla_checkpoint_prefix. */
const struct gfla_checkpoint_tensor *gfla_checkpoint_find(const gfla_checkpoint *file, const char *name);
/* What look-ups put in front of names, at first "". For a network that a file holds among other things; which part that
 * is, train/branch.h finds. */
#define GFLA_CHECKPOINT_PREFIX 512
void gfla_checkpoint_look_below(gfla_checkpoint *file, const char *prefix);
const char *gfla_checkpoint_prefix(const gfla_checkpoint *file);
/* For messages about tensors that are not there: of a file whose tensors lie in dictionaries "; the file holds net_D,
 * net_G", else "". Returns text. */
const char *gfla_checkpoint_note(const gfla_checkpoint *file, char *text, size_t size);
/* Splits FILE:BRANCH; *file is freed with free(), *branch points into path or is NULL. */
gfla_status gfla_checkpoint_split_path(const char *path, char **file, const char **branch);
/* Entries that are no tensors and were left out: counters, settings, lists. */
size_t gfla_checkpoint_n_others(const gfla_checkpoint *file);
/* The metadata of a safetensors file, sorted by key (io/weights/safetensors.h); other formats have none. */
const struct gfla_safetensors_pair *gfla_checkpoint_metadata(const gfla_checkpoint *file, size_t *count);
/* The value of one key; NULL when there is none. */
const char *gfla_checkpoint_get(const gfla_checkpoint *file, const char *key);

/* Whether the numbers of the tensor lie in the file as they are read, one after another. */
bool gfla_checkpoint_is_contiguous(const struct gfla_checkpoint_tensor *tensor);
/* The numbers of a tensor of this file as float32, in C order: gfla_shape_count(tensor->shape) of them. Types that have
 * no conversion (F8, F6, F4, C64) are GFLA_ERROR_INPUT, and so is a checksum that does not hold. */
gfla_status gfla_checkpoint_fetch(gfla_checkpoint *file, const struct gfla_checkpoint_tensor *tensor, float *values);
/* n numbers of a contiguous tensor from number `first` on. */
gfla_status gfla_checkpoint_fetch_part(gfla_checkpoint *file, const struct gfla_checkpoint_tensor *tensor,
                                       uint64_t first, uint64_t n, float *values);

#endif
