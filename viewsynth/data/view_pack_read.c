/* Reading packs. Every number is checked before it is used; what lies in the file is damaged until the opposite is
 * seen. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/file.h"
#include "io/checksum.h"
#include "viewsynth/data/view_code.h"
#include "viewsynth/data/view_files.h"
#include "viewsynth/data/view_pack_file.h"

#define MAX_TEXT 65536u
#define HINT "hint: pack the set again"

bool gfla_pack_is(const char *path)
{
    char magic[8];
    FILE *file;
    if (gfla_file_open_regular(path, &file) != GFLA_OK)
        return false;
    const bool is = fread(magic, 1, sizeof magic, file) == sizeof magic && memcmp(magic, GFLA_PACK_MAGIC, 8) == 0;
    fclose(file);
    return is;
}

/* ---- the header ---- */

struct header {
    uint32_t n_models, flags;
    uint64_t n_views, tables_at, tables_size;
};

static gfla_status check_head(const struct gfla_pack *pack, struct gfla_byte_reader *reader)
{
    gfla_status status = GFLA_OK;
    const uint8_t *const data = pack->map.data;
    REQUIRE(pack->map.size >= GFLA_PACK_HEADER && memcmp(data, GFLA_PACK_MAGIC, 8) == 0, GFLA_ERROR_INPUT,
            "%s: not a pack of views. " HINT, pack->path);
    *reader = (struct gfla_byte_reader){data + 8, data + GFLA_PACK_HEADER, false};
    const uint32_t version = gfla_byte_reader_take_u32(reader);
    REQUIRE(version == 1, GFLA_ERROR_INPUT, "%s: a pack of version %u; this program reads version 1. " HINT, pack->path,
            version);
    struct gfla_byte_reader sum = {data + GFLA_PACK_HEADER - 4, data + GFLA_PACK_HEADER, false};
    REQUIRE(gfla_byte_reader_take_u32(&sum) == gfla_crc32(data, GFLA_PACK_HEADER - 4), GFLA_ERROR_INPUT,
            "%s: the header is damaged. " HINT, pack->path);
fail:
    return status;
}

static gfla_status read_header(struct gfla_pack *pack, struct header *h)
{
    gfla_status status;
    struct gfla_byte_reader reader;
    const uint64_t size = pack->map.size;
    TRY(check_head(pack, &reader));
    pack->size = (int)gfla_byte_reader_take_u32(&reader);
    h->flags = gfla_byte_reader_take_u32(&reader);
    h->n_models = gfla_byte_reader_take_u32(&reader);
    h->n_views = gfla_byte_reader_take_u64(&reader);
    h->tables_at = gfla_byte_reader_take_u64(&reader);
    h->tables_size = gfla_byte_reader_take_u64(&reader);
    const uint32_t sum = gfla_byte_reader_take_u32(&reader);
    REQUIRE(pack->size >= 8 && pack->size <= 4096, GFLA_ERROR_INPUT, "%s: views of %d pixels, 8..4096 expected",
            pack->path, pack->size);
    REQUIRE((h->flags & ~(uint32_t)GFLA_PACK_FLAGS) == 0, GFLA_ERROR_INPUT, "%s: flags %#x are not known", pack->path,
            h->flags);
    REQUIRE(h->tables_at >= GFLA_PACK_HEADER && h->tables_at <= size && h->tables_size == size - h->tables_at &&
                h->tables_size <= UINT32_MAX,
            GFLA_ERROR_INPUT, "%s: cut short, or longer than it says: %llu bytes. " HINT, pack->path,
            (unsigned long long)size);
    REQUIRE(h->n_models >= 1 && h->n_models <= GFLA_PACK_MAX_MODELS && h->n_views <= h->tables_size / 16,
            GFLA_ERROR_INPUT, "%s: %u models and %llu views in tables of %llu bytes", pack->path, h->n_models,
            (unsigned long long)h->n_views, (unsigned long long)h->tables_size);
    REQUIRE(sum == gfla_crc32(pack->map.data + h->tables_at, h->tables_size), GFLA_ERROR_INPUT,
            "%s: the tables are damaged. " HINT, pack->path);
fail:
    return status;
}

/* ---- models ---- */

static gfla_status take_text(const struct gfla_pack *pack, struct gfla_byte_reader *reader, gfla_arena *arena,
                             const char **out)
{
    gfla_status status = GFLA_OK;
    const uint32_t n = gfla_byte_reader_take_varint(reader);
    const uint8_t *const text = n <= MAX_TEXT ? gfla_byte_reader_take(reader, n) : NULL;
    REQUIRE(text && !memchr(text, 0, n), GFLA_ERROR_INPUT, "%s: a text of the tables is damaged. " HINT, pack->path);
    *out = gfla_arena_printf(arena, "%.*s", (int)n, (const char *)text);
    REQUIRE(*out, GFLA_ERROR_MEMORY, "%s: no memory for its tables", pack->path);
fail:
    return status;
}

