#include "viewsynth/render/camera_set.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/text.h"

#define DEGREES (180.0 / 3.14159265358979323846)
#define STEP 1000.0 /* angles are multiples of its inverse */
#define SPIRAL_TURN 40.0
#define MAX_LIST_BYTES (4u << 20)

/* ---- parsing ---- */

static bool is_number(const char *text)
{
    return text[0] >= '0' && text[0] <= '9';
}

static gfla_status parse_grid(const char *text, struct gfla_camera_set *set)
{
    gfla_status status;
    char azimuths[8];
    long long n, m;
    const size_t length = strcspn(text, "x");
    REQUIRE(text[length] == 'x' && length < sizeof azimuths, GFLA_ERROR_USAGE,
            "--views: '%s' is not of the form AZxEL, as 18x3", text);
    memcpy(azimuths, text, length);
    azimuths[length] = 0;
    TRY(gfla_parse_int(azimuths, 1, 3600, "--views: azimuths", &n));
    TRY(gfla_parse_int(text + length + 1, 1, 10, "--views: elevations", &m));
    *set = (struct gfla_camera_set){.kind = GFLA_CAMERAS_GRID, .n_azimuths = (int)n, .n_elevations = (int)m};
    REQUIRE(n * m <= GFLA_CAMERAS_MAX, GFLA_ERROR_USAGE, "--views: %lld views, the limit is %d", n * m,
            GFLA_CAMERAS_MAX);
fail:
    return status;
}

static gfla_status parse_count(const char *text, enum gfla_cameras kind, struct gfla_camera_set *set)
{
    gfla_status status;
    long long n;
    TRY(gfla_parse_int(text, 1, GFLA_CAMERAS_MAX, "--views", &n));
    *set = (struct gfla_camera_set){.kind = kind, .n = (int)n};
fail:
    return status;
}

/* "N" or "N:LO..HI", elevations in degrees. */
static gfla_status parse_random(const char *text, struct gfla_camera_set *set)
{
    gfla_status status;
    const size_t length = strcspn(text, ":");
    const char *const low = text + length + (text[length] == ':'), *const dots = strstr(low, "..");
    char word[24];
    double *const range = set->elevations;
    REQUIRE(length < sizeof word && (!text[length] || (dots && (size_t)(dots - low) < sizeof word)), GFLA_ERROR_USAGE,
            "--views: 'random:%s' is not of the form random:N or random:N:LO..HI, as random:24:-20..60", text);
    snprintf(word, sizeof word, "%.*s", (int)length, text);
    TRY(parse_count(word, GFLA_CAMERAS_RANDOM, set));
    if (!text[length])
        return GFLA_OK;
    snprintf(word, sizeof word, "%.*s", (int)(dots - low), low);
    TRY(gfla_parse_double(word, -90, 90, "--views: lowest elevation", &range[0]));
    TRY(gfla_parse_double(dots + 2, -90, 90, "--views: highest elevation", &range[1]));
    REQUIRE(range[0] < range[1], GFLA_ERROR_USAGE, "--views: elevations %g..%g: the lower one comes first", range[0],
            range[1]);
fail:
    return status;
}

/* The numbers of one line: *n of them, at most 4. */
static gfla_status parse_numbers(char *line, double numbers[4], int *n)
{
    static const char *const what[] = {"azimuth", "elevation", "distance", "fov"};
    static const double lo[] = {-360, -90, 1e-3, 1}, hi[] = {360, 90, 1e6, 150};
    gfla_status status = GFLA_OK;
    char *rest = NULL;
    line[strcspn(line, "#")] = 0;
    *n = 0;
    for (char *word = strtok_r(line, " \t\r,", &rest); word; word = strtok_r(NULL, " \t\r,", &rest)) {
        REQUIRE(*n < 4, GFLA_ERROR_INPUT, "more than four numbers: azimuth, elevation, distance and fov");
        status = gfla_parse_double(word, lo[*n], hi[*n], what[*n], &numbers[*n]);
        if (status != GFLA_OK)
            return gfla_fail_context(GFLA_ERROR_INPUT, "a camera");
        ++*n;
    }
    REQUIRE(*n != 1, GFLA_ERROR_INPUT, "an azimuth without an elevation");
fail:
    return status;
}

gfla_status gfla_camera_list_parse(const char *data, size_t size, const char *name, struct gfla_camera_set *set,
                                   struct gfla_camera_line **lines)
{
    gfla_status status = GFLA_OK;
    size_t n_lines = 0, capacity = 0;
    int number = 0;
    char text[512];
    *lines = NULL;
    REQUIRE(!memchr(data, 0, size), GFLA_ERROR_INPUT, "%s: not a list of cameras, it holds zeros", name);
    for (const char *at = data; *at;) {
        const size_t length = strcspn(at, "\n");
        double v[4] = {0};
        int n;
        number++;
        REQUIRE(length < sizeof text, GFLA_ERROR_INPUT, "%s:%d: longer than %zu bytes", name, number, sizeof text - 1);
        memcpy(text, at, length);
        text[length] = 0;
        status = parse_numbers(text, v, &n);
        if (status != GFLA_OK) {
            gfla_fail_context(status, "%s:%d", name, number);
            goto fail;
        }
        at += length + (at[length] == '\n');
        if (n == 0)
            continue;
        REQUIRE(n_lines < GFLA_CAMERAS_MAX, GFLA_ERROR_INPUT, "%s: more than %d cameras", name, GFLA_CAMERAS_MAX);
        TRY(gfla_grow(lines, &capacity, n_lines + 1, sizeof **lines, "list of cameras"));
        (*lines)[n_lines++] = (struct gfla_camera_line){v[0], v[1], v[2], v[3]};
    }
    REQUIRE(n_lines > 0, GFLA_ERROR_INPUT, "%s: no camera in it. hint: lines of azimuth and elevation in degrees",
            name);
    *set = (struct gfla_camera_set){.kind = GFLA_CAMERAS_LIST, .n = (int)n_lines, .lines = *lines};
    return GFLA_OK;
fail:
    free(*lines);
    *lines = NULL;
    return status;
}

