/* io/onnx/onnx_messages.h - an ONNX file as messages of protobuf-c; for the files of this folder. */
#ifndef GFLA_IO_ONNX_ONNX_MESSAGES_H
#define GFLA_IO_ONNX_ONNX_MESSAGES_H

#include <onnx.pb-c.h>

#include "base/memory.h"
#include "io/onnx/onnx.h"

/* What is being written. Messages live in the arena; texts and numbers stay where the caller has them, which
 * protobuf-c does not change. */
struct gfla_onnx_writing {
    gfla_arena *arena;
    const struct gfla_onnx_model *model;
    struct gfla_onnx_report report;
};

/* Zeros for `count` elements in *out, a pointer. */
gfla_status gfla_onnx_allocate(struct gfla_onnx_writing *w, void *out, size_t count, size_t size);
/* The text as protobuf-c takes it. */
char *gfla_onnx_text(const char *text);

/* Inputs or outputs of the graph. */
gfla_status gfla_onnx_describe_values(struct gfla_onnx_writing *w, struct gfla_onnx_value *const *values, size_t n,
                                      Onnx__ValueInfoProto ***out);
/* The constants that nodes refer to, each once; counts them. */
gfla_status gfla_onnx_describe_constants(struct gfla_onnx_writing *w, Onnx__GraphProto *graph);

#endif
