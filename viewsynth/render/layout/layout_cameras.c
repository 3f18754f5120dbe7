/* cameras.json: what is known of a model and of its views. It is written last. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "viewsynth/render/layout/layout.h"

#define MAX_CAMERAS_BYTES (64u << 20)

static void add_text(struct gfla_text *json, const char *key, const char *value)
{
    gfla_text_add(json, "\"%s\":", key);
    gfla_text_add_json(json, value);
    gfla_text_add(json, ",");
}

static void add_floats(struct gfla_text *json, const char *key, const float *values, int n)
{
    gfla_text_add(json, "\"%s\":", key);
    if (!values)
        gfla_text_add(json, "null");
    for (int i = 0; values && i < n; i++)
        gfla_text_add(json, "%s%.7g", i == 0 ? "[" : ",", values[i]);
    if (values)
        gfla_text_add(json, "]");
}

void gfla_entry_add_json(struct gfla_text *json, const struct gfla_model_entry *entry)
{
    add_text(json, "id", entry->id);
    add_text(json, "catalogue_id", entry->catalogue_id);
    add_text(json, "name", entry->name);
    add_text(json, "category", entry->category);
    add_text(json, "creator", entry->creator);
    add_text(json, "licence", entry->licence);
    add_text(json, "source", entry->source);
    add_floats(json, "size_cm", entry->has_size ? entry->size : NULL, 3);
    gfla_text_add(json, ",");
    add_floats(json, "rotation", entry->has_rotation ? entry->rotation : NULL, 9);
}

/* ---- views ---- */

static const char *const keys[GFLA_LAYOUT_COUNT] = {"file",   "depth",       "back", "back_depth",
                                                    "normal", "coordinates", "mask"};

/* Whether all views have the distance and the field of view of the first. */
static bool is_uniform(const struct gfla_layout_model *model)
{
    for (int i = 1; i < model->n_views; i++)
        if (model->cameras[i].distance != model->cameras[0].distance || model->cameras[i].fov != model->cameras[0].fov)
            return false;
    return true;
}

static void add_place(struct gfla_text *json, const gfla_layout_set *set, const struct gfla_layout_model *model,
                      int view)
{
    const struct gfla_intrinsics k = gfla_camera_intrinsics(&model->cameras[view], set->params.size);
    gfla_text_add(json, "\"fov\":%.10g,\"distance\":%.10g,\"focal\":%.10g", model->cameras[view].fov,
                  gfla_layout_distance(model, view), k.focal);
}

static void add_view(struct gfla_text *json, const gfla_layout_set *set, const struct gfla_layout_model *model,
                     int view, bool uniform)
{
    char file[512];
    double m[16];
    gfla_text_add(json, "  {\"azimuth\":%.10g,\"elevation\":%.10g,", model->cameras[view].azimuth,
                  model->cameras[view].elevation);
    for (int p = 0; p < GFLA_LAYOUT_COUNT; p++)
        if (gfla_layout_writes(set, (enum gfla_layout_image)p))
            gfla_text_add(json, "\"%s\":\"%s\",", keys[p],
                          gfla_layout_file(set, model, view, (enum gfla_layout_image)p, file, sizeof file));
    if (!uniform) {
        add_place(json, set, model, view);
        gfla_text_add(json, ",");
    }
    gfla_text_add(json, "\"world_to_camera\":[");
    gfla_layout_world_to_camera(set, model, view, false, m);
    for (int i = 0; i < 3; i++)
        gfla_text_add(json, "%s[%.10g,%.10g,%.10g,%.10g]", i > 0 ? "," : "", m[4 * i], m[4 * i + 1], m[4 * i + 2],
                      m[4 * i + 3]);
    gfla_text_add(json, "]}");
}

/* ---- the whole file ---- */

