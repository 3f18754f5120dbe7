#include "ops/op_set.h"

#include "ops/add.h"
#include "ops/conv/chooser.h"
#include "ops/fusions.h"

static gfla_fuse *const fusions[] = {
    gfla_fuse_attention,
    gfla_fuse_conv,
    gfla_fuse_conv_src,
    gfla_fuse_conv_first,
};

const struct gfla_op_set gfla_ops = {
    .add = gfla_add,
    .fill = gfla_fill,
    .fusions = fusions,
    .n_fusions = sizeof fusions / sizeof *fusions,
    .create_chooser = gfla_chooser_create,
    .destroy_chooser = gfla_chooser_destroy,
};

gfla_status gfla_graph_create(gfla_graph **graph)
{
    return gfla_graph_create_of(graph, &gfla_ops);
}
