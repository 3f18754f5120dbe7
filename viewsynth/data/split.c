/* The rules are in the header; this is the list of words and the cutting of ids into them. */
#include "viewsynth/data/split.h"

#include <stdint.h>
#include <string.h>

#include "base/random.h"

#define MAX_WORD 48

static const char *const colour_words[] = {
    "beige",
    "black",
    "blue",
    "bright",
    "brown",
    "chrome",
    "clear",
    "copper",
    "dark",
    "gold",
    "golden",
    "gray",
    "green",
    "grey",
    "orange",
    "pink",
    "purple",
    "red",
    "silver",
    "violet",
    "white",
    "whites",
    "yellow",
    /* Materials that are colours of one shape in these catalogues. */
    "alder",
    "burlap",
    "leather",
    "metal",
    "oak",
    "pear",
    "teak",
    "textured",
    "wood",
    "wooden",
};

static const char *const excluded_words[] = {
    /* plants */
    "acacia",
    "bamboo",
    "beech",
    "bonsai",
    "bush",
    "cactus",
    "cypress",
    "ficus",
    "flower",
    "flowers",
    "hedge",
    "lily",
    "maple",
    "orchids",
    "palm",
    "pine",
    "plant",
    "plantie",
    "plants",
    "poplar",
    "roses",
    "spathiphyllum",
    "tree",
    "tulip",
    "tulips",
    "yucca",
    /* wire goods */
    "coathanger",
    "fence",
    "hanger",
    "railing",
    "wire",
    /* flat things in walls */
    "antenna",
    "dimmer",
    "plug",
    "socket",
    "switch",
};

static bool is_lower(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 128;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return is_lower(c) || is_upper(c) || is_digit(c);
}

/* Copies the next word of *text to word in lower case and moves *text past it; false at the end. */
static bool next_word(const char **text, char word[MAX_WORD])
{
    const char *p = *text;
    size_t n = 0;
    while (*p && !is_word(*p))
        p++;
    for (const char *begin = p; is_word(*p); p++) {
        if (p > begin && is_upper(*p) && !is_upper(p[-1]))
            break;
        if (n + 1 < MAX_WORD)
            word[n++] = (char)(is_upper(*p) ? *p - 'A' + 'a' : *p);
    }
    word[n] = 0;
    *text = p;
    return n > 0;
}

static const char *find_word(const char *word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, list[i]) == 0)
            return list[i];
    return NULL;
}

static const char *find_colour(const char *word)
{
    return find_word(word, colour_words, sizeof colour_words / sizeof *colour_words);
}

static size_t append(char *key, size_t used, size_t size, const char *word)
{
    for (const char *p = used ? "-" : ""; *p && used + 1 < size; p++)
        key[used++] = *p;
    for (; *word && used + 1 < size; word++)
        key[used++] = *word;
    key[used] = 0;
    return used;
}

static size_t join_words(const char *id, char *key, size_t size, bool keep_all)
{
    char word[MAX_WORD];
    size_t used = 0;
    key[0] = 0;
    while (next_word(&id, word)) {
        const bool version = word[0] == 'v' && is_digit(word[1]);
        size_t n = strlen(word);
        while (!keep_all && n > 0 && is_digit(word[n - 1]))
            word[--n] = 0;
        if (!keep_all && version && n == 1)
            continue;
        if (keep_all || (n > 0 && !is_digit(word[0]) && !find_colour(word)))
            used = append(key, used, size, word);
    }
    return used;
}

const char *gfla_split_family(const char *id, char *key, size_t size)
{
    if (join_words(id, key, size, false) == 0)
        join_words(id, key, size, true);
    return key;
}

/* Copies id without "-v2" at its end: looks of one shape (render/library.h). */
static const char *whole_id(const char *id, char *out, size_t size)
{
    size_t n = strlen(id), end = n;
    while (end > 0 && is_digit(id[end - 1]))
        end--;
    if (end < n && end > 2 && id[end - 1] == 'v' && id[end - 2] == '-')
        n = end - 2;
    n = n < size ? n : size - 1;
    memcpy(out, id, n);
    out[n] = 0;
    return out;
}

int gfla_split_place(const char *id, bool by_id)
{
    char key[512];
    return (int)(gfla_hash_text(by_id ? whole_id(id, key, sizeof key) : gfla_split_family(id, key, sizeof key)) % 100);
}

bool gfla_split_held_out(const char *id)
{
    return gfla_split_place(id, false) < GFLA_HELD_OUT_PERCENT;
}

bool gfla_split_is_one_family(const char *const *ids, size_t n)
{
    char first[512], key[512];
    if (n < 2)
        return false;
    gfla_split_family(ids[0], first, sizeof first);
    for (size_t i = 1; i < n; i++)
        if (strcmp(gfla_split_family(ids[i], key, sizeof key), first) != 0)
            return false;
    return true;
}

static const char *excluded_in(const char *text)
{
    char word[MAX_WORD];
    const char *found = NULL;
    while (text && !found && next_word(&text, word))
        found = find_word(word, excluded_words, sizeof excluded_words / sizeof *excluded_words);
    return found;
}

const char *gfla_split_excluded_word(const char *id, const char *name, const char *category)
{
    const char *found = excluded_in(id);
    if (!found)
        found = excluded_in(name);
    return found ? found : excluded_in(category);
}

static bool covered(const unsigned char *alpha, int stride, int width, int height, int x, int y)
{
    return x < 0 || y < 0 || x >= width || y >= height || alpha[((size_t)y * width + x) * stride] >= 128;
}

static bool survives_erosion(const unsigned char *alpha, int stride, int width, int height, int x, int y)
{
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++)
            if (!covered(alpha, stride, width, height, x + dx, y + dy))
                return false;
    return true;
}

struct gfla_mask_measure gfla_mask_measure(const unsigned char *alpha, int stride, int width, int height)
{
    long n_covered = 0, n_left = 0;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            if (covered(alpha, stride, width, height, x, y)) {
                n_covered++;
                n_left += survives_erosion(alpha, stride, width, height, x, y);
            }
    return (struct gfla_mask_measure){
        .coverage = (double)n_covered / ((double)width * height),
        .thickness = n_covered ? (double)n_left / (double)n_covered : 0,
    };
}
