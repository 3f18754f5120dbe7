/* render/library.h - the models in files, folders and furniture libraries, with what their catalogues say of them.
 *
 * Read by any thread; gfla_library_load opens archives on its own and may run in several threads at once. */
#ifndef VIEWSYNTH_RENDER_LIBRARY_H
#define VIEWSYNTH_RENDER_LIBRARY_H

#include <stdbool.h>

#include "viewsynth/render/importer.h"

#define GFLA_ASPECT_TOLERANCE 1.10f

/* Texts are UTF-8, and "" where the catalogue says nothing. */
struct gfla_model_entry {
    /* unique in the library: letters (of any script), digits, '-' and '.': fits file names and "{id}_{az}_{el}" */
    const char *id;
    const char
        *source; /* the named folder's own name, the path below it, and ":member": tells models of one id apart */
    const char *catalogue_id; /* as the catalogue spells it */
    const char *name, *category, *creator, *licence;
    const char *path;   /* of the model or of the archive it lies in */
    const char *member; /* in the archive; NULL: a file of its own */
    bool has_size;
    float size[3]; /* width (x), height (y), depth (z), cm */
    bool has_rotation;
    float rotation[9]; /* row-major, before the size is measured */
};

typedef struct gfla_library gfla_library;

/* What could not be listed, while the rest was. */
struct gfla_library_problem {
    gfla_status status;
    const char *what, *message;
};

/* Lists the models of n paths: model files, folders (with their sub-folders), .zip, .sh3f and .jar archives. Models of
 * an archive with a furniture catalogue are those of the catalogue; in other archives and folders, files with the
 * extension of a common 3D format. Hidden files and what macOS adds (._NAME, __MACOSX) do not count. The order is that
 * of the paths, then of names or of the catalogue.
 *
 * The id of a catalogue's model is the archive's name and the catalogue's id. Others have the parts of the path below
 * the named folder, joined by '-', without those that say nothing ("models", "model_normalized.obj"); where none is
 * left, that of the nearest folder above which says something; and in front of it the WordNet synset (eight digits)
 * that it lies in: 02958343/abc/models/model_normalized.obj is 02958343-abc whether the file, the folder 02958343 or
 * the one above was named. A repeated id gets "-2", "-3" ...
 *
 * GFLA_ERROR_INPUT when a path is missing or damaged or holds no model. An archive or folder within a folder that
 * cannot be read is a problem, see below. */
gfla_status gfla_library_open(gfla_library **library, const char *const *paths, size_t n);
/* Lists the models that a text file names: a path in each line, of a model, a folder (as ShapeNet's SYNSET/HASH) or an
 * archive; blank lines and # comments do not count. Paths are looked for in the n folders, one after the other, or with
 * n = 0 beside the list; "/..." is taken as it is. A line that leads nowhere is a problem; GFLA_ERROR_INPUT when all
 * do. */
gfla_status gfla_library_open_list(gfla_library **library, const char *const *folders, size_t n, const char *path);
/* What was left out. */
const struct gfla_library_problem *gfla_library_problems(const gfla_library *library, size_t *n);
void gfla_library_destroy(gfla_library **library);
size_t gfla_library_count(const gfla_library *library);
const struct gfla_model_entry *gfla_library_entry(const gfla_library *library, size_t index);

/* Lists every model n times: after all others come "ID-v2" ... "ID-vN", the same files under other ids, for looks that
 * are drawn by id (drawn_material.h). */
gfla_status gfla_library_vary(gfla_library *library, int n);
/* Says who made the models of which no catalogue says it, and under which licence; NULL: nothing is said. */
gfla_status gfla_library_credit(gfla_library *library, const char *creator, const char *licence);

struct gfla_load_params {
    gfla_importer *importer; /* reads the model; NULL: this process does, and a broken file may end it */
    bool z_up;               /* the files' up axis is z: turned about x so that it becomes y */
    struct gfla_mesh_params mesh;
};

/* Imports a model, turns it as its catalogue says, stretches it axis by axis to the catalogue's size when that changes
 * its aspect by at most GFLA_ASPECT_TOLERANCE (otherwise the catalogue is not believed), and normalises it. params may
 * be NULL. GFLA_ERROR_INPUT too where no face is left that has an area. */
gfla_status gfla_library_load(const gfla_library *library, size_t index, const struct gfla_load_params *params,
                              struct gfla_mesh **mesh);

/* Lets params->importer begin with a model that will be loaded next. Does not wait. */
void gfla_library_begin(const gfla_library *library, size_t index, const struct gfla_load_params *params);

/* Writes text to out with everything but letters, digits and '.' as single '-', none at the ends; "model" when nothing
 * is left. Letters of other scripts stay, in UTF-8. At most size - 1 characters. Returns out. */
char *gfla_slug(const char *text, char *out, size_t size);

#endif
