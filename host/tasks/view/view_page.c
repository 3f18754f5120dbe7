#include "tasks/view/view_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/text.h"
#include "io/draw/draw.h"
#include "tasks/view/view_cells.h"

#define COLUMNS 6 /* of views in an atlas */
#define QUALITY 85

extern const char gfla_view_page_template[]; /* turn.html; @DATA@ stands for what follows */

bool gfla_view_output_is_page(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && dot != path && strcasecmp(dot, ".html") == 0;
}

unsigned gfla_view_page_shows(const gfla_view *view)
{
    const unsigned points = view->model.net.drawn ? GFLA_VIEW_SHOW_POINTS : 0;
    return GFLA_VIEW_SHOW_FLOW | GFLA_VIEW_SHOW_MASK | points;
}

/* ---- data ---- */

static void add_base64(struct gfla_text *t, const unsigned char *bytes, size_t size)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char line[4 * 1024 + 1];
    size_t filled = 0;
    for (size_t i = 0; i < size; i += 3) {
        const size_t left = size - i;
        const unsigned word =
            (unsigned)bytes[i] << 16 | (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
        line[filled++] = letters[word >> 18];
        line[filled++] = letters[word >> 12 & 63];
        line[filled++] = left > 1 ? letters[word >> 6 & 63] : '=';
        line[filled++] = left > 2 ? letters[word & 63] : '=';
        if (filled + 1 == sizeof line || left <= 3) {
            line[filled] = '\0';
            gfla_text_add(t, "%s", line);
            filled = 0;
        }
    }
}

static gfla_status add_image(struct gfla_text *t, const struct gfla_bitmap *image)
{
    gfla_status status;
    void *data = NULL;
    size_t size;
    TRY(gfla_bitmap_encode("atlas.jpg", image, &(struct gfla_bitmap_write_params){.quality = QUALITY}, &data, &size));
    gfla_text_add(t, "\"data:image/jpeg;base64,");
    add_base64(t, data, size);
    gfla_text_add(t, "\"");
fail:
    free(data);
    return status;
}

/* The views of one elevation in rows. */
static gfla_status add_atlas(struct gfla_text *t, const struct gfla_view_results *r, enum gfla_view_cell cell,
                             int elevation)
{
    gfla_status status;
    struct gfla_bitmap atlas = {0}, view = {0};
    const int n = r->n / GFLA_VIEW_PAGE_ELEVATIONS, rows = (n + COLUMNS - 1) / COLUMNS;
    TRY(gfla_draw_canvas(&atlas, COLUMNS * r->size, rows * r->size, GFLA_WHITE));
    for (int i = 0; i < n; i++) {
        TRY(gfla_view_cell_draw(r, cell, elevation * n + i, &view));
        gfla_draw_image(&atlas, i % COLUMNS * r->size, i / COLUMNS * r->size, &view);
        gfla_bitmap_free(&view);
    }
    status = add_image(t, &atlas);
fail:
    gfla_bitmap_free(&atlas);
    gfla_bitmap_free(&view);
    return status;
}

static gfla_status add_layers(struct gfla_text *t, const struct gfla_view_results *r)
{
    gfla_status status = GFLA_OK;
    gfla_text_add(t, ",\"layers\":{");
    for (int c = 0; c < GFLA_VIEW_CELL_COUNT; c++) {
        if (c != GFLA_VIEW_CELL_VIEW && !(gfla_view_cell_infos[c].show & r->show))
            continue;
        gfla_text_add(t, "%s\"%s\":[", c == GFLA_VIEW_CELL_VIEW ? "" : ",", gfla_view_cell_infos[c].word);
        for (int e = 0; e < GFLA_VIEW_PAGE_ELEVATIONS; e++) {
            gfla_text_add(t, "%s", e ? "," : "");
            TRY(add_atlas(t, r, (enum gfla_view_cell)c, e));
        }
        gfla_text_add(t, "]");
    }
    gfla_text_add(t, "}");
fail:
    return status;
}

static gfla_status add_source(struct gfla_text *t, const struct gfla_view_results *r)
{
    gfla_status status;
    struct gfla_bitmap source = {0};
    TRY(gfla_bitmap_from_unit_planes(r->source, r->size, r->size, 3, &source));
    gfla_text_add(t, ",\"source\":");
    status = add_image(t, &source);
fail:
    gfla_bitmap_free(&source);
    return status;
}

/* The elevation that is nearest to the source's. */
static int first_row(const struct gfla_view_results *r, int n)
{
    int nearest = 0;
    for (int e = 1; e < GFLA_VIEW_PAGE_ELEVATIONS; e++)
        if (fabs(r->angles[e * n].elevation - r->source_angles.elevation) <
            fabs(r->angles[nearest * n].elevation - r->source_angles.elevation))
            nearest = e;
    return nearest;
}

static gfla_status add_data(struct gfla_text *t, const struct gfla_view_results *r,
                            const struct gfla_view_page_text *text)
{
    gfla_status status;
    const int n = r->n / GFLA_VIEW_PAGE_ELEVATIONS;
    gfla_text_add(t, "{\"name\":");
    gfla_text_add_json(t, text->name);
    gfla_text_add(t, ",\"assumed\":");
    gfla_text_add_json(t, text->assumed);
    gfla_text_add(t, ",\"size\":%d,\"columns\":%d,\"azimuths\":%d,\"row\":%d,\"from\":[%g,%g],\"elevations\":[",
                  r->size, COLUMNS, n, first_row(r, n), r->source_angles.azimuth, r->source_angles.elevation);
    for (int e = 0; e < GFLA_VIEW_PAGE_ELEVATIONS; e++)
        gfla_text_add(t, "%s%g", e ? "," : "", r->angles[e * n].elevation);
    gfla_text_add(t, "]");
    TRY(add_layers(t, r));
    TRY(add_source(t, r));
    gfla_text_add(t, "}");
    REQUIRE(!t->failed, GFLA_ERROR_MEMORY, "%s: host memory ran out for a page", text->name);
fail:
    return status;
}

/* ---- the file ---- */

/* No text of the user's can end the element that holds the data, nor begin another one. */
static void write_escaped(FILE *stream, const char *json)
{
    while (*json) {
        const size_t plain = strcspn(json, "<>&");
        fwrite(json, 1, plain, stream);
        json += plain;
        if (*json)
            fprintf(stream, "\\u%04x", (unsigned)*json++);
    }
}

gfla_status gfla_view_page_write(const struct gfla_view_results *r, const char *path,
                                 const struct gfla_view_page_text *text)
{
    gfla_status status;
    struct gfla_text data = {0};
    struct gfla_file_out out = {0};
    const char *hole = strstr(gfla_view_page_template, "@DATA@");
    TRY(add_data(&data, r, text));
    TRY(gfla_file_out_open(&out, path));
    fwrite(gfla_view_page_template, 1, (size_t)(hole - gfla_view_page_template), out.stream);
    write_escaped(out.stream, data.data);
    fputs(hole + strlen("@DATA@"), out.stream);
    status = gfla_file_out_commit(&out);
fail:
    gfla_file_out_discard(&out);
    gfla_text_free(&data);
    return status;
}
