#include "tasks/model/infer_outputs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/weights/npy.h"

/* A file to be written: every output, then every tap, of every frame. */
struct target {
    gfla_tensor *tensor;
    char name[128], path[1024];
    bool is_tap;
};

/* What the planner left readable, and has a name. */
static bool is_tap(const gfla_tensor *tensor)
{
    return tensor->role == GFLA_ROLE_ACTIVATION && tensor->name[0] && tensor->buffer;
}

bool gfla_infer_place_is_file(const struct gfla_infer_place *place)
{
    const size_t length = strlen(place->path);
    return strcmp(place->path, "-") == 0 || (length > 4 && strcmp(place->path + length - 4, ".npy") == 0);
}

static gfla_status set_path(struct target *target, const struct gfla_infer_place *place)
{
    const int need = gfla_infer_place_is_file(place)
                         ? snprintf(target->path, sizeof target->path, "%s", place->path)
                         : snprintf(target->path, sizeof target->path, "%s/%s%s.npy", place->path,
                                    target->is_tap ? "taps/" : "", target->name);
    if (need < 0 || (size_t)need >= sizeof target->path)
        return gfla_fail(GFLA_ERROR_OUTPUT, "%.64s...: a path of more than %zu characters", place->path,
                         sizeof target->path - 1);
    return GFLA_OK;
}

/* Target number i of a frame: 0 .. n_outputs - 1 the outputs, then one for each tensor of the graph. False where it is
 * none. */
static bool get_target(const struct gfla_net_model *net, size_t i, int frame, bool taps, struct target *target)
{
    const size_t n_outputs = (size_t)net->net.n_outputs;
    *target = (struct target){.is_tap = i >= n_outputs};
    if (!target->is_tap) {
        target->tensor = net->net.output[i].tensor;
        gfla_model_output_name(&net->net.output[i], frame, target->name, sizeof target->name);
        return true;
    }
    target->tensor = gfla_graph_tensor(net->graph, i - n_outputs);
    if (frame < 0)
        snprintf(target->name, sizeof target->name, "%.100s", target->tensor->name);
    else
        snprintf(target->name, sizeof target->name, "%.100s.%d", target->tensor->name, frame);
    return taps && is_tap(target->tensor);
}

static size_t n_targets(const struct gfla_infer_place *place, const struct gfla_net_model *net, bool taps)
{
    if (gfla_infer_place_is_file(place))
        return 1;
    return (size_t)net->net.n_outputs + (taps ? gfla_graph_n_tensors(net->graph) : 0);
}

gfla_status gfla_infer_outputs_allow(const struct gfla_infer_place *place, const struct gfla_net_model *net,
                                     int n_frames, bool taps, bool *skip)
{
    gfla_status status = GFLA_OK;
    bool skip_one = false;
    *skip = true;
    REQUIRE(!gfla_infer_place_is_file(place) || (n_frames == 1 && !place->taps), GFLA_ERROR_USAGE,
            "%s takes one output, and %s are more. hint: a folder, -o DIR", place->path,
            place->taps ? "taps" : "the frames");
    for (int frame = 0; frame < n_frames; frame++)
        for (size_t i = 0; i < n_targets(place, net, taps); i++) {
            struct target target;
            if (!get_target(net, i, net->net.frame ? frame : -1, taps, &target))
                continue;
            TRY(set_path(&target, place));
            if (gfla_infer_place_is_file(place))
                TRY(gfla_output_allow_file(place->existing, target.path, &skip_one));
            else
                TRY(gfla_output_allow(place->existing, target.path, &skip_one));
            *skip = *skip && skip_one;
        }
    return GFLA_OK;
fail:
    return status;
}

static gfla_status create_folders(const struct gfla_infer_place *place)
{
    gfla_status status;
    char path[1024];
    if (gfla_infer_place_is_file(place))
        return GFLA_OK;
    TRY(gfla_folder_create(place->path));
    snprintf(path, sizeof path, "%.1000s/taps", place->path);
    if (place->taps)
        TRY(gfla_folder_create(path));
    return GFLA_OK;
fail:
    return status;
}

static void find_range(const float *values, size_t n, float *least, float *most)
{
    *least = *most = values[0];
    for (size_t i = 0; i < n; i++) {
        *least = values[i] < *least || isnan(values[i]) ? values[i] : *least;
        *most = values[i] > *most || isnan(values[i]) ? values[i] : *most;
    }
}

/* As a file has it: of all items. */
static struct gfla_shape file_shape(const struct gfla_infer_outputs *outputs, const gfla_tensor *tensor)
{
    struct gfla_shape shape = tensor->shape;
    shape.dim[0] = shape.dim[0] / outputs->part * outputs->n_items;
    return shape;
}

static gfla_status write_target(struct gfla_infer_outputs *outputs, const struct target *target, const float *values)
{
    gfla_status status;
    const struct gfla_shape shape = file_shape(outputs, target->tensor);
    TRY(gfla_npy_write(target->path, shape, values));
    if (target->is_tap) {
        outputs->n_taps++;
    } else {
        TRY(gfla_grow(&outputs->items, &outputs->capacity, outputs->n + 1, sizeof *outputs->items,
                      "a list of outputs"));
        struct gfla_infer_output *item = &outputs->items[outputs->n++];
        *item = (struct gfla_infer_output){.shape = shape};
        snprintf(item->name, sizeof item->name, "%.31s", target->name);
        find_range(values, (size_t)gfla_shape_count(shape), &item->least, &item->most);
    }
fail:
    return status;
}

