/* What a material is made of, by words in its name. The names are those that infinigen exports
 * (shader_fine_knit_fabric, shader_galvanized_metal.002 ...); most words are those of any modeller. */
#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "viewsynth/render/drawn/drawn_look.h"

#define MAX_NAME 128

/* The first word found in a name decides: the special ones stand before those that they contain. */
static const struct {
    const char *word; /* after '=': no letter may stand beside it, as in "texture" or "environment" */
    enum drawn_kind kind;
} words[] = {
    {"black_glass", DRAWN_SCREEN},  {"screen", DRAWN_SCREEN},     {"mirror", DRAWN_MIRROR},
    {"bulb", DRAWN_BULB},           {"lampshade", DRAWN_SHADE},   {"lamp_material", DRAWN_SHADE},
    {"lamp_shade", DRAWN_SHADE},    {"translucent", DRAWN_SHADE}, {"glass", DRAWN_GLASS},
    {"crystal", DRAWN_GLASS},       {"water", DRAWN_GLASS},       {"knit", DRAWN_KNIT},
    {"wool", DRAWN_KNIT},           {"yarn", DRAWN_KNIT},         {"fabric", DRAWN_CLOTH},
    {"velvet", DRAWN_CLOTH},        {"cloth", DRAWN_CLOTH},       {"textile", DRAWN_CLOTH},
    {"linen", DRAWN_CLOTH},         {"cotton", DRAWN_CLOTH},      {"canvas", DRAWN_CLOTH},
    {"denim", DRAWN_CLOTH},         {"=rug", DRAWN_CLOTH},        {"carpet", DRAWN_CLOTH},
    {"towel", DRAWN_CLOTH},         {"cushion", DRAWN_CLOTH},     {"upholster", DRAWN_CLOTH},
    {"leather", DRAWN_LEATHER},     {"suede", DRAWN_LEATHER},     {"rattan", DRAWN_WICKER},
    {"wicker", DRAWN_WICKER},       {"bamboo", DRAWN_WICKER},     {"black_wood", DRAWN_WOOD},
    {"metallic", DRAWN_METAL},      {"wood", DRAWN_WOOD},         {"=oak", DRAWN_WOOD},
    {"walnut", DRAWN_WOOD},         {"=pine", DRAWN_WOOD},        {"=bark", DRAWN_WOOD},
    {"parquet", DRAWN_WOOD},        {"marble", DRAWN_STONE},      {"stone", DRAWN_STONE},
    {"granite", DRAWN_STONE},       {"concrete", DRAWN_STONE},    {"terrazzo", DRAWN_STONE},
    {"brick", DRAWN_STONE},         {"ceramic", DRAWN_CERAMIC},   {"porcelain", DRAWN_CERAMIC},
    {"=tile", DRAWN_CERAMIC},       {"plaster", DRAWN_PAINT},     {"paint", DRAWN_PAINT},
    {"shelves_white", DRAWN_PAINT}, {"lacquer", DRAWN_PAINT},     {"metal", DRAWN_METAL},
    {"steel", DRAWN_METAL},         {"chrome", DRAWN_METAL},      {"=iron", DRAWN_METAL},
    {"alumin", DRAWN_METAL},        {"brass", DRAWN_METAL},       {"copper", DRAWN_METAL},
    {"=gold", DRAWN_METAL},         {"silver", DRAWN_METAL},      {"rubber", DRAWN_RUBBER},
    {"cable", DRAWN_RUBBER},        {"plastic", DRAWN_PLASTIC},   {"basic_bsdf", DRAWN_PLASTIC},
    {"=text", DRAWN_PRINT},         {"paper", DRAWN_PRINT},       {"book", DRAWN_PRINT},
    {"=art", DRAWN_PRINT},          {"leaf", DRAWN_PLANT},        {"leaves", DRAWN_PLANT},
    {"plant", DRAWN_PLANT},         {"monocot", DRAWN_PLANT},     {"grass", DRAWN_PLANT},
    {"soil", DRAWN_EARTH},          {"earth", DRAWN_EARTH},       {"dirt", DRAWN_EARTH},
    {"=mud", DRAWN_EARTH},          {"=sand", DRAWN_EARTH},
};

static bool has_word(const char *name, const char *word)
{
    bool whole = *word == '=';
    size_t n = strlen(word += whole);
    for (const char *at = strstr(name, word); at; at = strstr(at + 1, word))
        if (!whole || ((at == name || !isalpha((unsigned char)at[-1])) && !isalpha((unsigned char)at[n])))
            return true;
    return false;
}

enum drawn_kind gfla_drawn_kind(const char *name)
{
    char lower[MAX_NAME];
    size_t n = 0;
    for (; name[n] && n + 1 < sizeof lower; n++)
        lower[n] = (char)tolower((unsigned char)name[n]);
    lower[n] = 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (has_word(lower, words[i].word))
            return words[i].kind;
    return DRAWN_KIND_COUNT;
}
