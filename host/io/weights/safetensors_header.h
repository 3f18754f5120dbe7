/* io/weights/safetensors_header.h - the JSON header of a safetensors file, parsed and checked against every rule of the
 * format. Private to host/io. */
#ifndef GFLA_IO_WEIGHTS_SAFETENSORS_HEADER_H
#define GFLA_IO_WEIGHTS_SAFETENSORS_HEADER_H

#include "io/weights/reader.h"
#include "io/weights/safetensors.h"

struct gfla_safetensors_header {
    struct cJSON *json;                      /* owns the texts below */
    struct gfla_safetensors_tensor *tensors; /* by name */
    size_t n_tensors;
    struct gfla_safetensors_pair *metadata; /* by key */
    size_t n_metadata;
};

/* text[size] must be 0. The numbers begin at byte `buffer` of the file and must end with it. */
gfla_status gfla_safetensors_header_parse(struct gfla_safetensors_header *header, const char *text, size_t size,
                                          uint64_t buffer, uint64_t file_size);
void gfla_safetensors_header_free(struct gfla_safetensors_header *header);
const struct gfla_safetensors_tensor *gfla_safetensors_header_find(const struct gfla_safetensors_header *header,
                                                                   const char *name);

/* The bytes of an open file, for as long as it is open. */
const struct gfla_reader *gfla_safetensors_reader(const gfla_safetensors *file);

#endif
