/* From the names that an OBJ uses, through its material libraries, to what the rasteriser draws. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "viewsynth/render/mesh_notes.h"
#include "viewsynth/render/mesh_source.h"
#include "viewsynth/render/obj/obj_mtl.h"
#include "viewsynth/render/phong.h"

struct loader {
    struct gfla_mesh *mesh;
    const struct obj *obj;
    const struct gfla_mesh_source *source;
    struct mtl_material *materials; /* one for each name */
    void **libraries;               /* the texts: names point there */
    size_t n_libraries, capacity;
};

/* ---- libraries ---- */

static gfla_status parse_library(struct loader *l, const char *name, void *data, size_t size)
{
    gfla_status status = gfla_obj_decode(&data, &size);
    if (status == GFLA_OK)
        status = gfla_grow(&l->libraries, &l->capacity, l->n_libraries + 1, sizeof *l->libraries, "material libraries");
    if (status != GFLA_OK) {
        free(data);
        return status;
    }
    l->libraries[l->n_libraries++] = data;
    gfla_mtl_parse(data, size, name, &l->obj->names, l->materials);
    return GFLA_OK;
}

/* The library of the model's own name, which is what a wrong name mostly means. */
static gfla_status read_namesake(struct loader *l, const char *missing)
{
    const char *model = gfla_source_name(l->source), *slash = strrchr(model, '/'), *dot = strrchr(model, '.');
    const char *base = slash ? slash + 1 : model;
    struct gfla_text name = {0}, reason = {0};
    gfla_status status = GFLA_OK;
    void *data;
    size_t size;
    gfla_text_add(&reason, "%s", gfla_error_message());
    gfla_text_add(&name, "%.*s.mtl", (int)(dot && dot > base ? (size_t)(dot - base) : strlen(base)), base);
    REQUIRE(!name.failed && !reason.failed, GFLA_ERROR_MEMORY, "a name: host memory ran out");
    status = gfla_source_read_beside(l->source, name.data, &data, &size);
    if (status == GFLA_OK) {
        gfla_mesh_note(l->mesh, "material library %s: %s; %s is taken", missing, reason.data, name.data);
        TRY(parse_library(l, "", data, size));
    } else if (status == GFLA_ERROR_INPUT) {
        gfla_mesh_note(l->mesh, "material library %s: %s; its materials are grey", missing, reason.data);
        status = GFLA_OK;
    }
fail:
    gfla_text_free(&name);
    gfla_text_free(&reason);
    return status;
}

/* The length of the first library's name in a line of them: names may hold blanks and mostly end in ".mtl". */
static size_t first_name(const char *line)
{
    for (const char *p = line; *p; p++)
        if ((p[4] == ' ' || p[4] == '\t') && strncasecmp(p, ".mtl", 4) == 0)
            return (size_t)(p + 4 - line);
    return strlen(line);
}

/* A line names one library, or several. */
static gfla_status read_line(struct loader *l, char *line)
{
    gfla_status status = GFLA_OK;
    for (char *name = gfla_obj_name(line); *name; name += strspn(name, " \t")) {
        void *data;
        size_t size, n = first_name(name);
        status = gfla_source_read_beside(l->source, name, &data, &size);
        char end = name[n];
        if (status == GFLA_OK) {
            n = strlen(name);
        } else if (status == GFLA_ERROR_INPUT && end) {
            name[n] = 0;
            status = gfla_source_read_beside(l->source, name, &data, &size);
            n++;
        }
        if (status == GFLA_ERROR_INPUT)
            status = read_namesake(l, name);
        else if (status == GFLA_OK)
            status = parse_library(l, name, data, size);
        if (status != GFLA_OK)
            return status;
        name += n;
    }
    return GFLA_OK;
}

static gfla_status read_libraries(struct loader *l)
{
    for (size_t i = 0; i < l->obj->n_libraries; i++) {
        gfla_status status = read_line(l, l->obj->libraries[i]);
        if (status != GFLA_OK)
            return status;
    }
    return GFLA_OK;
}

/* ---- images ---- */

struct place {
    const struct gfla_mesh_source *source;
    const char *library;
};

/* Beside the model, else beside the library. */
static gfla_status read_image(const void *context, const char *name, struct gfla_bitmap *image)
{
    const struct place *place = context;
    const struct gfla_bitmap_read_params rgba = {.channels = 4};
    void *data;
    size_t size;
    gfla_status status = gfla_source_read_beside(place->source, name, &data, &size);
    if (status == GFLA_ERROR_INPUT && strpbrk(place->library, "/\\")) {
        char beside[1024];
        gfla_path_beside(place->library, name, beside, sizeof beside);
        if (gfla_source_read_beside(place->source, beside, &data, &size) == GFLA_OK)
            status = GFLA_OK;
    }
    if (status != GFLA_OK)
        return status;
    status = gfla_bitmap_read_memory(data, size, name, &rgba, image);
    free(data);
    return status;
}

/* ---- materials ---- */

static float number_or(float v, float otherwise)
{
    return isfinite(v) ? v : otherwise;
}