static gfla_status take_model(const struct gfla_pack *pack, struct gfla_byte_reader *reader, gfla_arena *arena,
                              struct gfla_set_object *m)
{
    gfla_status status;
    const char **const texts[] = {&m->id,      &m->catalogue_id, &m->name,    &m->category,
                                  &m->creator, &m->licence,      &m->excluded};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        TRY(take_text(pack, reader, arena, texts[i]));
    const uint8_t flags = gfla_byte_reader_take_u8(reader);
    const uint32_t n_views = gfla_byte_reader_take_u32(reader);
    m->listed = flags & 1;
    m->held_out = flags & 2;
    m->excluded = flags & 4 ? m->excluded : NULL;
    m->coverage = gfla_byte_reader_take_f64(reader);
    m->thickness = gfla_byte_reader_take_f64(reader);
    const uint32_t least = pack->has_cameras ? 2 : GFLA_N_VIEWS;
    const uint32_t most = pack->has_cameras ? GFLA_VIEW_FILES_MAX : GFLA_N_VIEWS;
    REQUIRE(!reader->failed && flags < 8 && m->id[0], GFLA_ERROR_INPUT, "%s: a model of the tables is damaged. " HINT,
            pack->path);
    REQUIRE(n_views >= least && n_views <= most, GFLA_ERROR_INPUT, "%s: %s has %u views, %u..%u expected", pack->path,
            m->id, n_views, least, most);
    m->n_views = (int)n_views;
    m->folder = pack->path;
fail:
    return status;
}

static gfla_status take_models(struct gfla_pack *pack, const struct header *h, struct gfla_byte_reader *reader,
                               gfla_arena *arena, struct gfla_set_object *models)
{
    gfla_status status = GFLA_OK;
    for (uint32_t i = 0; i < h->n_models; i++) {
        TRY(take_model(pack, reader, arena, &models[i]));
        pack->first[i + 1] = pack->first[i] + (size_t)models[i].n_views;
        REQUIRE(pack->first[i + 1] <= h->n_views, GFLA_ERROR_INPUT,
                "%s: its models have more views than the %llu in all", pack->path, (unsigned long long)h->n_views);
    }
    REQUIRE(pack->first[h->n_models] == h->n_views, GFLA_ERROR_INPUT, "%s: its models have %zu views, not %llu",
            pack->path, pack->first[h->n_models], (unsigned long long)h->n_views);
fail:
    return status;
}

/* ---- views ---- */

static gfla_status take_views(struct gfla_pack *pack, const struct header *h, struct gfla_byte_reader *reader)
{
    gfla_status status = GFLA_OK;
    for (uint64_t i = 0; i < h->n_views; i++) {
        struct gfla_pack_view *v = &pack->views[i];
        v->at = gfla_byte_reader_take_u64(reader);
        v->n = gfla_byte_reader_take_u32(reader);
        v->crc = gfla_byte_reader_take_u32(reader);
        REQUIRE(!reader->failed, GFLA_ERROR_INPUT, "%s: the tables end among the views. " HINT, pack->path);
        REQUIRE(v->n == 0 || (v->at >= GFLA_PACK_HEADER && v->at <= h->tables_at && v->n <= h->tables_at - v->at),
                GFLA_ERROR_INPUT, "%s: view %llu of %u bytes at %llu is not in the file", pack->path,
                (unsigned long long)i, v->n, (unsigned long long)v->at);
    }
fail:
    return status;
}

static bool camera_is_sound(const struct gfla_set_view *v)
{
    const struct gfla_camera *c = &v->camera;
    for (int i = 0; i < 12; i++)
        if (!(fabs(c->rows[i]) < 1e6))
            return false;
    for (int i = 0; i < 3; i++)
        if (!(fabs(c->eye[i]) < 1e6))
            return false;
    return gfla_view_is_rotation(c->rows) && c->azimuth >= 0 && c->azimuth <= 360 && fabs(c->elevation) <= 90 &&
           fabs(c->distance - GFLA_CAMERA_DISTANCE) <= 0.5 && c->fov >= 1 && c->fov <= 150 && fabsf(v->near) < 1e6f &&
           !signbit(v->range) && v->range < 1e6f; /* it is divided by: -0 is no 0 */
}

static gfla_status take_camera(const struct gfla_pack *pack, struct gfla_byte_reader *reader, struct gfla_set_view *v)
{
    gfla_status status = GFLA_OK;
    struct gfla_camera *c = &v->camera;
    double *const head[] = {&c->azimuth, &c->elevation, &c->distance, &c->fov};
    for (int i = 0; i < 4; i++)
        *head[i] = gfla_byte_reader_take_f64(reader);
    for (int i = 0; i < 3; i++)
        c->eye[i] = gfla_byte_reader_take_f64(reader);
    for (int i = 0; i < 12; i++)
        c->rows[i] = gfla_byte_reader_take_f64(reader);
    v->near = (float)gfla_byte_reader_take_f64(reader);
    v->range = (float)gfla_byte_reader_take_f64(reader);
    const uint8_t azimuth = gfla_byte_reader_take_u8(reader), elevation = gfla_byte_reader_take_u8(reader);
    REQUIRE(!reader->failed, GFLA_ERROR_INPUT, "%s: the tables end among the cameras. " HINT, pack->path);
    const bool on_grid = azimuth < GFLA_N_AZIMUTHS && elevation < GFLA_N_ELEVATIONS;
    REQUIRE(camera_is_sound(v) && (on_grid || (azimuth == 255 && elevation == 255)) &&
                (!pack->has_depth || v->range > 0),
            GFLA_ERROR_INPUT, "%s: a camera of the tables is damaged. " HINT, pack->path);
    v->pose = on_grid ? (struct gfla_pose){azimuth, elevation} : (struct gfla_pose){-1, -1};
    v->factor = 1;
fail:
    return status;
}

