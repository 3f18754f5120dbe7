#include "io/image/palette.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Cells: 6 bits of each of red, green, blue. */
#define CELL_BITS 6
#define N_CELLS (1 << 3 * CELL_BITS)
#define MAX_COLOURS 256

struct cell {
    uint64_t count, sum[3];
};

struct gfla_histogram {
    struct cell cells[N_CELLS];
};

static size_t cell_of(const uint8_t rgb[3])
{
    const int low = 8 - CELL_BITS;

    return (size_t)(rgb[0] >> low) << 2 * CELL_BITS | (size_t)(rgb[1] >> low) << CELL_BITS | (size_t)(rgb[2] >> low);
}

gfla_status gfla_histogram_create(gfla_histogram **histogram)
{
    return gfla_calloc(histogram, 1, sizeof **histogram, "a histogram of colours");
}

void gfla_histogram_destroy(gfla_histogram **histogram)
{
    free(*histogram);
    *histogram = NULL;
}

void gfla_histogram_clear(gfla_histogram *histogram)
{
    memset(histogram, 0, sizeof *histogram);
}

void gfla_histogram_add(gfla_histogram *histogram, const uint8_t *rgb, size_t n_pixels)
{
    for (size_t i = 0; i < n_pixels; i++) {
        struct cell *cell = &histogram->cells[cell_of(rgb + 3 * i)];

        cell->count++;
        for (int c = 0; c < 3; c++)
            cell->sum[c] += rgb[3 * i + (size_t)c];
    }
}

/* ---- median cut ---- */

/* The mean colour of a cell and how often it occurs. */
struct point {
    double rgb[3], count;
};

/* points[begin..end): the best axis to halve them, the squared error along it, and the mean. */
struct box {
    size_t begin, end;
    int axis;
    double error, mean[3];
};

static void measure(const struct point *points, struct box *box)
{
    double count = 0, sum[3] = {0}, squares[3] = {0};

    for (size_t i = box->begin; i < box->end; i++) {
        count += points[i].count;
        for (int c = 0; c < 3; c++) {
            sum[c] += points[i].count * points[i].rgb[c];
            squares[c] += points[i].count * points[i].rgb[c] * points[i].rgb[c];
        }
    }
    box->error = -1;
    for (int c = 0; c < 3; c++) {
        const double error = squares[c] - sum[c] * sum[c] / count;

        box->mean[c] = sum[c] / count;
        if (error <= box->error)
            continue;
        box->error = error;
        box->axis = c;
    }
    if (box->end - box->begin == 1)
        box->error = 0; /* cannot be halved */
}

static int by_red(const void *a, const void *b)
{
    const double x = ((const struct point *)a)->rgb[0], y = ((const struct point *)b)->rgb[0];

    return (x > y) - (x < y);
}

static int by_green(const void *a, const void *b)
{
    const double x = ((const struct point *)a)->rgb[1], y = ((const struct point *)b)->rgb[1];

    return (x > y) - (x < y);
}

static int by_blue(const void *a, const void *b)
{
    const double x = ((const struct point *)a)->rgb[2], y = ((const struct point *)b)->rgb[2];

    return (x > y) - (x < y);
}

/* Halves the box at its mean along its axis; each half keeps a point. */
static void halve(struct point *points, struct box *box, struct box *upper)
{
    static int (*const orders[3])(const void *, const void *) = {by_red, by_green, by_blue};
    size_t middle = box->begin + 1;

    qsort(points + box->begin, box->end - box->begin, sizeof *points, orders[box->axis]);
    while (middle < box->end - 1 && points[middle].rgb[box->axis] <= box->mean[box->axis])
        middle++;
    *upper = (struct box){.begin = middle, .end = box->end};
    box->end = middle;
    measure(points, box);
    measure(points, upper);
}

static int cut(struct point *points, size_t n_points, struct box *boxes)
{
    int n_boxes = 1;

    boxes[0] = (struct box){.end = n_points};
    measure(points, &boxes[0]);
    while (n_boxes < MAX_COLOURS) {
        int worst = 0;

        for (int i = 1; i < n_boxes; i++)
            if (boxes[i].error > boxes[worst].error)
                worst = i;
        if (boxes[worst].error <= 0)
            break;
        halve(points, &boxes[worst], &boxes[n_boxes++]);
    }
    return n_boxes;
}