/* A target of a single part. */
static gfla_status write_now(struct gfla_infer_outputs *outputs, const struct target *target, gfla_plan *plan)
{
    gfla_status status;
    float *values = NULL;
    TRY(gfla_calloc(&values, (size_t)gfla_shape_count(target->tensor->shape), sizeof *values, target->name));
    TRY(gfla_tensor_read(plan, target->tensor, values));
    status = write_target(outputs, target, values);
fail:
    free(values);
    return status;
}

static float **batch_of(const struct gfla_infer_outputs *outputs, const struct gfla_infer_place *place,
                        const struct gfla_net_model *net, size_t i, int frame)
{
    return &outputs->batches[(size_t)(frame < 0 ? 0 : frame) * n_targets(place, net, place->taps) + i];
}

static int n_parts(const struct gfla_infer_outputs *outputs)
{
    return (outputs->n_items + outputs->part - 1) / outputs->part;
}

static int number_of(const struct gfla_net_model *net, int frame)
{
    return net->net.frame ? frame : -1;
}

/* Room for the files of a frame that are not there. */
static gfla_status prepare_frame(struct gfla_infer_outputs *outputs, const struct gfla_infer_place *place,
                                 const struct gfla_net_model *net, int frame)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < n_targets(place, net, place->taps); i++) {
        struct target target;
        bool skip = false;
        if (!get_target(net, i, frame, place->taps, &target))
            continue;
        TRY(set_path(&target, place));
        TRY(gfla_output_allow(place->existing, target.path, &skip));
        if (!skip)
            TRY(gfla_calloc(batch_of(outputs, place, net, i, frame),
                            (size_t)n_parts(outputs) * (size_t)gfla_shape_count(target.tensor->shape), sizeof(float),
                            target.name));
    }
fail:
    return status;
}

gfla_status gfla_infer_outputs_prepare(struct gfla_infer_outputs *outputs, const struct gfla_infer_place *place,
                                       const struct gfla_net_model *net, int n_items, int part, int n_frames)
{
    gfla_status status;
    TRY(create_folders(place));
    outputs->n_items = n_items;
    outputs->part = part;
    if (n_parts(outputs) == 1)
        return GFLA_OK;
    const size_t n = (size_t)n_frames * n_targets(place, net, place->taps);
    TRY(gfla_calloc(&outputs->batches, n, sizeof *outputs->batches, "a list of outputs"));
    outputs->n_batches = n;
    for (int frame = 0; frame < n_frames; frame++)
        TRY(prepare_frame(outputs, place, net, number_of(net, frame)));
fail:
    return status;
}

gfla_status gfla_infer_outputs_take(struct gfla_infer_outputs *outputs, const struct gfla_infer_place *place,
                                    const struct gfla_net_model *net, gfla_plan *plan, int part, int frame)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < n_targets(place, net, place->taps); i++) {
        struct target target;
        bool skip = false;
        if (!get_target(net, i, frame, place->taps, &target))
            continue;
        if (n_parts(outputs) > 1) {
            float *const values = *batch_of(outputs, place, net, i, frame);
            const size_t count = (size_t)gfla_shape_count(target.tensor->shape);
            if (values)
                TRY(gfla_tensor_read(plan, target.tensor, values + (size_t)part * count));
            continue;
        }
        TRY(set_path(&target, place));
        TRY(gfla_output_allow(place->existing, target.path, &skip));
        if (skip)
            outputs->n_skipped++;
        else
            TRY(write_now(outputs, &target, plan));
    }
fail:
    return status;
}

static gfla_status write_frame(struct gfla_infer_outputs *outputs, const struct gfla_infer_place *place,
                               const struct gfla_net_model *net, int frame)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < n_targets(place, net, place->taps); i++) {
        struct target target;
        bool skip = false;
        if (!get_target(net, i, frame, place->taps, &target))
            continue;
        float **const values = batch_of(outputs, place, net, i, frame);
        TRY(set_path(&target, place));
        TRY(gfla_output_allow(place->existing, target.path, &skip));
        if (skip || !*values)
            outputs->n_skipped++;
        else
            TRY(write_target(outputs, &target, *values));
        free(*values);
        *values = NULL;
    }
fail:
    return status;
}

gfla_status gfla_infer_outputs_write(struct gfla_infer_outputs *outputs, const struct gfla_infer_place *place,
                                     const struct gfla_net_model *net, int n_frames)
{
    gfla_status status = GFLA_OK;
    for (int frame = 0; n_parts(outputs) > 1 && frame < n_frames; frame++)
        TRY(write_frame(outputs, place, net, number_of(net, frame)));
fail:
    return status;
}

void gfla_infer_outputs_destroy(struct gfla_infer_outputs *outputs)
{
    for (size_t i = 0; i < outputs->n_batches; i++)
        free(outputs->batches[i]);
    free(outputs->batches);
    free(outputs->items);
    *outputs = (struct gfla_infer_outputs){0};
}
