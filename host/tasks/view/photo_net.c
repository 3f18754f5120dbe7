#include "tasks/view/photo_net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "models/gfla/angle_net.h"
#include "models/gfla/photo_blocks.h"
#include "tasks/check/self_check.h"
#include "tasks/view/photo_guided.h"
#include "train/weights.h"

#define MULTIPLE (1 << GFLA_PHOTO_LEVELS)
#define CLOSER 0.6 /* objects are looked at again when their box is a smaller part of the image */
#define MARGIN 1.4 /* and then so much is seen of it */
#define LEAST_CROP 32

static void close_net(struct gfla_photo_net *net)
{
    gfla_plan_destroy(&net->plan);
    gfla_net_model_close(&net->base);
    *net = (struct gfla_photo_net){.is_open = false};
}

void gfla_photo_networks_close(struct gfla_photo_networks *networks)
{
    close_net(&networks->matte);
    close_net(&networks->angle);
}

/* width 0: the size that the weights name. One of that size that is open stays. */
static gfla_status open_net(struct gfla_photo_net *net, gfla_device *device, const char *model, const char *network,
                            int width, int height)
{
    gfla_status status;
    const struct gfla_network_config *c = &net->base.config;
    if (net->is_open && (width == 0 || (width == c->width && height == c->height)))
        return GFLA_OK;
    close_net(net);
    TRY(gfla_net_model_choose(&net->base, &(struct gfla_net_options){.model = model}));
    REQUIRE(strcmp(net->base.model->name, network) == 0, GFLA_ERROR_INPUT,
            "%s: weights of the network %s, %s expected. hint: `gfla train %s` makes them", net->base.path,
            net->base.model->name, network, network);
    net->side = net->base.config.width;
    gfla_net_model_resize(&net->base, width, height, 1);
    TRY(gfla_net_model_build(&net->base));
    TRY(gfla_self_check(device, net->base.graph));
    TRY(gfla_plan_create(&net->plan, net->base.graph, device, &(struct gfla_plan_params){.build_aside = true}));
    TRY(gfla_weights_load_part(net->plan, net->base.graph, net->base.path, "", NULL));
    net->is_open = true;
    return GFLA_OK;
fail:
    close_net(net);
    return status;
}

/* ---- mattes ---- */

/* Sides near those of the image's aspect, of about `side` squared pixels. */
static int side_of(double side, double part)
{
    const double n = floor(side * sqrt(part) / MULTIPLE + 0.5);
    return MULTIPLE * (int)fmin(fmax(n, 2), 2 * side / MULTIPLE);
}

/* coarse [*h][*w], freed with free(). */
static gfla_status run_matte(struct gfla_photo_networks *n, const struct gfla_bitmap *rgba, float **coarse, int *w,
                             int *h)
{
    gfla_status status;
    struct gfla_bitmap rgb = {0}, opaque = {0};
    float *planes = NULL;
    *coarse = NULL;
    TRY(open_net(&n->matte, n->device, GFLA_MATTE_MODEL, "matte", 0, 0));
    *w = side_of(n->matte.side, (double)rgba->width / rgba->height);
    *h = side_of(n->matte.side, (double)rgba->height / rgba->width);
    TRY(open_net(&n->matte, n->device, GFLA_MATTE_MODEL, "matte", *w, *h));
    const size_t area = (size_t)*w * (size_t)*h;
    TRY(gfla_bitmap_resize(rgba, *w, *h, GFLA_FILTER_BILINEAR, &opaque));
    for (size_t i = 0; i < area; i++)
        ((uint8_t *)opaque.pixels)[4 * i + 3] = 255;
    TRY(gfla_bitmap_convert(&opaque, 3, &rgb));
    TRY(gfla_calloc(&planes, 3 * area, sizeof *planes, "an image"));
    TRY(gfla_calloc(coarse, area, sizeof **coarse, "a matte"));
    gfla_bitmap_to_planes(&rgb, planes);
    TRY(gfla_tensor_write(n->matte.plan, n->matte.base.net.input[0], planes));
    TRY(gfla_plan_run(n->matte.plan));
    status = gfla_tensor_read(n->matte.plan, n->matte.base.net.output[0].tensor, *coarse);
fail:
    gfla_bitmap_free(&rgb);
    gfla_bitmap_free(&opaque);
    free(planes);
    return status;
}

struct crop {
    int x, y, width, height;
};

/* Around what the coarse matte says, with a margin, in pixels of the image; all of it where that is not much less. */
static struct crop look_closer(const float *coarse, int w, int h, const struct gfla_bitmap *rgba)
{
    const struct crop whole = {0, 0, rgba->width, rgba->height};
    int left = w, right = -1, top = h, bottom = -1;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            if (coarse[y * w + x] >= 0.5f) {
                left = x < left ? x : left;
                right = x > right ? x : right;
                top = y < top ? y : top;
                bottom = y;
            }
    if (right < 0)
        return whole;
    const double sx = (double)rgba->width / w, sy = (double)rgba->height / h;
    const double box_w = (right - left + 1) * sx, box_h = (bottom - top + 1) * sy;
    if (fmax(box_w / rgba->width, box_h / rgba->height) > CLOSER)
        return whole;
    const double side = fmax(MARGIN * fmax(box_w, box_h), LEAST_CROP);
    const double mx = 0.5 * (left + right + 1) * sx, my = 0.5 * (top + bottom + 1) * sy;
    const int x0 = (int)fmax(mx - side / 2, 0), y0 = (int)fmax(my - side / 2, 0);
    const int x1 = (int)fmin(mx + side / 2, rgba->width), y1 = (int)fmin(my + side / 2, rgba->height);
    return (struct crop){x0, y0, x1 - x0, y1 - y0};
}

