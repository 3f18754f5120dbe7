/* Threads read and code the views of a set ahead; one writes them in their order, and the tables last. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/context.h"
#include "base/file.h"
#include "base/prefetch.h"
#include "base/progress.h"
#include "io/checksum.h"
#include "viewsynth/data/view_code.h"
#include "viewsynth/data/view_pack.h"
#include "viewsynth/data/view_pack_file.h"

#define MAX_THREADS 16
#define MAX_PLACES (2 * MAX_THREADS)

struct packing {
    const gfla_views *views;
    int n_threads, n_places;
    size_t *first;                             /* [models + 1]: numbers of views */
    uint8_t *pixels[MAX_THREADS];              /* of one view */
    struct gfla_byte_writer coded[MAX_PLACES]; /* of one view */
    struct gfla_byte_writer tables, index;     /* index: places of views, which follow the models */
    gfla_prefetch *prefetch;
    struct gfla_file_out out;
    uint64_t at; /* in the file */
};

static int model_of(const struct packing *p, uint64_t number)
{
    int lo = 0, hi = gfla_views_count(p->views);
    while (hi - lo > 1) {
        const int middle = lo + (hi - lo) / 2;
        if (p->first[middle] <= number)
            lo = middle;
        else
            hi = middle;
    }
    return lo;
}

static struct gfla_view_pixels pixels_in(const gfla_views *views, uint8_t *memory)
{
    const size_t plane = (size_t)gfla_views_size(views) * (size_t)gfla_views_size(views);
    struct gfla_view_pixels pixels = {.rgba = memory};
    if (gfla_views_have_depth(views))
        pixels.depth = (uint16_t *)(void *)(memory + 4 * plane);
    if (gfla_views_have_back(views)) {
        pixels.back_rgba = memory + 6 * plane;
        pixels.back_depth = (uint16_t *)(void *)(memory + 10 * plane);
    }
    return pixels;
}

/* Nothing of a model that is left out. */
static gfla_status code_view(void *context, int thread, int place, uint64_t number)
{
    gfla_status status = GFLA_OK;
    struct packing *p = context;
    const int model = model_of(p, number);
    struct gfla_byte_writer *const coded = &p->coded[place];
    const struct gfla_view_pixels pixels = pixels_in(p->views, p->pixels[thread]);
    coded->size = 0;
    if (number >= p->first[gfla_views_count(p->views)] || gfla_views_model(p->views, model)->excluded)
        return GFLA_OK;
    TRY(gfla_views_read_number(p->views, model, (int)(number - p->first[model]), gfla_views_size(p->views), &pixels));
    gfla_view_encode(&pixels, gfla_views_size(p->views), coded);
    REQUIRE(!coded->failed && coded->size <= UINT32_MAX, GFLA_ERROR_MEMORY, "%s: host memory ran out for a view",
            p->out.path);
fail:
    return status;
}

static gfla_status write_bytes(struct packing *p, const void *data, size_t size)
{
    if (size && fwrite(data, 1, size, p->out.stream) != size)
        return gfla_fail(GFLA_ERROR_OUTPUT, "%s: could not be written in full; is the disk full?", p->out.path);
    p->at += size;
    return GFLA_OK;
}

static gfla_status write_views(struct packing *p)
{
    gfla_status status = GFLA_OK;
    struct gfla_progress_count progress;
    const size_t n = p->first[gfla_views_count(p->views)];
    gfla_progress_begin(&progress, "views", n);
    for (size_t i = 0; i < n; i++) {
        int place;
        TRY(gfla_check_cancelled());
        TRY(gfla_prefetch_next(p->prefetch, &place));
        const struct gfla_byte_writer *coded = &p->coded[place];
        gfla_byte_writer_add_u64(&p->index, coded->size ? p->at : 0);
        gfla_byte_writer_add_u32(&p->index, (uint32_t)coded->size);
        gfla_byte_writer_add_u32(&p->index, coded->size ? gfla_crc32(coded->data, coded->size) : 0);
        TRY(write_bytes(p, coded->data, coded->size));
        gfla_progress_set(&progress, i + 1);
    }
    gfla_progress_end(&progress);
fail:
    return status;
}

/* ---- tables ---- */

/* Longer ones, which no catalogue has, are cut to what a reader takes. */
static void add_text(struct gfla_byte_writer *tables, const char *text)
{
    const size_t n = strnlen(text, 65536);
    gfla_byte_writer_add_varint(tables, (uint32_t)n);
    gfla_byte_writer_add(tables, text, n);
}