static struct raster_material make_material(const struct mtl_material *m, bool has_vertex_colours)
{
    const bool is_matt = isfinite(m->illumination) && m->illumination < 2; /* models of light without a highlight */
    struct gfla_phong phong = {.has_vertex_colours = has_vertex_colours,
                               .has_diffuse = m->library && isfinite(m->diffuse[0]),
                               .opacity = number_or(m->dissolve, 1 - number_or(m->transparency, 0)),
                               .shininess = number_or(m->shininess, 0)};
    for (int k = 0; k < 3; k++) {
        phong.diffuse[k] = m->diffuse[k];
        phong.specular[k] = is_matt ? 0 : number_or(m->specular[k], 0);
        phong.emission[k] = number_or(m->emission[k], m->maps[MTL_EMISSION].name ? 1 : 0);
    }
    struct raster_material out = gfla_phong_material(&phong);
    /* the extension of physically based exporters */
    if (m->library && (isfinite(m->roughness) || isfinite(m->metallic))) {
        out.roughness = fminf(fmaxf(number_or(m->roughness, 0.5f), 0), 1);
        out.metallic = fminf(fmaxf(number_or(m->metallic, 0), 0), 1);
        out.specular = 0.04f;
    }
    return out;
}

static void note(struct gfla_mesh *mesh, const char *name, const struct mtl_material *m)
{
    if (m->halo)
        gfla_mesh_note(mesh, "material %s: d -halo is drawn as d", name);
    for (int i = 0; i < MTL_MAPS; i++)
        if (m->maps[i].name && m->maps[i].mixed)
            gfla_mesh_note(mesh, "material %s: texture %s: its option -mm is not applied", name, m->maps[i].name);
}

static gfla_status take_textures(const struct loader *l, struct gfla_mesh_textures *textures,
                                 const struct mtl_material *m, struct raster_material *out,
                                 struct obj_material *mapping)
{
    const struct place place = {l->source, m->library};
    const struct gfla_image_source pictures = {.read = read_image, .context = &place, .textures = textures};
    const char *names[MTL_MAPS];
    gfla_status status = GFLA_OK;
    for (int i = 0; i < MTL_MAPS; i++)
        names[i] = m->maps[i].name ? m->maps[i].name : "";
    TRY(gfla_phong_textures(&pictures, names[MTL_COLOUR], names[MTL_OPACITY], out));
    TRY(gfla_phong_emission(&pictures, names[MTL_EMISSION], out));
    if (names[MTL_COLOUR][0] || names[MTL_OPACITY][0])
        mapping->colour = m->maps[names[MTL_COLOUR][0] ? MTL_COLOUR : MTL_OPACITY].mapping;
    if (names[MTL_EMISSION][0])
        mapping->emission = m->maps[MTL_EMISSION].mapping;
    for (int k = 0; k < 2; k++) {
        out->wrap[k] = mapping->colour.clamp ? RASTER_WRAP_CLAMP : RASTER_WRAP_REPEAT;
        out->emission_wrap[k] = mapping->emission.clamp ? RASTER_WRAP_CLAMP : RASTER_WRAP_REPEAT;
    }
fail:
    return status;
}

/* What exporters write for faces without a material. */
static bool means_none(const char *name)
{
    return !name[0] || strcmp(name, "None") == 0 || strcmp(name, "(null)") == 0;
}

static gfla_status fill(struct loader *l, struct gfla_mesh_textures *textures, struct obj_material *mappings)
{
    gfla_status status = GFLA_OK;
    const size_t n = l->obj->names.n;
    for (size_t i = 0; i <= n; i++) {
        const struct mtl_material *m = &l->materials[i];
        const char *name = i < n ? l->obj->names.names[i] : "";
        mappings[i] = (struct obj_material){{.scale = {1, 1}}, {.scale = {1, 1}}};
        l->mesh->materials[i] = make_material(m, l->obj->colours.n > 0);
        gfla_text_add(&l->mesh->material_names, "%s%c", name, 0);
        if (m->library) {
            TRY(take_textures(l, textures, m, &l->mesh->materials[i], &mappings[i]));
            note(l->mesh, name, m);
        } else if (i < n && l->n_libraries > 0 && !means_none(name)) {
            gfla_mesh_note(l->mesh, "material %s: no material library has it; it is grey", name);
        }
    }
fail:
    return status;
}

gfla_status gfla_obj_materials(struct gfla_mesh *mesh, const struct obj *obj, const struct gfla_mesh_source *source,
                               int max_texture, struct obj_material **materials)
{
    struct loader l = {.mesh = mesh, .obj = obj, .source = source};
    struct gfla_mesh_textures textures = {.mesh = mesh, .max_texture = max_texture};
    gfla_status status = GFLA_OK;
    *materials = NULL;
    TRY(gfla_calloc(&l.materials, obj->names.n + 1, sizeof *l.materials, "materials"));
    TRY(gfla_calloc(&mesh->materials, obj->names.n + 1, sizeof *mesh->materials, "materials"));
    TRY(gfla_calloc(materials, obj->names.n + 1, sizeof **materials, "materials"));
    mesh->n_materials = (int)obj->names.n + 1;
    TRY(read_libraries(&l));
    TRY(fill(&l, &textures, *materials));
fail:
    gfla_mesh_textures_free(&textures);
    for (size_t i = 0; i < l.n_libraries; i++)
        free(l.libraries[i]);
    free(l.libraries);
    free(l.materials);
    return status;
}
