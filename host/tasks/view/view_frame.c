#include "tasks/view/view_frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tasks/view/photo_scale.h"
#include "viewsynth/data/photo_frame.h"

/* Against the outline's size, from large to small: with the default batch the net sees all in one run. */
static const double sizes[] = {1.1, 0.97, 0.85, 0.68, 0.53, 0.4};
#define N_TRIALS (int)(sizeof sizes / sizeof *sizes)
#define SMALLEST sizes[N_TRIALS - 1]
#define CENTRE_PART 0.7 /* of how far the middle seems to be off: what is left of it in the mean is least then */

/* Room for the images of all trials and what the net makes of them. */
struct trials {
    int size;
    float *planes, *alpha, *front, *back;
    struct gfla_photo_trial items[N_TRIALS];
};

static gfla_status create(struct trials *t, int size)
{
    gfla_status status;
    const size_t area = (size_t)size * size;
    *t = (struct trials){.size = size};
    TRY(gfla_calloc(&t->planes, 6 * N_TRIALS * area, sizeof *t->planes, "images"));
    t->alpha = t->planes + 3 * N_TRIALS * area;
    t->front = t->alpha + N_TRIALS * area;
    t->back = t->front + N_TRIALS * area;
fail:
    return status;
}

/* The part of the smallest trial's frame that is the frame of another. */
static gfla_status cut_frame(const struct gfla_bitmap *wide, double size, struct gfla_bitmap *part)
{
    gfla_status status;
    const int side = (int)lround(wide->width * SMALLEST / size);
    const double rest = wide->width - side;
    const int x = (int)lround(rest / 2), y = (int)lround(rest * (0.5 + GFLA_FRAME_LOWER));
    TRY(gfla_bitmap_create(part, side, side, 4, 8));
    for (int row = 0; row < side; row++)
        memcpy((uint8_t *)part->pixels + (size_t)4 * side * row,
               (const uint8_t *)wide->pixels + ((size_t)(y + row) * wide->width + x) * 4, (size_t)4 * side);
fail:
    return status;
}

/* As the network takes them: colours on white in [-1, 1], and alpha. */
static gfla_status write_planes(const struct gfla_bitmap *rgba, float *planes, float *alpha)
{
    gfla_status status;
    const size_t area = (size_t)rgba->width * rgba->height;
    struct gfla_bitmap rgb = {0};
    TRY(gfla_bitmap_convert(rgba, 3, &rgb));
    gfla_bitmap_to_unit_planes(&rgb, planes);
    for (size_t i = 0; i < 3 * area; i++)
        planes[i] = planes[i] * 2 - 1;
    for (size_t i = 0; i < area; i++)
        alpha[i] = (float)((const uint8_t *)rgba->pixels)[4 * i + 3] / 255;
fail:
    gfla_bitmap_free(&rgb);
    return status;
}

/* Of an object framed so that it has the smallest size. */
static gfla_status draw_trials(struct trials *t, const struct gfla_bitmap *wide)
{
    gfla_status status = GFLA_OK;
    const size_t area = (size_t)t->size * t->size;
    struct gfla_bitmap part = {0}, image = {0};
    for (int i = 0; i < N_TRIALS; i++) {
        TRY(cut_frame(wide, sizes[i], &part));
        TRY(gfla_bitmap_resize(&part, t->size, t->size, GFLA_FILTER_BILINEAR, &image));
        TRY(write_planes(&image, t->planes + 3 * area * i, t->alpha + area * i));
        gfla_bitmap_free(&part);
        gfla_bitmap_free(&image);
    }
fail:
    gfla_bitmap_free(&part);
    gfla_bitmap_free(&image);
    return status;
}

/* Of the sphere into which objects of the training fit: 1 for the renderer's cameras. */
static double radius_of(const struct gfla_shapenet_config *config)
{
    return (double)(gfla_shapenet_radius(config) / GFLA_SHAPENET_RADIUS);
}