static gfla_status matte_crop(struct gfla_photo_networks *n, const struct gfla_bitmap *rgba, struct crop crop,
                              float *alpha)
{
    gfla_status status;
    struct gfla_bitmap part = {0};
    float *coarse = NULL, *fine = NULL;
    int w, h;
    TRY(gfla_bitmap_crop(rgba, crop.x, crop.y, crop.width, crop.height, &part));
    TRY(run_matte(n, &part, &coarse, &w, &h));
    TRY(gfla_calloc(&fine, (size_t)crop.width * (size_t)crop.height, sizeof *fine, "a matte"));
    TRY(gfla_guided_upsample(&part, coarse, w, h, fine));
    memset(alpha, 0, (size_t)rgba->width * (size_t)rgba->height * sizeof *alpha);
    for (int y = 0; y < crop.height; y++)
        memcpy(alpha + (size_t)(crop.y + y) * rgba->width + crop.x, fine + (size_t)y * crop.width,
               (size_t)crop.width * sizeof *alpha);
fail:
    gfla_bitmap_free(&part);
    free(coarse);
    free(fine);
    return status;
}

gfla_status gfla_photo_networks_matte(struct gfla_photo_networks *n, const struct gfla_bitmap *rgba, float *alpha)
{
    gfla_status status;
    float *coarse = NULL;
    int w, h;
    TRY(run_matte(n, rgba, &coarse, &w, &h));
    const struct crop crop = look_closer(coarse, w, h, rgba);
    if (crop.width == rgba->width && crop.height == rgba->height)
        status = gfla_guided_upsample(rgba, coarse, w, h, alpha);
    else
        status = matte_crop(n, rgba, crop, alpha);
fail:
    free(coarse);
    return status;
}

/* ---- angles ---- */

gfla_status gfla_photo_networks_angle_size(struct gfla_photo_networks *n, int *size)
{
    const gfla_status status = open_net(&n->angle, n->device, GFLA_ANGLE_MODEL, "angle", 0, 0);
    *size = status == GFLA_OK ? n->angle.base.config.width : 0;
    return status;
}

/* planes: colours, then alpha, [4][size][size]. */
static gfla_status run_angle(struct gfla_photo_net *angle, const float *planes, float *azimuth, float *elevation)
{
    gfla_status status;
    const struct gfla_model_net *net = &angle->base.net;
    const size_t area = (size_t)angle->base.config.width * (size_t)angle->base.config.height;
    TRY(gfla_tensor_write(angle->plan, net->input[0], planes));
    TRY(gfla_tensor_write(angle->plan, net->input[1], planes + 3 * area));
    TRY(gfla_plan_run(angle->plan));
    TRY(gfla_tensor_read(angle->plan, net->output[0].tensor, azimuth));
    TRY(gfla_tensor_read(angle->plan, net->output[1].tensor, elevation));
fail:
    return status;
}

gfla_status gfla_photo_networks_angle(struct gfla_photo_networks *n, const struct gfla_bitmap *square,
                                      struct gfla_photo_angle *angle)
{
    gfla_status status;
    const size_t area = (size_t)square->width * (size_t)square->height;
    const uint8_t *pixels = square->pixels;
    float *planes = NULL, azimuth[2][GFLA_ANGLE_AZIMUTHS], elevation[2][GFLA_ANGLE_ELEVATIONS];
    int size;
    TRY(gfla_photo_networks_angle_size(n, &size));
    REQUIRE(square->width == size && square->height == size && square->channels == 4, GFLA_ERROR_USAGE,
            "an image of %d x %d pixels for the angle network, %d x %d expected", square->width, square->height, size,
            size);
    TRY(gfla_calloc(&planes, 4 * area, sizeof *planes, "an image"));
    for (size_t i = 0; i < area; i++) {
        for (size_t k = 0; k < 3; k++)
            planes[k * area + i] = (float)pixels[4 * i + k] / 127.5f - 1;
        planes[3 * area + i] = (float)pixels[4 * i + 3] / 255;
    }
    TRY(run_angle(&n->angle, planes, azimuth[0], elevation[0]));
    gfla_photo_angle_mirror(planes, 4 * (size_t)size, size);
    TRY(run_angle(&n->angle, planes, azimuth[1], elevation[1]));
    gfla_photo_angle_join(azimuth[0], elevation[0], azimuth[1], elevation[1]);
    *angle = gfla_photo_angle_of(azimuth[0], elevation[0]);
fail:
    free(planes);
    return status;
}
