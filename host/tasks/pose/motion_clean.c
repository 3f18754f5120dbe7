#include "tasks/pose/motion_clean.h"

#include <stdlib.h>

#include "base/context.h"
#include "base/log.h"
#include "base/memory.h"
#include "models/gfla/motion.h"
#include "people/motion_window.h"

struct work {
    struct gfla_people_model model;
    int n_in, n_out;
    float *in, *out;              /* [34, n_in], [34, n_out] */
    struct gfla_keypoints *clean; /* of the whole sequence: the next window still reads the noisy ones */
};

static void work_close(struct work *work)
{
    gfla_people_model_close(&work->model);
    free(work->in);
    free(work->out);
    free(work->clean);
}

static gfla_status work_open(struct work *work, gfla_device *device, const struct gfla_people_options *model,
                             size_t n_poses)
{
    static const char *const models[] = {"motion", NULL};
    gfla_status status;
    struct gfla_people_options options = *model;
    options.models = models;
    options.frames = work->n_in;
    TRY(gfla_calloc(&work->in, (size_t)GFLA_MOTION_CHANNELS * (size_t)work->n_in, sizeof(float), "poses"));
    TRY(gfla_calloc(&work->out, (size_t)GFLA_MOTION_CHANNELS * (size_t)work->n_out, sizeof(float), "poses"));
    TRY(gfla_calloc(&work->clean, n_poses, sizeof *work->clean, "poses"));
    TRY(gfla_people_model_open(&work->model, device, &options));
fail:
    return status;
}

static gfla_status clean_window(struct work *work, const struct gfla_keypoints *poses, size_t n, size_t first)
{
    gfla_status status;
    const struct gfla_people_model *model = &work->model;
    gfla_motion_window_fill(poses, n, (ptrdiff_t)first - GFLA_MOTION_MARGIN, work->n_in, work->in);
    TRY(gfla_tensor_write(model->plan, gfla_people_model_find(model, "input_2d"), work->in));
    TRY(gfla_people_model_run(&work->model));
    TRY(gfla_tensor_read(model->plan, gfla_people_model_find(model, "out"), work->out));
    for (int i = 0; i < work->n_out && first + (size_t)i < n; i++)
        gfla_motion_window_read(work->out, work->n_out, i, &work->clean[first + (size_t)i]);
fail:
    return status;
}

gfla_status gfla_motion_clean(gfla_device *device, const struct gfla_people_options *model, int window,
                              struct gfla_keypoints *poses, size_t n)
{
    gfla_status status;
    struct work work = {.n_in = window + 2 * GFLA_MOTION_MARGIN, .n_out = window};
    if (!n)
        return GFLA_OK;
    TRY(work_open(&work, device, model, n));
    for (size_t first = 0; first < n; first += (size_t)window) {
        TRY(gfla_check_cancelled());
        TRY(clean_window(&work, poses, n, first));
    }
    for (size_t i = 0; i < n; i++)
        poses[i] = work.clean[i];
    gfla_log(GFLA_LOG_INFO, "%zu pose%s made clean", n, n == 1 ? "" : "s");
fail:
    work_close(&work);
    return status;
}
