#include "tasks/pose/face_maps.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "people/face_parts.h"

void gfla_face_maps_destroy(struct gfla_face_maps *maps)
{
    gfla_plan_destroy(&maps->plan);
    gfla_graph_destroy(&maps->graph);
    free(maps->curve_values);
    free(maps->side_values);
    free(maps->grey_values);
    *maps = (struct gfla_face_maps){0};
}

static gfla_tensor *add_input(gfla_graph *graph, const char *name, struct gfla_shape shape, float **values)
{
    const gfla_status status = gfla_calloc(values, (size_t)gfla_shape_count(shape), sizeof **values, "maps of faces");
    if (status != GFLA_OK)
        gfla_graph_fail(graph, status, "%s", gfla_error_message());
    return gfla_graph_input(graph, name, shape, shape.rank == 4 ? GFLA_LAYOUT_BLOCKED : GFLA_LAYOUT_PLAIN);
}

gfla_status gfla_face_maps_create(struct gfla_face_maps *maps, gfla_device *device, int batch, int h, int w)
{
    gfla_status status;
    *maps = (struct gfla_face_maps){.batch = batch, .h = h, .w = w};
    TRY(gfla_graph_create(&maps->graph));
    maps->curves =
        add_input(maps->graph, "curves", (struct gfla_shape){3, {batch, GFLA_FACE_CURVES, 8}}, &maps->curve_values);
    maps->sides =
        add_input(maps->graph, "sides", (struct gfla_shape){3, {batch, GFLA_FACE_SIDES, 6}}, &maps->side_values);
    maps->grey = add_input(maps->graph, "grey", gfla_shape_4d(batch, 1, h, w), &maps->grey_values);
    maps->maps = gfla_graph_keep(
        gfla_face_maps(maps->graph, maps->curves, maps->sides, maps->grey, &(struct gfla_face_maps_params){h, w}));
    TRY(gfla_graph_status(maps->graph));
    TRY(gfla_plan_create(&maps->plan, maps->graph, device, &(struct gfla_plan_params){.build_aside = true}));
    return GFLA_OK;
fail:
    gfla_face_maps_destroy(maps);
    return status;
}

/* An image of one grey has no edges. */
static gfla_status set_image(struct gfla_face_maps *maps, int i, const struct gfla_bitmap *image)
{
    gfla_status status = GFLA_OK;
    const size_t area = (size_t)maps->h * (size_t)maps->w;
    float *values = maps->grey_values + (size_t)i * area;
    struct gfla_bitmap grey = {0}, bytes = {0};
    memset(values, 0, area * sizeof *values);
    if (!image)
        return GFLA_OK;
    REQUIRE(image->width == maps->w && image->height == maps->h, GFLA_ERROR_USAGE,
            "a picture of %d x %d pixels for maps of a face of %d x %d", image->width, image->height, maps->w, maps->h);
    TRY(gfla_bitmap_to_8_bits(image, &bytes));
    TRY(gfla_bitmap_convert(&bytes, 1, &grey));
    for (size_t p = 0; p < area; p++)
        values[p] = ((const uint8_t *)grey.pixels)[p];
fail:
    gfla_bitmap_free(&bytes);
    gfla_bitmap_free(&grey);
    return status;
}

static gfla_status set_face(struct gfla_face_maps *maps, int i, const struct gfla_keypoints *face)
{
    struct gfla_face_shape shape;
    const gfla_status status = gfla_face_shape(face, &shape);
    memcpy(maps->curve_values + i * GFLA_FACE_CURVES * 8, shape.curves, sizeof shape.curves);
    memcpy(maps->side_values + i * GFLA_FACE_SIDES * 6, shape.sides, sizeof shape.sides);
    return status;
}

gfla_status gfla_face_maps_run(struct gfla_face_maps *maps, const struct gfla_keypoints *faces,
                               const struct gfla_bitmap *const *images, float *values)
{
    gfla_status status;
    for (int i = 0; i < maps->batch; i++) {
        TRY(set_face(maps, i, &faces[i]));
        TRY(set_image(maps, i, images ? images[i] : NULL));
    }
    TRY(gfla_tensor_write(maps->plan, maps->curves, maps->curve_values));
    TRY(gfla_tensor_write(maps->plan, maps->sides, maps->side_values));
    TRY(gfla_tensor_write(maps->plan, maps->grey, maps->grey_values));
    TRY(gfla_plan_run(maps->plan));
    return gfla_tensor_read(maps->plan, maps->maps, values);
fail:
    return status;
}