static void add_model(struct gfla_byte_writer *tables, const struct gfla_set_object *m)
{
    const char *const texts[] = {
        m->id, m->catalogue_id, m->name, m->category, m->creator, m->licence, m->excluded ? m->excluded : ""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        add_text(tables, texts[i]);
    gfla_byte_writer_add_u8(tables, (uint8_t)(m->listed | m->held_out << 1 | (m->excluded != NULL) << 2));
    gfla_byte_writer_add_u32(tables, (uint32_t)m->n_views);
    gfla_byte_writer_add_f64(tables, m->coverage);
    gfla_byte_writer_add_f64(tables, m->thickness);
}

static void add_camera(struct gfla_byte_writer *tables, const struct gfla_set_view *view)
{
    const struct gfla_camera *c = &view->camera;
    const double head[] = {c->azimuth, c->elevation, c->distance, c->fov};
    for (int i = 0; i < 4; i++)
        gfla_byte_writer_add_f64(tables, head[i]);
    for (int i = 0; i < 3; i++)
        gfla_byte_writer_add_f64(tables, c->eye[i]);
    for (int i = 0; i < 12; i++)
        gfla_byte_writer_add_f64(tables, c->rows[i]);
    gfla_byte_writer_add_f64(tables, (double)view->near);
    gfla_byte_writer_add_f64(tables, (double)view->range);
    gfla_byte_writer_add_u8(tables, (uint8_t)(view->pose.azimuth < 0 ? 255 : view->pose.azimuth));
    gfla_byte_writer_add_u8(tables, (uint8_t)(view->pose.azimuth < 0 ? 255 : view->pose.elevation));
}

static gfla_status write_tables(struct packing *p)
{
    gfla_status status;
    const int n = gfla_views_count(p->views);
    for (int i = 0; i < n; i++)
        add_model(&p->tables, gfla_views_model(p->views, i));
    gfla_byte_writer_add(&p->tables, p->index.data, p->index.size);
    for (int i = 0; i < n && !gfla_views_are_grid(p->views); i++)
        for (int k = 0; k < gfla_views_model(p->views, i)->n_views; k++)
            add_camera(&p->tables, &gfla_views_model(p->views, i)->views[k]);
    REQUIRE(!p->tables.failed && !p->index.failed && p->tables.size <= UINT32_MAX, GFLA_ERROR_MEMORY,
            "%s: host memory ran out for the tables of a pack", p->out.path);
    TRY(write_bytes(p, p->tables.data, p->tables.size));
fail:
    return status;
}

static gfla_status write_header(struct packing *p)
{
    gfla_status status;
    static const uint8_t zeros[8] = {0};
    struct gfla_byte_writer head = {0};
    const uint32_t flags = (gfla_views_are_grid(p->views) ? GFLA_PACK_GRID : 0) |
                           (gfla_views_have_depth(p->views) ? GFLA_PACK_DEPTH : 0) |
                           (gfla_views_have_back(p->views) ? GFLA_PACK_BACK : 0);
    gfla_byte_writer_add(&head, GFLA_PACK_MAGIC, 8);
    gfla_byte_writer_add_u32(&head, 1);
    gfla_byte_writer_add_u32(&head, (uint32_t)gfla_views_size(p->views));
    gfla_byte_writer_add_u32(&head, flags);
    gfla_byte_writer_add_u32(&head, (uint32_t)gfla_views_count(p->views));
    gfla_byte_writer_add_u64(&head, p->first[gfla_views_count(p->views)]);
    gfla_byte_writer_add_u64(&head, p->at - p->tables.size);
    gfla_byte_writer_add_u64(&head, p->tables.size);
    gfla_byte_writer_add_u32(&head, gfla_crc32(p->tables.data, p->tables.size));
    gfla_byte_writer_add(&head, zeros, sizeof zeros);
    if (!head.failed)
        gfla_byte_writer_add_u32(&head, gfla_crc32(head.data, head.size));
    REQUIRE(!head.failed, GFLA_ERROR_MEMORY, "%s: host memory ran out for the header of a pack", p->out.path);
    REQUIRE(fseek(p->out.stream, 0, SEEK_SET) == 0, GFLA_ERROR_OUTPUT, "%s: cannot be written from its beginning",
            p->out.path);
    status = fwrite(head.data, 1, head.size, p->out.stream) == head.size
                 ? GFLA_OK
                 : gfla_fail(GFLA_ERROR_OUTPUT, "%s: could not be written in full; is the disk full?", p->out.path);
fail:
    free(head.data);
    return status;
}

/* ---- the whole ---- */

static gfla_status prepare(struct packing *p, const char *path)
{
    static const uint8_t room[GFLA_PACK_HEADER] = {0};
    gfla_status status;
    const int n = gfla_views_count(p->views);
    const size_t plane = (size_t)gfla_views_size(p->views) * (size_t)gfla_views_size(p->views);
    TRY(gfla_calloc(&p->first, (size_t)n + 1, sizeof *p->first, "numbers of views"));
    for (int i = 0; i < n; i++)
        p->first[i + 1] = p->first[i] + (size_t)gfla_views_model(p->views, i)->n_views;
    for (int i = 0; i < p->n_threads; i++)
        TRY(gfla_calloc(&p->pixels[i], plane, 12, "a view"));
    TRY(gfla_prefetch_create(&p->prefetch,
                             &(struct gfla_prefetch_params){
                                 .n_threads = p->n_threads, .n_places = p->n_places, .make = code_view, .context = p}));
    TRY(gfla_file_out_open(&p->out, path));
    TRY(write_bytes(p, room, sizeof room));
fail:
    return status;
}

gfla_status gfla_views_pack(const gfla_views *views, const char *path, int n_threads, struct gfla_pack_result *result)
{
    gfla_status status = GFLA_OK;
    struct packing p = {.views = views};
    p.n_threads = n_threads < 1 ? 1 : n_threads < MAX_THREADS ? n_threads : MAX_THREADS;
    p.n_places = 2 * p.n_threads;
    *result = (struct gfla_pack_result){.n_models = gfla_views_count(views)};
    REQUIRE(strcmp(path, "-") != 0, GFLA_ERROR_USAGE, "a pack cannot be written to standard output");
    TRY(prepare(&p, path));
    TRY(write_views(&p));
    TRY(write_tables(&p));
    TRY(write_header(&p));
    TRY(gfla_file_out_commit(&p.out));
    for (int i = 0; i < result->n_models; i++)
        result->n_left_out += gfla_views_model(views, i)->excluded != NULL;
    result->n_views = p.first[result->n_models];
    result->n_bytes = p.at;
fail:
    gfla_prefetch_destroy(&p.prefetch);
    if (p.out.path)
        gfla_file_out_discard(&p.out);
    for (int i = 0; i < p.n_threads; i++)
        free(p.pixels[i]);
    for (int i = 0; i < p.n_places; i++)
        free(p.coded[i].data);
    free(p.tables.data);
    free(p.index.data);
    free(p.first);
    return status;
}
