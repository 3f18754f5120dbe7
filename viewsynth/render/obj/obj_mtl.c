#include "viewsynth/render/obj/obj_mtl.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* ---- maps: options, then the name of a file ---- */

/* Numbers of an option; the last word of the line is the name, even if it looks like a number. */
static int take_numbers(char **at, int n, float *values)
{
    int i = 0;
    for (; i < n; i++) {
        char *before = *at;
        if (!gfla_obj_float(at, &values[i]))
            break;
        if ((*at)[strspn(*at, " \t")] == 0) {
            *at = before;
            break;
        }
    }
    *at += strspn(*at, " \t");
    return i;
}

/* False when the line does not begin with an option that is known. */
static bool take_option(char **at, struct mtl_map *map)
{
    static const char *const with_word[] = {"-blendu", "-blendv", "-cc", "-imfchan", "-type"};
    static const char *const with_numbers[] = {"-bm", "-boost", "-t", "-texres"};
    float values[3];
    if (gfla_obj_word(at, "-o")) {
        const int n = take_numbers(at, 3, values);
        memcpy(map->mapping.offset, values, sizeof *values * (size_t)(n < 2 ? n : 2));
    } else if (gfla_obj_word(at, "-s")) {
        const int n = take_numbers(at, 3, values);
        memcpy(map->mapping.scale, values, sizeof *values * (size_t)(n < 2 ? n : 2));
    } else if (gfla_obj_word(at, "-mm")) {
        const int n = take_numbers(at, 2, values);
        map->mixed = (n > 0 && values[0] != 0) || (n > 1 && values[1] != 1);
    } else if (gfla_obj_word(at, "-clamp")) {
        const char *word = gfla_obj_next(at);
        map->mapping.clamp = word && strcmp(word, "on") == 0;
    } else {
        for (size_t i = 0; i < sizeof with_word / sizeof *with_word; i++)
            if (gfla_obj_word(at, with_word[i]))
                return gfla_obj_next(at) != NULL;
        for (size_t i = 0; i < sizeof with_numbers / sizeof *with_numbers; i++)
            if (gfla_obj_word(at, with_numbers[i])) {
                take_numbers(at, 3, values);
                return true;
            }
        return false;
    }
    return true;
}

static void take_map(char *at, struct mtl_map *map)
{
    *map = (struct mtl_map){.mapping = {.scale = {1, 1}}};
    do
        at += strspn(at, " \t");
    while (take_option(&at, map));
    at = gfla_obj_name(at);
    map->name = *at ? at : NULL;
}

/* ---- statements ---- */

/* One number stands for all three; spectra and CIE colours are not taken. */
static void take_colour(char *at, float colour[3])
{
    const int n = gfla_obj_floats(&at, 3, colour);
    for (int k = n; n > 0 && k < 3; k++)
        colour[k] = colour[0];
}

static void take_dissolve(char *at, struct mtl_material *m)
{
    m->halo = gfla_obj_word(&at, "-halo");
    gfla_obj_float(&at, &m->dissolve);
}

static void take_line(char *at, struct mtl_material *m)
{
    const struct {
        const char *word;
        float *value;
        bool is_colour;
    } numbers[] = {{"Kd", m->diffuse, true}, {"Ks", m->specular, true},       {"Ke", m->emission, true},
                   {"Ns", &m->shininess, 0}, {"Tr", &m->transparency, false}, {"illum", &m->illumination, false},
                   {"Pr", &m->roughness, 0}, {"Pm", &m->metallic, false}};
    static const char *const maps[MTL_MAPS][2] = {
        {"map_Kd", "map_Kd"}, {"map_d", "map_opacity"}, {"map_Ke", "map_emissive"}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (gfla_obj_word(&at, numbers[i].word)) {
            if (numbers[i].is_colour)
                take_colour(at, numbers[i].value);
            else
                gfla_obj_float(&at, numbers[i].value);
            return;
        }
    for (int i = 0; i < MTL_MAPS; i++)
        if (gfla_obj_word(&at, maps[i][0]) || gfla_obj_word(&at, maps[i][1])) {
            take_map(at, &m->maps[i]);
            return;
        }
    if (gfla_obj_word(&at, "d"))
        take_dissolve(at, m);
}

static void begin(struct mtl_material *m, const char *library)
{
    *m = (struct mtl_material){.library = library,
                               .shininess = NAN,
                               .dissolve = NAN,
                               .transparency = NAN,
                               .illumination = NAN,
                               .roughness = NAN,
                               .metallic = NAN};
    for (int k = 0; k < 3; k++)
        m->diffuse[k] = m->specular[k] = m->emission[k] = NAN;
}

void gfla_mtl_parse(void *data, size_t size, const char *library, const struct obj_names *names,
                    struct mtl_material *materials)
{
    struct obj_text text = gfla_obj_text(data, size);
    struct mtl_material *m = NULL;
    for (char *line; (line = gfla_obj_line(&text));) {
        if (gfla_obj_word(&line, "newmtl")) {
            const int32_t number = gfla_obj_names_find(names, gfla_obj_name(line));
            m = number < 0 ? NULL : &materials[number]; /* one that no face uses costs nothing */
            if (m)
                begin(m, library);
        } else if (m) {
            take_line(line, m);
        }
    }
}