/* *n_seen: of the trials, those in which there is an object. */
static gfla_status see_trials(gfla_view *view, struct trials *t, struct gfla_view_angles angles, int *n_seen)
{
    gfla_status status = GFLA_OK;
    const struct gfla_shapenet_config *config = &view->model.net.config;
    const size_t area = (size_t)t->size * t->size;
    *n_seen = 0;
    view->has_source = false; /* the net sees other images from here on */
    for (int first = 0; first < N_TRIALS; first += config->batch) {
        const int n = N_TRIALS - first < config->batch ? N_TRIALS - first : config->batch;
        TRY(gfla_view_model_surfaces(&view->model, angles, n, t->planes + 3 * area * first, t->alpha + area * first,
                                     t->front + area * first, t->back + area * first));
    }
    for (int i = 0; i < N_TRIALS; i++) {
        const struct gfla_photo_surfaces surfaces = {.size = t->size,
                                                     .alpha = t->alpha + area * i,
                                                     .front = t->front + area * i,
                                                     .back = t->back + area * i,
                                                     .distance = (double)GFLA_SHAPENET_DISTANCE,
                                                     .radius = (double)gfla_shapenet_radius(config),
                                                     .tan_half_fov = (double)gfla_shapenet_tan_half_fov(config),
                                                     .unit = radius_of(config)};
        t->items[i].size = sizes[i];
        *n_seen += gfla_photo_extent_find(&surfaces, angles, &t->items[i].extent);
    }
fail:
    return status;
}

static double aspect_of(const struct gfla_photo_report *report)
{
    return (double)report->width / report->height;
}

static void take(const struct gfla_photo_scale *scale, const struct gfla_shapenet_config *config,
                 struct gfla_photo_params *photo, struct gfla_view_source_info *info)
{
    const double frame = (double)(2 * GFLA_SHAPENET_DISTANCE * gfla_shapenet_tan_half_fov(config)) / radius_of(config);
    info->framing = GFLA_VIEW_FRAMING_SHAPE;
    info->scale_error = scale->error;
    photo->scale = scale->size;
    photo->right = -CENTRE_PART * scale->right / frame;
    photo->down = -CENTRE_PART * scale->down / frame;
}

static gfla_status choose_by_shape(gfla_view *view, const struct gfla_bitmap *object, struct gfla_photo_params *photo,
                                   struct gfla_view_source_info *info)
{
    gfla_status status;
    const struct gfla_shapenet_config *config = &view->model.net.config;
    struct gfla_photo_params smallest = *photo;
    struct gfla_photo_report report;
    struct gfla_bitmap wide = {0};
    struct trials trials = {0};
    int n_seen;
    smallest.scale = SMALLEST;
    smallest.size = (int)lround(config->size / SMALLEST);
    TRY(gfla_photo_frame(object, &smallest, &wide, &report));
    TRY(create(&trials, config->size));
    TRY(draw_trials(&trials, &wide));
    TRY(see_trials(view, &trials, info->angles, &n_seen));
    if (n_seen == N_TRIALS) {
        const struct gfla_photo_scale scale = gfla_photo_scale_find(trials.items, N_TRIALS, aspect_of(&report));
        if (scale.is_sure)
            take(&scale, config, photo, info);
    }
fail:
    gfla_bitmap_free(&wide);
    free(trials.planes);
    return status;
}

static gfla_status check(const struct gfla_view_source_params *p)
{
    gfla_status status = GFLA_OK;
    REQUIRE(p->scale == 0 || (p->scale >= GFLA_VIEW_MIN_SCALE && p->scale <= GFLA_VIEW_MAX_SCALE), GFLA_ERROR_USAGE,
            "a scale of %g, %g .. %g are possible", p->scale, GFLA_VIEW_MIN_SCALE, GFLA_VIEW_MAX_SCALE);
    REQUIRE(fabs(p->right) <= 0.5 && fabs(p->down) <= 0.5, GFLA_ERROR_USAGE,
            "an object %g right and %g down of the middle, at most half a frame is possible", p->right, p->down);
fail:
    return status;
}

gfla_status gfla_view_frame_choose(gfla_view *view, const struct gfla_bitmap *object,
                                   const struct gfla_view_source_params *params, struct gfla_photo_params *photo,
                                   struct gfla_view_source_info *info)
{
    gfla_status status;
    TRY(check(params));
    photo->scale = 1;
    info->framing = GFLA_VIEW_FRAMING_OUTLINE;
    if (params->whole_image) {
        info->framing = GFLA_VIEW_FRAMING_WHOLE;
    } else if (params->scale > 0) {
        info->framing = GFLA_VIEW_FRAMING_GIVEN;
        photo->scale = params->scale;
        photo->right = params->right;
        photo->down = params->down;
    } else if (params->fill > 0) {
        info->framing = GFLA_VIEW_FRAMING_FILL;
    } else if (view->model.net.config.form == GFLA_FORM_SOLID) {
        TRY(choose_by_shape(view, object, photo, info));
    }
    info->scale = photo->scale;
    info->right = photo->right;
    info->down = photo->down;
fail:
    return status;
}
