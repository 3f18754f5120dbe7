/* render/library_parts.h - what the files of library*.c share. Private to them. */
#ifndef VIEWSYNTH_RENDER_LIBRARY_PARTS_H
#define VIEWSYNTH_RENDER_LIBRARY_PARTS_H

#include "base/memory.h"
#include "base/text_table.h"
#include "viewsynth/render/library.h"

#define LIBRARY_ID_SIZE 256 /* of a buffer: ids are names of folders */

struct gfla_library {
    gfla_arena *arena; /* all texts */
    struct gfla_model_entry *entries;
    size_t n_entries, capacity;
    struct gfla_text_table ids; /* in lower case: the number that the next of this id gets */
    struct gfla_library_problem *problems;
    size_t n_problems, problems_capacity;
    struct gfla_text_table folders; /* that were listed for the path that is being added, by device and number */
};

/* Where models are looked for: a folder as it was named, and what lies in front of paths that begin there. */
struct library_root {
    char folder[2048]; /* "" when paths are used as they are */
    size_t prefix;     /* bytes of "folder/" */
};

/* ---- library.c ---- */

/* Appends an entry, whose id becomes unique; all texts are copied. entry.source is made of root, path and member. */
gfla_status library_add(gfla_library *l, const struct library_root *root, const char *id,
                        struct gfla_model_entry entry);
gfla_status library_create(gfla_library **library);
/* The models at a path, below a root where it is found through a list; NULL: it was named by itself. */
gfla_status library_add_path(gfla_library *l, const char *path, const struct library_root *root);
/* This thread's failure concerns `what` alone: it is kept, and the rest goes on. */
gfla_status library_add_problem(gfla_library *l, const char *what, gfla_status status);

/* ---- library_archive.c ---- */

/* The models of an archive: those of its catalogue, else its members of common formats. GFLA_ERROR_INPUT: it cannot be
 * opened, or holds archives alone. */
gfla_status library_add_archive(gfla_library *l, const struct library_root *root, const char *path);

/* ---- library_names.c ---- */

bool library_is_model(const char *path);
bool library_is_archive(const char *path);
/* Whether a name, or any part of a member's path, is none of the user's: hidden files, and what macOS puts beside
 * others. */
bool library_is_junk(const char *path);
/* The last part of a path. */
const char *library_last_part(const char *path);
/* The last part of a path without its extension. */
void library_stem(const char *path, char *out, size_t size);
/* The id of a model file below a root, or of a member (NULL: none) of an archive there: see gfla_library_open. */
void library_make_id(const struct library_root *root, const char *path, const char *member, char id[LIBRARY_ID_SIZE]);
/* The root of a file that was named by itself. */
struct library_root library_root_of_file(const char *path);
struct library_root library_root_of_folder(const char *folder);

#endif
