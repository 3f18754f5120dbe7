#include "tasks/pose/pose_source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/file.h"
#include "tasks/pose/pose_track.h"
#include "io/image/bitmap.h"

static gfla_status open_any(struct gfla_pose_source *source, const struct gfla_pose_source_params *params)
{
    gfla_status status = GFLA_OK;
    if (gfla_pose_track_is_motion(params->path)) {
        TRY(gfla_motion_open_apart(&source->motion, params->path, &params->of_motion));
        source->width = params->of_motion.width;
        source->height = params->of_motion.height;
        source->n = gfla_motion_count(source->motion);
    } else if (strcmp(params->path, "-") == 0) {
        source->path = gfla_file_label(params->path);
        source->has_one = true;
        TRY(gfla_keypoints_read_sized(params->path, &params->of_file, &source->one, &source->width, &source->height));
    } else if (!params->of_file.name) {
        TRY(gfla_keypoints_list_open(&source->list, params->path, &params->of_file));
        source->n = gfla_keypoints_list_about(source->list)->n;
    }
fail:
    return status;
}

/* For messages and outputs. */
static gfla_status name_poses(struct gfla_pose_source *source)
{
    gfla_status status;
    TRY(gfla_arena_create(&source->texts));
    TRY(gfla_calloc(&source->names, source->n + 1, sizeof *source->names, "names of poses"));
    for (size_t i = 0; i < source->n; i++) {
        source->names[i] = source->motion    ? gfla_arena_printf(source->texts, "%05zu", i)
                           : source->has_one ? "-"
                           : source->list    ? gfla_keypoints_list_name(source->list, i)
                                             : source->of_file.name;
        REQUIRE(source->names[i], GFLA_ERROR_MEMORY, "names of poses: host memory ran out");
    }
    if (!source->motion)
        TRY(gfla_keypoints_output_names(source->names, source->n, source->texts, source->names));
fail:
    return status;
}

gfla_status gfla_pose_source_open(struct gfla_pose_source *source, const struct gfla_pose_source_params *params)
{
    gfla_status status;
    *source = (struct gfla_pose_source){.path = params->path, .of_file = params->of_file, .n = 1};
    TRY(open_any(source, params));
    TRY(name_poses(source));
fail:
    return status;
}

void gfla_pose_source_close(struct gfla_pose_source *source)
{
    gfla_keypoints_list_destroy(&source->list);
    gfla_motion_destroy(&source->motion);
    gfla_arena_destroy(&source->texts);
    free(source->names);
    source->names = NULL;
}

gfla_status gfla_pose_source_read(const struct gfla_pose_source *source, size_t index, struct gfla_keypoints *points)
{
    if (source->motion)
        return gfla_motion_pose(source->motion, index, points);
    if (source->list)
        return gfla_keypoints_list_read(source->list, index, points);
    if (source->has_one) {
        *points = source->one;
        return GFLA_OK;
    }
    return gfla_keypoints_read_file(source->path, &source->of_file, points);
}

gfla_status gfla_pose_source_size(const struct gfla_pose_source *source, int *width, int *height)
{
    *width = source->width;
    *height = source->height;
    return source->list ? gfla_keypoints_list_size(source->list, 0, width, height) : GFLA_OK;
}

/* What cannot be read is reported when it is drawn. */
static void widen(const struct gfla_pose_source *source, size_t index, double box[4])
{
    struct gfla_keypoints points;
    double left, top, right, bottom;
    if (gfla_pose_source_read(source, index, &points) != GFLA_OK ||
        !gfla_keypoints_bounds(&points, &left, &top, &right, &bottom))
        return;
    box[0] = fmin(box[0], left);
    box[1] = fmin(box[1], top);
    box[2] = fmax(box[2], right);
    box[3] = fmax(box[3], bottom);
}

gfla_status gfla_pose_source_extent(const struct gfla_pose_source *source, int *width, int *height)
{
    gfla_status status = GFLA_OK;
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY}, side[2];
    *width = *height = 1;
    for (size_t i = 0; i < source->n; i++) {
        TRY(gfla_check_cancelled());
        widen(source, i, box);
    }
    if (!(box[0] <= box[2]))
        return GFLA_OK;
    for (int i = 0; i < 2; i++) {
        /* what lies left of the image or above is not seen anyway */
        const double lo = fmax(box[i], 0), hi = fmax(box[2 + i], 0);
        side[i] = ceil(hi + fmax(lo, (hi - lo) / 10)) + 1;
    }
    REQUIRE(side[0] <= GFLA_BITMAP_MAX_SIDE && side[1] <= GFLA_BITMAP_MAX_SIDE, GFLA_ERROR_INPUT,
            "%s: the points reach to %.0f, %.0f, the limit of a picture is %d a side. hint: --size WxH", source->path,
            box[2], box[3], GFLA_BITMAP_MAX_SIDE);
    *width = (int)side[0];
    *height = (int)side[1];
fail:
    return status;
}
