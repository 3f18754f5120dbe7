/* Names of files, and the ids that are made of them. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "viewsynth/render/library_parts.h"

#define MAX_PARTS 64
#define MAX_ID 200 /* bytes: of folders' names 255 may be had, and more is added to ids */

/* Formats that are looked for; a file that is named is tried whatever it is called. */
static const char *const model_extensions[] = {"obj", "ply",   "stl", "off", "gltf", "glb", "fbx",  "dae",
                                               "3ds", "blend", "ac",  "acc", "x",    "lwo", "ms3d", "wrl",
                                               "x3d", "b3d",   "md2", "md3", "dxf",  "3mf", "vrm",  NULL};
static const char *const archive_extensions[] = {"zip", "sh3f", "jar", NULL};

/* Names that say nothing, as data sets give them to the model of each folder. */
static const char *const empty_names[] = {
    "model",  "models", "model_normalized", "normalized_model", "raw_model",  "mesh",
    "meshes", "scene",  "scenes",           "object",           "objects",    "obj",
    "objs",   "source", "textured",         "untitled",         "google_16k", NULL};

const char *library_last_part(const char *path)
{
    const char *last = path;
    for (const char *c = path; *c; c++)
        if (*c == '/' || *c == '\\')
            last = c + 1;
    return last;
}

static bool has_extension(const char *path, const char *const *extensions)
{
    const char *dot = strrchr(library_last_part(path), '.');
    for (int i = 0; dot && extensions[i]; i++)
        if (strcasecmp(dot + 1, extensions[i]) == 0)
            return true;
    return false;
}

bool library_is_model(const char *path)
{
    return has_extension(path, model_extensions);
}

bool library_is_archive(const char *path)
{
    return has_extension(path, archive_extensions);
}

bool library_is_junk(const char *path)
{
    while (*path) {
        const size_t n = strcspn(path, "/\\");
        const bool goes_up = path[0] == '.' && (n == 1 || (n == 2 && path[1] == '.'));
        if ((path[0] == '.' && !goes_up) || (n == 8 && strncmp(path, "__MACOSX", n) == 0))
            return true;
        path += n + (path[n] != 0);
    }
    return false;
}

void library_stem(const char *path, char *out, size_t size)
{
    snprintf(out, size, "%s", library_last_part(path));
    char *dot = strrchr(out, '.');
    if (dot && dot != out)
        *dot = 0;
}

/* ---- slugs ---- */

/* Bytes of a letter at c that ids keep, or 0: letters of other scripts are kept, their spaces and punctuation are
 * not. */
static size_t kept_letter(const char *c, bool is_first)
{
    const unsigned char *b = (const unsigned char *)c;
    const size_t n = gfla_utf8_length(c);
    if (n == 1)
        return isalnum(b[0]) || (b[0] == '.' && !is_first) ? 1 : 0;
    const bool latin_sign = b[0] == 0xc2, general = b[0] == 0xe2 && b[1] < 0x8c,
               cjk_sign = b[0] == 0xe3 && b[1] == 0x80;
    return latin_sign || general || cjk_sign ? 0 : n;
}

char *gfla_slug(const char *text, char *out, size_t size)
{
    size_t n = 0;
    bool gap = false;
    while (*text) {
        const size_t letter = kept_letter(text, n == 0);
        if (letter && n + letter + 1 < size) {
            if (gap && n > 0)
                out[n++] = '-';
            memcpy(out + n, text, letter);
            n += letter;
        }
        gap = letter == 0;
        text += letter ? letter : 1;
    }
    out[n] = 0;
    if (n == 0)
        snprintf(out, size, "model");
    return out;
}

/* ---- ids ---- */

/* The parts of a path, each a slug where it says something; "" where it says nothing. */
struct parts {
    char slug[MAX_PARTS][128];
    bool is_synset[MAX_PARTS]; /* eight digits, as WordNet numbers what ShapeNet sorts by */
    int n;
};

static bool says_nothing(const char *name)
{
    for (int i = 0; empty_names[i]; i++)
        if (strcasecmp(name, empty_names[i]) == 0)
            return true;
    return name[0] == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static void add_part(struct parts *p, const char *name)
{
    if (p->n == MAX_PARTS)
        return;
    p->is_synset[p->n] = strlen(name) == 8 && strspn(name, "0123456789") == 8;
    p->slug[p->n][0] = 0;
    if (!says_nothing(name))
        gfla_slug(name, p->slug[p->n], sizeof p->slug[0]);
    p->n++;
}

/* Those of the folders of a path that ends before `end`. */
static void add_folders(struct parts *p, const char *path, const char *end)
{
    char name[512];
    while (path < end) {
        const size_t n = strcspn(path, "/\\");
        snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name - 1), path);
        if (n > 0)
            add_part(p, name);
        path += n + (path[n] != 0);
    }
}

static void add_file_parts(struct parts *p, const char *path)
{
    char stem[512];
    add_folders(p, path, library_last_part(path));
    library_stem(path, stem, sizeof stem);
    add_part(p, stem);
}

/* The parts from `first` on, one of which says something, and in front of them the synset they are sorted below. */
static void join(const struct parts *p, int first, char id[LIBRARY_ID_SIZE])
{
    char text[sizeof p->slug];
    size_t size = 0;
    if (first > 0 && p->is_synset[first - 1])
        first--;
    for (int i = first; i < p->n; i++)
        if (p->slug[i][0])
            size += (size_t)snprintf(text + size, sizeof text - size, "%s%s", size ? "-" : "", p->slug[i]);
    const char *end = text;
    while (strlen(end) > MAX_ID || ((unsigned char)end[0] & 0xc0) == 0x80 || end[0] == '-' || end[0] == '.')
        end++; /* what tells models apart is at the end */
    snprintf(id, LIBRARY_ID_SIZE, "%s", end);
}

void library_make_id(const struct library_root *root, const char *path, const char *member, char id[LIBRARY_ID_SIZE])
{
    struct parts p = {.n = 0};
    char name[128];
    add_folders(&p, root->folder, root->folder + strlen(root->folder));
    const int n_above = p.n;
    add_file_parts(&p, path + root->prefix);
    if (member)
        add_file_parts(&p, member);
    int first = n_above;
    while (first < p.n && !p.slug[first][0])
        first++;
    if (first < p.n) {
        join(&p, first, id);
        return;
    }
    for (first = n_above - 1; first >= 0 && !p.slug[first][0]; first--)
        continue;
    if (first >= 0) {
        join(&p, first, id);
        return;
    }
    library_stem(member ? member : path, name, sizeof name); /* it says nothing, but there is nothing else */
    gfla_slug(name, id, LIBRARY_ID_SIZE);
}

struct library_root library_root_of_file(const char *path)
{
    struct library_root root = {.prefix = (size_t)(library_last_part(path) - path)};
    snprintf(root.folder, sizeof root.folder, "%.*s", root.prefix < sizeof root.folder ? (int)root.prefix : 0, path);
    return root;
}

struct library_root library_root_of_folder(const char *folder)
{
    const size_t n = strlen(folder);
    struct library_root root = {.prefix = n + (n > 0 && folder[n - 1] != '/')};
    snprintf(root.folder, sizeof root.folder, "%s", n < sizeof root.folder ? folder : "");
    return root;
}
