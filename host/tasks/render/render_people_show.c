/* Sheets of a set for looking: the first people, with what was asked for drawn beside or onto them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "tasks/render/render_people.h"
#include "io/draw/draw_keypoints.h"

#define N_SHOWN 24
#define COLUMNS 8
#define GAP 4

/* A part's colour: hue by its number. */
static struct gfla_colour part_colour(uint8_t part)
{
    static const struct gfla_colour colours[GFLA_PARTS] = {
        {255, 255, 255}, {240, 190, 150}, {90, 60, 30},   {20, 20, 20},    {230, 160, 120},
        {220, 130, 90},  {200, 110, 80},  {60, 110, 200}, {110, 160, 240}, {40, 140, 80},
        {170, 80, 170},  {120, 30, 30},   {230, 200, 40}};
    return colours[part < GFLA_PARTS ? part : 0];
}

static gfla_status read_of(const char *root, size_t person, int number, const char *kind, const char *ending,
                           const char *tail, struct gfla_text *path)
{
    char name[16];
    path->size = 0;
    gfla_text_add(path, "%s/%s%s/%s_%02d%s%s", root, gfla_people_phase(person), kind, gfla_people_name(person, name),
                  number, ending, tail);
    return path->failed ? gfla_fail(GFLA_ERROR_MEMORY, "a path: host memory ran out") : GFLA_OK;
}

static gfla_status show_keypoints(const char *root, size_t person, int number, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_text path = {0};
    struct gfla_keypoints points;
    struct gfla_bitmap large = {0};
    TRY(read_of(root, person, number, "_keypoints", ".json", "", &path));
    TRY(gfla_keypoints_read_file(path.data, NULL, &points));
    TRY(gfla_draw_upscale(image, 2, &large));
    gfla_keypoints_scale(&points, 2, 2, 1, 1);
    gfla_draw_keypoints(&large, &points);
    gfla_bitmap_free(image);
    *image = large;
    large = (struct gfla_bitmap){0};
fail:
    gfla_bitmap_free(&large);
    gfla_text_free(&path);
    return status;
}

static gfla_status show_parts(const char *root, size_t person, int number, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_text path = {0};
    struct gfla_bitmap parts = {0};
    TRY(read_of(root, person, number, "_parts", ".png", "", &path));
    TRY(gfla_bitmap_read(path.data, NULL, &parts));
    uint8_t *out = image->pixels;
    const uint8_t *in = parts.pixels;
    for (size_t i = 0; i < gfla_bitmap_size(&parts); i++)
        memcpy(out + 3 * i, &(struct gfla_colour){part_colour(in[i]).r, part_colour(in[i]).g, part_colour(in[i]).b}, 3);
fail:
    gfla_bitmap_free(&parts);
    gfla_text_free(&path);
    return status;
}

/* The first image, moved to where the second has it; grey where it does not show it. */
static gfla_status show_flow(const struct gfla_people *people, const char *root, size_t person, int number,
                             struct gfla_bitmap *image)
{
    gfla_status status;
    char from[48], to[48], name[16];
    const size_t w = (size_t)image->width, plane = w * (size_t)image->height;
    const int other = (number + 1) % people->per_person;
    struct gfla_text path = {0};
    struct gfla_bitmap source = {0};
    float *flow = NULL;
    TRY(gfla_calloc(&flow, 3 * plane, sizeof *flow, "a flow"));
    snprintf(from, sizeof from, "%s_%02d.png", gfla_people_name(person, name), other);
    snprintf(to, sizeof to, "%s_%02d.png", gfla_people_name(person, name), number);
    TRY(read_of(root, person, other, "", ".png", "", &path));
    TRY(gfla_bitmap_read(path.data, &(struct gfla_bitmap_read_params){.channels = 3}, &source));
    TRY(gfla_person_flow_read(root, gfla_people_phase(person), from, to, image->width, image->height, flow,
                              flow + 2 * plane));
    uint8_t *out = image->pixels;
    const uint8_t *in = source.pixels;
    for (size_t i = 0; i < plane; i++) {
        const int x = (int)((float)(i % w) + flow[i] + 0.5f), y = (int)((float)(i / w) + flow[plane + i] + 0.5f);
        if (flow[2 * plane + i] == 1)
            memcpy(out + 3 * i, in + 3 * ((size_t)y * w + (size_t)x), 3);
        else if (flow[2 * plane + i] > 0)
            memset(out + 3 * i, 128, 3);
    }
fail:
    free(flow);
    gfla_bitmap_free(&source);
    gfla_text_free(&path);
    return status;
}

static gfla_status make_cell(const struct gfla_people *people, const char *root, size_t person, int number,
                             enum gfla_people_show show, struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_text path = {0};
    TRY(read_of(root, person, number, "", ".png", "", &path));
    TRY(gfla_bitmap_read(path.data, &(struct gfla_bitmap_read_params){.channels = 3}, image));
    TRY(show == GFLA_PEOPLE_SHOW_KEYPOINTS ? show_keypoints(root, person, number, image)
        : show == GFLA_PEOPLE_SHOW_PARTS   ? show_parts(root, person, number, image)
                                           : show_flow(people, root, person, number, image));
fail:
    gfla_text_free(&path);
    return status;
}

static bool is_complete(const char *root, size_t person)
{
    struct gfla_text path = {0};
    const bool complete =
        gfla_people_marker_path(root, person, "json", &path) == GFLA_OK && gfla_file_exists(path.data);
    gfla_text_free(&path);
    return complete;
}

static gfla_status show_sheet(const struct gfla_people *people, const char *root, enum gfla_people_show show,
                              const char *word)
{
    gfla_status status = GFLA_OK;
    const int scale = show == GFLA_PEOPLE_SHOW_KEYPOINTS ? 2 : 1, w = scale * people->width + GAP,
              h = scale * people->height + GAP;
    struct gfla_bitmap sheet = {0}, cell = {0};
    struct gfla_text path = {0};
    int n = 0;
    TRY(gfla_draw_canvas(&sheet, COLUMNS * w + GAP, N_SHOWN / COLUMNS * h + GAP, GFLA_WHITE));
    for (size_t person = 0; person < (size_t)people->n && n < N_SHOWN; person++) {
        if (!is_complete(root, person))
            continue;
        TRY(make_cell(people, root, person, 0, show, &cell));
        gfla_draw_image(&sheet, GAP + n % COLUMNS * w, GAP + n / COLUMNS * h, &cell);
        gfla_bitmap_free(&cell);
        n++;
    }
    gfla_text_add(&path, "%s/show_%s.png", root, word);
    REQUIRE(!path.failed, GFLA_ERROR_MEMORY, "a path: host memory ran out");
    if (n > 0)
        TRY(gfla_bitmap_write(path.data, &sheet, NULL));
fail:
    gfla_bitmap_free(&sheet);
    gfla_bitmap_free(&cell);
    gfla_text_free(&path);
    return status;
}

gfla_status gfla_people_show_sheets(const struct gfla_people *people, const char *root)
{
    static const char *const words[GFLA_PEOPLE_SHOWS] = {"keypoints", "parts", "flow"};
    gfla_status status = GFLA_OK;
    for (int show = 0; show < GFLA_PEOPLE_SHOWS; show++)
        if (people->show & 1u << show)
            TRY(show_sheet(people, root, (enum gfla_people_show)show, words[show]));
fail:
    return status;
}
