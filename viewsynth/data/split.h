/* data/split.h - which models are held out, and which are left out altogether. The one place for both rules.
 *
 * Split: by model, never by view. Libraries hold one shape in several colours, sizes or liveries (chair, chair3,
 * beige_sofa, sofa_white_beige), and these must not straddle the split: the family key of a model's catalogue id is
 *   - the id cut into words at everything that is no letter or digit, and where a small letter meets a capital;
 *   - lower case, digits at the end of a word dropped, words of digits alone dropped ("2x3", "01v2", "v2" count as
 *   digits);
 *   - words that name a colour or a shade dropped;
 *   - what is left joined by '-' in the order of the id (nothing left: all words are kept).
 * Held out is every model whose key has gfla_hash_text(key) % 100 < 12. Unrelated models that share a key only share a
 * fate.
 *
 * Held back for validation during a training is, of the others, every model whose key has a place from there on of
 * GFLA_VALIDATION_PERCENT: by families too, and without changing what is held out.
 *
 * Left out: models that teach nothing about views, by name (plants and trees, wire goods, flat plugs and switches) and
 * by measure: less than GFLA_MIN_COVERAGE of the frame covered, or less than GFLA_MIN_THICKNESS of the covered pixels
 * left when one pixel is taken off all outlines, both averaged over views at GFLA_MEASURE_SIZE pixels. */
#ifndef VIEWSYNTH_DATA_SPLIT_H
#define VIEWSYNTH_DATA_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#define GFLA_HELD_OUT_PERCENT 12
#define GFLA_VALIDATION_PERCENT 4
#define GFLA_MIN_COVERAGE 0.03
#define GFLA_MIN_THICKNESS 0.33
#define GFLA_MEASURE_SIZE 128

/* Writes the family key of id, at most size - 1 characters (a longer one is cut), and returns key. */
const char *gfla_split_family(const char *id, char *key, size_t size);
/* The place of an id in 0 .. 99: below GFLA_HELD_OUT_PERCENT it is held out. by_id: of its whole text (but for
 * "-v2" at its end, which tells looks of one shape apart), not of its family. */
int gfla_split_place(const char *id, bool by_id);
bool gfla_split_held_out(const char *id);

/* Whether several ids are all of one family, as chair_001 .. chair_999 are: held out would be all of them or none, so
 * that such a set is split by whole ids. */
bool gfla_split_is_one_family(const char *const *ids, size_t n);

/* The word that leaves a model out by its id, name or category (any may be NULL), or NULL. Static storage. */
const char *gfla_split_excluded_word(const char *id, const char *name, const char *category);

/* Fraction of pixels with alpha of at least 128, and the fraction of these that survives an erosion by 3 x 3.
 * Pixels outside the image count as covered by the erosion. thickness is 0 for an empty mask. */
struct gfla_mask_measure {
    double coverage, thickness;
};
struct gfla_mask_measure gfla_mask_measure(const unsigned char *alpha, int stride, int width, int height);

#endif
