/* Values on their way into a plan and out of it that do not leave the device. */
#include "graph/graph_internal.h"
#include "graph/plan_internal.h"

/* As ops/pack.cl has them: planes are blocks into the order of the kernels, and channels out of it. */
static gfla_status launch(gfla_plan *plan, const char *kernel, gfla_buffer *src, gfla_buffer *dst,
                          struct gfla_shape shape, int64_t planes)
{
    const struct gfla_arg args[] = {
        GFLA_ARG_BUFFER(src),       GFLA_ARG_BUFFER(dst), GFLA_ARG_I32(shape.dim[0]),
        GFLA_ARG_I32(shape.dim[1]), GFLA_ARG_I32(1),      GFLA_ARG_I32(shape.dim[2] * shape.dim[3])};
    return gfla_device_launch(plan->device, &(struct gfla_launch){.source = "ops/pack.cl",
                                                                  .kernel = kernel,
                                                                  .global = {(size_t)(shape.dim[2] * shape.dim[3]),
                                                                             (size_t)planes, (size_t)shape.dim[0]},
                                                                  .args = args,
                                                                  .n_args = 6,
                                                                  .label = "a buffer of the caller's"});
}

static gfla_status check(const gfla_tensor *tensor, const gfla_buffer *values)
{
    gfla_status status = GFLA_OK;
    const size_t need = (size_t)gfla_shape_count(tensor->shape) * sizeof(float);
    REQUIRE(tensor->buffer, GFLA_ERROR_USAGE, "tensor \"%s\" has no memory in this plan", tensor->name);
    REQUIRE(gfla_buffer_size(values) >= need, GFLA_ERROR_USAGE, "a buffer of %zu bytes, the tensor has %zu",
            gfla_buffer_size(values), need);
fail:
    return status;
}

gfla_status gfla_tensor_write_buffer(gfla_plan *plan, gfla_tensor *tensor, gfla_buffer *values)
{
    gfla_status status;
    TRY(check(tensor, values));
    if (tensor->role == GFLA_ROLE_INPUT)
        plan->written |= plan->dependencies[gfla_tensor_storage(tensor)->index];
    if (tensor->layout == GFLA_LAYOUT_PLAIN)
        return gfla_buffer_copy(tensor->buffer, values, gfla_tensor_bytes(tensor));
    status = launch(plan, "pack_fwd", values, tensor->buffer, tensor->shape,
                    (tensor->shape.dim[1] + GFLA_LANES - 1) / GFLA_LANES);
fail:
    return status;
}

gfla_status gfla_tensor_read_buffer(gfla_plan *plan, gfla_tensor *tensor, gfla_buffer *values)
{
    gfla_status status;
    TRY(check(tensor, values));
    if (tensor->layout == GFLA_LAYOUT_PLAIN)
        return gfla_buffer_copy(values, tensor->buffer, gfla_tensor_bytes(tensor));
    status = launch(plan, "unpack_fwd", tensor->buffer, values, tensor->shape, tensor->shape.dim[1]);
fail:
    return status;
}