static gfla_status read_list(const char *path, struct gfla_camera_set *set, struct gfla_camera_line **lines)
{
    gfla_status status;
    void *data = NULL;
    size_t size;
    REQUIRE(gfla_file_exists(path), GFLA_ERROR_USAGE,
            "--views: '%s' is neither AZxEL, spiral:N nor random:N, and no file of this name exists", path);
    TRY(gfla_file_read_text(path, MAX_LIST_BYTES, &data, &size));
    TRY(gfla_camera_list_parse(data, size, path, set, lines));
fail:
    free(data);
    return status;
}

gfla_status gfla_camera_set_parse(const char *text, struct gfla_camera_set *set, struct gfla_camera_line **lines)
{
    *lines = NULL;
    if (strncmp(text, "spiral:", 7) == 0)
        return parse_count(text + 7, GFLA_CAMERAS_SPIRAL, set);
    if (strncmp(text, "random:", 7) == 0)
        return parse_random(text + 7, set);
    if (is_number(text) && text[strspn(text, "0123456789")] == 'x')
        return parse_grid(text, set);
    return read_list(text, set, lines);
}

/* ---- placing ---- */

int gfla_camera_set_count(const struct gfla_camera_set *set)
{
    return set->kind == GFLA_CAMERAS_GRID ? set->n_azimuths * set->n_elevations : set->n;
}

bool gfla_camera_set_is_fixed(const struct gfla_camera_set *set)
{
    return set->kind != GFLA_CAMERAS_RANDOM;
}

/* To a multiple of 0.001 degrees. */
static double rounded(double degrees)
{
    return rint(degrees * STEP) / STEP;
}

static double in_turn(double azimuth)
{
    const double a = rounded(fmod(azimuth, 360));
    return a < 0 ? rounded(a + 360) : a >= 360 ? 0 : a + 0.0;
}

/* 53 random bits in [0, 1). */
static double uniform(struct gfla_random *r)
{
    const uint64_t high = gfla_random_u32(r) >> 5, low = gfla_random_u32(r) >> 6;
    return (double)(high * 67108864 + low) / 9007199254740992.0;
}

static struct gfla_camera_line random_camera(const struct gfla_camera_set *set, struct gfla_random *r)
{
    const bool sphere = set->elevations[0] == 0 && set->elevations[1] == 0;
    const double lo = sphere ? -90 : set->elevations[0], hi = sphere ? 90 : set->elevations[1];
    const double azimuth = 360 * uniform(r), share = uniform(r), along = uniform(r);
    const double low = sin(lo / DEGREES), high = sin(hi / DEGREES);
    const double elevation = set->even_elevations ? lo + (hi - lo) * share : asin(low + (high - low) * share) * DEGREES;
    return (struct gfla_camera_line){azimuth, elevation,
                                     set->distances[0] + (set->distances[1] - set->distances[0]) * along, 0};
}

/* The polar angle goes from the equator to the pole while the azimuth goes through SPIRAL_TURN / 2 radians. */
static struct gfla_camera_line spiral_camera(int index, int n)
{
    const double at = SPIRAL_TURN / 2 * (1 + (n > 1 ? (double)index / (n - 1) : 0));
    return (struct gfla_camera_line){at * DEGREES, 180 * at / SPIRAL_TURN - 90, 0, 0};
}

static struct gfla_camera_line grid_camera(const struct gfla_camera_set *set, int index)
{
    const double turn = 360.0 * (index / set->n_elevations) / set->n_azimuths;
    return (struct gfla_camera_line){set->azimuth0 + (set->clockwise ? -turn : turn),
                                     set->elevation0 + 10 * (index % set->n_elevations), 0, 0};
}

gfla_status gfla_camera_set_place(const struct gfla_camera_set *set, const struct gfla_camera_place *place,
                                  uint64_t seed, const char *id, struct gfla_camera *cameras)
{
    gfla_status status = GFLA_OK;
    const uint64_t key[2] = {seed, gfla_hash_text(id)};
    struct gfla_random random = gfla_random_seed(gfla_hash_bytes(key, sizeof key), seed);
    for (int i = 0; i < gfla_camera_set_count(set); i++) {
        const struct gfla_camera_line line = set->kind == GFLA_CAMERAS_GRID     ? grid_camera(set, i)
                                             : set->kind == GFLA_CAMERAS_SPIRAL ? spiral_camera(i, set->n)
                                             : set->kind == GFLA_CAMERAS_RANDOM ? random_camera(set, &random)
                                                                                : set->lines[i];
        const double distance = (line.distance > 0 ? line.distance : place->distance) / place->unit;
        REQUIRE(distance > 1 + GFLA_CAMERA_NEAR, GFLA_ERROR_USAGE,
                "%s: view %d stands %.4g from the middle, within the sphere of radius %.4g around the model. hint: "
                "farther away",
                id, i, distance * place->unit, place->unit);
        cameras[i] = gfla_camera_orbit_at(in_turn(line.azimuth), rounded(line.elevation) + 0.0, distance,
                                          line.fov > 0 ? line.fov : place->fov);
    }
fail:
    return status;
}