/* One lens for all, as for any set. */
static gfla_status take_cameras(struct gfla_pack *pack, const struct header *h, struct gfla_byte_reader *reader,
                                gfla_arena *arena, struct gfla_set_object *models)
{
    gfla_status status = GFLA_OK;
    for (uint32_t i = 0; i < h->n_models; i++) {
        struct gfla_set_view *views = gfla_arena_alloc(arena, (size_t)models[i].n_views * sizeof *views);
        REQUIRE(views, GFLA_ERROR_MEMORY, "%s: no memory for its cameras", pack->path);
        models[i].views = views;
        for (int k = 0; k < models[i].n_views; k++) {
            TRY(take_camera(pack, reader, &views[k]));
            REQUIRE(fabs(views[k].camera.fov - models[0].views[0].camera.fov) <= 0.1, GFLA_ERROR_INPUT,
                    "%s: fields of view of %.4g and %.4g degrees", pack->path, models[0].views[0].camera.fov,
                    views[k].camera.fov);
        }
    }
fail:
    return status;
}

/* ---- the whole ---- */

static gfla_status read_tables(struct gfla_pack *pack, const struct header *h, gfla_arena *arena,
                               struct gfla_set_object **models)
{
    gfla_status status;
    const uint8_t *const tables = pack->map.data + h->tables_at;
    struct gfla_byte_reader reader = {tables, tables + h->tables_size, false};
    /* a model takes 28 bytes and more: so many fit, before memory is asked for */
    REQUIRE(h->n_models <= h->tables_size / 28, GFLA_ERROR_INPUT, "%s: %u models in tables of %llu bytes", pack->path,
            h->n_models, (unsigned long long)h->tables_size);
    TRY(gfla_calloc(models, h->n_models, sizeof **models, "models of a pack"));
    TRY(gfla_calloc(&pack->first, (size_t)h->n_models + 1, sizeof *pack->first, "models of a pack"));
    TRY(gfla_calloc(&pack->views, (size_t)h->n_views + 1, sizeof *pack->views, "views of a pack"));
    TRY(take_models(pack, h, &reader, arena, *models));
    TRY(take_views(pack, h, &reader));
    if (pack->has_cameras)
        TRY(take_cameras(pack, h, &reader, arena, *models));
    REQUIRE(reader.at == reader.end, GFLA_ERROR_INPUT, "%s: the tables are longer than what they hold. " HINT,
            pack->path);
fail:
    return status;
}

gfla_status gfla_pack_open(struct gfla_pack *pack, const char *path, gfla_arena *arena, int max_models,
                           struct gfla_set_object **models, size_t *n_models)
{
    gfla_status status;
    struct header h = {0};
    *models = NULL;
    *n_models = 0;
    *pack = (struct gfla_pack){.path = gfla_arena_strdup(arena, path)};
    REQUIRE(pack->path, GFLA_ERROR_MEMORY, "%s: no memory for its name", path);
    TRY(gfla_file_map_open(&pack->map, path));
    TRY(read_header(pack, &h));
    pack->has_cameras = !(h.flags & GFLA_PACK_GRID);
    pack->has_depth = h.flags & GFLA_PACK_DEPTH;
    pack->has_back = h.flags & GFLA_PACK_BACK;
    TRY(read_tables(pack, &h, arena, models));
    *n_models = max_models && h.n_models > (uint32_t)max_models ? (size_t)max_models : h.n_models;
    return GFLA_OK;
fail:
    free(*models);
    *models = NULL;
    gfla_pack_close(pack);
    return status;
}

void gfla_pack_close(struct gfla_pack *pack)
{
    free(pack->views);
    free(pack->first);
    gfla_file_map_close(&pack->map);
    *pack = (struct gfla_pack){0};
}

gfla_status gfla_pack_read(const struct gfla_pack *pack, int model, int view, const struct gfla_view_pixels *pixels)
{
    const struct gfla_pack_view *v = &pack->views[pack->first[model] + (size_t)view];
    if (v->n == 0) /* and at is nowhere */
        return gfla_fail(GFLA_ERROR_INPUT, "%s: model %d was left out when the set was packed", pack->path, model);
    const uint8_t *const data = pack->map.data + v->at;
    if (gfla_crc32(data, v->n) != v->crc || !gfla_view_decode(data, v->n, pack->size, pixels))
        return gfla_fail(GFLA_ERROR_INPUT, "%s: view %d of model %d is damaged. " HINT, pack->path, view, model);
    return GFLA_OK;
}