static void add_depth_convention(struct gfla_text *json, const gfla_layout_set *set,
                                 const struct gfla_layout_model *model, bool uniform)
{
    if (!gfla_layout_writes(set, GFLA_LAYOUT_DEPTH) && !gfla_layout_writes(set, GFLA_LAYOUT_BACK_DEPTH))
        return;
    if (set->params.depth_npy)
        gfla_text_add(json, "; depth is camera z, 0 where it is empty");
    else if (set->layout->eight_bits)
        gfla_text_add(json, "; depth is (z - 0.7) * 1.4, held within 0 .. 1");
    else if (uniform)
        gfla_text_add(json, "; depth is camera z = %.10g + %.10g * v / 65535, v = 0 where it is empty",
                      gfla_layout_distance(model, 0) - model->unit, 2 * model->unit);
    else
        gfla_text_add(json, "; depth is camera z = distance + %.10g * (2 * v / 65535 - 1), v = 0 where it is empty",
                      model->unit);
}

static void add_conventions(struct gfla_text *json, const gfla_layout_set *set, const struct gfla_layout_model *model,
                            bool uniform)
{
    const char *axis = set->layout->z_up ? "z" : "y";
    gfla_text_add(json, " \"conventions\":\"world %s up, ", axis);
    if (model->unit == 1)
        gfla_text_add(json, "model normalised into the unit sphere; ");
    else
        gfla_text_add(json, "model normalised into the sphere of radius %.10g; ", model->unit);
    gfla_text_add(json, "camera x right, y down, z forward; pixel = centre + focal * (x / z, y / z), pixel centres at "
                        "integers");
    add_depth_convention(json, set, model, uniform);
    if (gfla_layout_writes(set, GFLA_LAYOUT_NORMAL))
        gfla_text_add(json, "; normals are 2 * v - 1, world axes");
    if (gfla_layout_writes(set, GFLA_LAYOUT_COORDINATES))
        gfla_text_add(json, "; coordinates are %.10g * (2 * v - 1), world axes", model->unit);
    gfla_text_add(json, "\",\n");
}

gfla_status gfla_layout_write_cameras(const gfla_layout_set *set, const struct gfla_layout_model *model)
{
    struct gfla_text json = {0};
    const bool uniform = is_uniform(model);
    gfla_text_add(&json, "{");
    gfla_entry_add_json(&json, model->entry);
    gfla_text_add(&json, ",\n \"layout\":\"%s\",\"part\":\"%s\",\"size\":%d,", set->layout->name,
                  gfla_purpose_names[model->purpose], set->params.size);
    if (uniform) {
        add_place(&json, set, model, 0);
        gfla_text_add(&json, ",");
    }
    gfla_text_add(&json, "\"centre\":%.10g,\"unit\":%.10g,\n \"background\":\"%s\",\n", 0.5 * (set->params.size - 1),
                  model->unit, set->params.white ? "white" : "transparent");
    add_conventions(&json, set, model, uniform);
    gfla_text_add(&json, " \"views\":[\n");
    for (int i = 0; i < model->n_views; i++) {
        add_view(&json, set, model, i, uniform);
        gfla_text_add(&json, i + 1 < model->n_views ? ",\n" : "\n");
    }
    gfla_text_add(&json, " ]}\n");
    return gfla_layout_write_text(set, model, "cameras.json", &json);
}

/* In JSON text the key with its quotes stands nowhere else: quotes within strings are escaped. */
enum gfla_purpose gfla_layout_read_purpose(const char *path)
{
    static const char key[] = "\"part\":\"";
    void *data = NULL;
    size_t size;
    enum gfla_purpose purpose = GFLA_PURPOSES;
    if (gfla_file_read_text(path, MAX_CAMERAS_BYTES, &data, &size) != GFLA_OK)
        return GFLA_PURPOSES;
    const char *at = strstr(data, key);
    for (int i = 0; at && i < GFLA_PURPOSES; i++)
        if (strncmp(at + sizeof key - 1, gfla_purpose_names[i], strlen(gfla_purpose_names[i])) == 0)
            purpose = (enum gfla_purpose)i;
    free(data);
    return purpose;
}
