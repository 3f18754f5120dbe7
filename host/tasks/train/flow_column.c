#include "tasks/train/flow_column.h"

#include <stdlib.h>

#include "base/memory.h"
#include "io/draw/draw.h"
#include "people/attention_image.h"

static gfla_status read_tensor(gfla_plan *plan, gfla_tensor *tensor, float **values)
{
    gfla_status status;
    TRY(gfla_calloc(values, (size_t)gfla_shape_count(tensor->shape), sizeof **values, "a sample sheet"));
    TRY(gfla_tensor_read(plan, tensor, *values));
fail:
    return status;
}

static gfla_status place_flow(struct gfla_train_sheet *sheet, int row, const float *planes,
                              const struct gfla_attention_map *map)
{
    gfla_status status;
    struct gfla_bitmap source = {0}, sampled = {0}, large = {0};
    TRY(gfla_bitmap_from_planes(planes, sheet->width, sheet->height, 3, &source));
    TRY(gfla_attention_image(map, &source, &sampled));
    TRY(gfla_draw_upscale(&sampled, sheet->width / map->width, &large));
    gfla_train_sheet_draw(sheet, row, &large);
fail:
    gfla_bitmap_free(&source);
    gfla_bitmap_free(&sampled);
    gfla_bitmap_free(&large);
    return status;
}

gfla_status gfla_train_sheet_add_flow(struct gfla_train_sheet *sheet, gfla_plan *plan, gfla_tensor *source,
                                      gfla_tensor *flow)
{
    gfla_status status;
    const size_t area = (size_t)sheet->width * (size_t)sheet->height;
    struct gfla_attention_map map = {.width = (int)flow->shape.dim[3], .height = (int)flow->shape.dim[2], .k = 1};
    float *images = NULL, *flows = NULL;
    TRY(read_tensor(plan, source, &images));
    TRY(read_tensor(plan, flow, &flows));
    for (int row = 0; row < sheet->rows; row++) {
        map.flow = flows + (size_t)row * 2 * map.width * map.height;
        TRY(place_flow(sheet, row, images + (size_t)row * 3 * area, &map));
    }
    sheet->column++;
fail:
    free(images);
    free(flows);
    return status;
}
