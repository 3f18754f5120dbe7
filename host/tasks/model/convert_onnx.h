/* tasks/model/convert_onnx.h - weights and the network that they are of, as one ONNX file. */
#ifndef GFLA_TASKS_MODEL_CONVERT_ONNX_H
#define GFLA_TASKS_MODEL_CONVERT_ONNX_H

#include "io/onnx/onnx.h"
#include "tasks/model/net_model.h"

struct gfla_convert_onnx {
    const char *weights; /* a file, or the name of a bundled model */
    const char *model;   /* NULL: as the file says, or else by its parameters */
    int width, height;   /* of images, in pixels; 0: as the file says, or else as published */
    int frames;          /* of a sequence or clip; 0: as published */
};

/* The network, without a device: `net` is filled in, to be closed with gfla_net_model_close also after a failure.
 * *is_guess: neither the caller nor the file named the network (gfla_net_guess). */
gfla_status gfla_convert_onnx_open(struct gfla_net_model *net, const struct gfla_convert_onnx *convert, bool *is_guess);
/* Writes what gfla_convert_onnx_open built, for batches of any size; inputs and outputs are named as in `gfla
 * infer`, of a network that makes frame after frame as if there were one. The errors of gfla_onnx_network_write and
 * of reading weights. */
gfla_status gfla_convert_onnx_write(const struct gfla_net_model *net, const char *path,
                                    struct gfla_onnx_report *report);

#endif