gfla_status gfla_palette_create(const gfla_histogram *histogram, struct gfla_palette *palette)
{
    struct box boxes[MAX_COLOURS];
    struct point *points = NULL;
    gfla_status status = GFLA_OK;
    size_t n_points = 0;

    *palette = (struct gfla_palette){0};
    TRY(gfla_calloc(&points, N_CELLS, sizeof *points, "the colours of an animation"));
    for (size_t i = 0; i < N_CELLS; i++) {
        const struct cell *cell = &histogram->cells[i];
        struct point *point = &points[n_points];

        if (cell->count == 0)
            continue;
        point->count = (double)cell->count;
        for (int c = 0; c < 3; c++)
            point->rgb[c] = (double)cell->sum[c] / (double)cell->count;
        n_points++;
    }
    if (n_points > 0)
        palette->n_colours = cut(points, n_points, boxes);
    for (int i = 0; i < palette->n_colours; i++)
        for (int c = 0; c < 3; c++)
            palette->rgb[i][c] = (uint8_t)(boxes[i].mean[c] + 0.5);
fail:
    free(points);
    return status;
}

/* ---- nearest colours ---- */

struct gfla_palette_map {
    struct gfla_palette palette;
    uint16_t nearest[N_CELLS]; /* index + 1 of the palette, by cell; 0: not looked up yet */
};

gfla_status gfla_palette_map_create(gfla_palette_map **map, const struct gfla_palette *palette)
{
    gfla_status status = gfla_calloc(map, 1, sizeof **map, "a table of colours");

    if (status == GFLA_OK)
        (*map)->palette = *palette;
    return status;
}

void gfla_palette_map_destroy(gfla_palette_map **map)
{
    free(*map);
    *map = NULL;
}

static int nearest_colour(const struct gfla_palette *palette, const uint8_t rgb[3])
{
    int best = 0, least = 3 * 255 * 255 + 1;

    for (int i = 0; i < palette->n_colours; i++) {
        int distance = 0;

        for (int c = 0; c < 3; c++)
            distance += (palette->rgb[i][c] - rgb[c]) * (palette->rgb[i][c] - rgb[c]);
        if (distance < least) {
            least = distance;
            best = i;
        }
    }
    return best;
}

/* The colour nearest to the first one seen of its cell. */
static int look_up(gfla_palette_map *map, const uint8_t rgb[3])
{
    uint16_t *entry = &map->nearest[cell_of(rgb)];

    if (*entry == 0)
        *entry = (uint16_t)(nearest_colour(&map->palette, rgb) + 1);
    return *entry - 1;
}

/* One row; errors[c + 3 * (x + 1)] in sixteenths is what this row inherits, `below` what it leaves to the next. */
static void dither_row(gfla_palette_map *map, const uint8_t *rgb, int width, int *errors, int *below, uint8_t *indices)
{
    memset(below, 0, ((size_t)width + 2) * 3 * sizeof *below);
    for (int x = 0; x < width; x++) {
        uint8_t wanted[3];

        for (int c = 0; c < 3; c++) {
            const int value = rgb[3 * x + c] + (errors[3 * (x + 1) + c] + 8) / 16;

            wanted[c] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        }
        indices[x] = (uint8_t)look_up(map, wanted);
        for (int c = 0; c < 3; c++) {
            const int error = wanted[c] - map->palette.rgb[indices[x]][c];

            errors[3 * (x + 2) + c] += 7 * error;
            below[3 * x + c] += 3 * error;
            below[3 * (x + 1) + c] += 5 * error;
            below[3 * (x + 2) + c] += error;
        }
    }
}

gfla_status gfla_palette_map_image(gfla_palette_map *map, const uint8_t *rgb, int width, int height, bool dither,
                                   uint8_t *indices)
{
    const size_t row_errors = ((size_t)width + 2) * 3, w = (size_t)width;
    gfla_status status = GFLA_OK;
    int *errors = NULL;

    if (!dither) {
        for (size_t i = 0; i < w * (size_t)height; i++)
            indices[i] = (uint8_t)look_up(map, rgb + 3 * i);
        return GFLA_OK;
    }
    TRY(gfla_calloc(&errors, 2 * row_errors, sizeof *errors, "a row of colours"));
    for (size_t y = 0; y < (size_t)height; y++)
        dither_row(map, rgb + 3 * w * y, width, errors + y % 2 * row_errors, errors + (y + 1) % 2 * row_errors,
                   indices + w * y);
fail:
    free(errors);
    return status;
}
