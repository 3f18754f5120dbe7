#include "io/keypoints/frame_pairs.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void gfla_frame_pairs_free(struct gfla_frame_pairs *pairs)
{
    free(pairs->frame);
    *pairs = (struct gfla_frame_pairs){0};
}

/* ---- the numbers of a list ---- */

/* Ascending numbers, one for each name. */
struct numbers {
    long long *value;
    size_t n;
    bool has_gaps;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Name without folders and extension. */
static const char *stem_of(const char *name, size_t *length)
{
    const char *slash = strrchr(name, '/'), *stem = slash ? slash + 1 : name, *dot = strrchr(stem, '.');
    *length = dot && dot != stem ? (size_t)(dot - stem) : strlen(stem);
    return stem;
}

/* Number `back` from the end of a name, from 0; -1: there is none, or it is too large. */
static long long number_of(const char *name, int back)
{
    size_t end;
    const char *stem = stem_of(name, &end);
    long long value = 0;
    for (;; back--) {
        while (end > 0 && !is_digit(stem[end - 1]))
            end--;
        size_t begin = end;
        while (begin > 0 && is_digit(stem[begin - 1]))
            begin--;
        if (begin == end)
            return -1;
        if (back == 0) {
            for (size_t i = begin; i < end; i++) {
                if (value > LLONG_MAX / 16)
                    return -1;
                value = 10 * value + (stem[i] - '0');
            }
            return value;
        }
        end = begin;
    }
}

/* Which number of the names is not the same in all, from their ends. */
static int changing_number(const struct gfla_frame_names *names)
{
    for (int back = 0; names->n > 1; back++) {
        const long long first = number_of(names->names[0], back);
        if (first < 0)
            break;
        for (size_t i = 1; i < names->n; i++)
            if (number_of(names->names[i], back) != first)
                return back;
    }
    return 0;
}

/* numbers->n is 0 where a name has none, or one is not higher than that before. */
static gfla_status find_numbers(const struct gfla_frame_names *names, struct numbers *numbers)
{
    gfla_status status;
    long long step = LLONG_MAX;
    const int back = changing_number(names);
    *numbers = (struct numbers){.n = names->n};
    TRY(gfla_calloc(&numbers->value, names->n + 1, sizeof *numbers->value, "numbers of names"));
    for (size_t i = 0; i < names->n; i++) {
        const long long value = number_of(names->names[i], back), before = i > 0 ? numbers->value[i - 1] : -1;
        if (value <= before) {
            numbers->n = 0;
            return GFLA_OK;
        }
        numbers->value[i] = value;
        if (i > 0 && value - before < step)
            step = value - before;
    }
    for (size_t i = 1; i < names->n; i++)
        numbers->has_gaps = numbers->has_gaps || numbers->value[i] - numbers->value[i - 1] != step;
fail:
    return status;
}

static gfla_status count_up(size_t n, struct numbers *numbers)
{
    *numbers = (struct numbers){.n = n};
    const gfla_status status = gfla_calloc(&numbers->value, n + 1, sizeof *numbers->value, "numbers of frames");
    for (size_t i = 0; status == GFLA_OK && i < n; i++)
        numbers->value[i] = (long long)i;
    return status;
}

/* ---- pairs ---- */

static void add_pair(struct gfla_frame_pairs *pairs, size_t found, size_t frame)
{
    pairs->frame[found] = frame;
    pairs->n_pairs++;
}

static void pair_by_order(struct gfla_frame_pairs *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_pair(pairs, i, i);
}

/* Both go up. */
static void pair_by_number(struct gfla_frame_pairs *pairs, const struct numbers *frames, const struct numbers *found)
{
    for (size_t i = 0, k = 0; i < found->n; i++) {
        while (k < frames->n && frames->value[k] < found->value[i] + pairs->shift)
            k++;
        if (k < frames->n && frames->value[k] == found->value[i] + pairs->shift)
            add_pair(pairs, i, k);
    }
}

/* Of files: lists that span as many numbers begin at the same frame; so do those of which one begins at 0 and the
 * other at 1, where equal numbers would leave something before the first frame or behind the last, and these do not. */
static long long shift_of_files(const struct numbers *frames, const struct numbers *found)
{
    const long long first = frames->value[0], last = frames->value[frames->n - 1];
    const long long other = found->value[0], end = found->value[found->n - 1], shift = first - other;
    const bool leads_out = other < first || end > last, fits = end + shift <= last;
    if (last - first == end - other && last > first)
        return shift;
    return (shift == 1 || shift == -1) && leads_out && fits ? shift : 0;
}

/* Of n frames of a video, counted from 0: whether what was found is counted from 1, or from wherever it begins, which
 * is told by numbers that would lead out of the video. */
static long long shift_of_video(size_t n, const struct numbers *found)
{
    const long long first = found->value[0], last = found->value[found->n - 1];
    const bool is_known = n <= LLONG_MAX, leads_out = is_known && last >= (long long)n;
    if (first == 0 || (first > 1 && !leads_out))
        return 0;
    if (first == 1 || last == (long long)n)
        return -1;
    return last - first < (long long)n ? -first : 0;
}

static gfla_status pair_with_video(struct gfla_frame_pairs *pairs, size_t n, const struct numbers *found)
{
    gfla_status status = GFLA_OK;
    struct numbers frames = {0};
    pairs->shift = shift_of_video(n, found);
    if (n == SIZE_MAX)
        for (size_t i = 0; i < found->n; i++)
            add_pair(pairs, i, (size_t)(found->value[i] + pairs->shift));
    else
        TRY(count_up(n, &frames));
    if (frames.n > 0)
        pair_by_number(pairs, &frames, found);
fail:
    free(frames.value);
    return status;
}

static gfla_status pair_with_files(struct gfla_frame_pairs *pairs, const struct gfla_frame_names *names,
                                   const struct numbers *found)
{
    gfla_status status;
    struct numbers frames = {0};
    TRY(find_numbers(names, &frames));
    if (frames.n == 0)
        goto fail;
    if (frames.n == found->n && !frames.has_gaps && !found->has_gaps) {
        pairs->shift = frames.value[0] - found->value[0];
        pair_by_order(pairs, found->n);
    } else {
        pairs->shift = shift_of_files(&frames, found);
        pair_by_number(pairs, &frames, found);
    }
fail:
    free(frames.value);
    return status;
}

/* ---- names without numbers ---- */

struct stem {
    const char *name;
    size_t index;
};

/* Without what detectors put behind. */
static const char *text_of(const char *name, size_t *length)
{
    static const char *const endings[] = {"_keypoints", "_pose"};
    const char *stem = stem_of(name, length);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t n = strlen(endings[i]);
        if (*length > n && memcmp(stem + *length - n, endings[i], n) == 0)
            *length -= n;
    }
    return stem;
}

static int compare_stems(const void *a, const void *b)
{
    size_t n, m;
    const char *one = text_of(((const struct stem *)a)->name, &n), *two = text_of(((const struct stem *)b)->name, &m);
    const int order = memcmp(one, two, n < m ? n : m);
    return order ? order : (n > m) - (n < m);
}

static gfla_status sort_stems(const struct gfla_frame_names *names, struct stem **stems)
{
    const gfla_status status = gfla_calloc(stems, names->n + 1, sizeof **stems, "names of frames");
    if (status != GFLA_OK)
        return status;
    for (size_t i = 0; i < names->n; i++)
        (*stems)[i] = (struct stem){names->names[i], i};
    qsort(*stems, names->n, sizeof **stems, compare_stems);
    return GFLA_OK;
}

static gfla_status pair_by_text(struct gfla_frame_pairs *pairs, const struct gfla_frame_names *frames,
                                const struct gfla_frame_names *found)
{
    gfla_status status;
    struct stem *a = NULL, *b = NULL;
    TRY(sort_stems(frames, &a));
    TRY(sort_stems(found, &b));
    for (size_t i = 0, k = 0; i < frames->n && k < found->n;) {
        const int order = compare_stems(&a[i], &b[k]);
        if (order == 0)
            add_pair(pairs, b[k].index, a[i].index);
        i += order <= 0;
        k += order >= 0;
    }
fail:
    free(a);
    free(b);
    return status;
}

/* ---- both ---- */

static gfla_status pair_numbered(struct gfla_frame_pairs *pairs, const struct gfla_frame_names *frames,
                                 const struct gfla_frame_names *found)
{
    gfla_status status;
    struct numbers numbers = {0};
    TRY(find_numbers(found, &numbers));
    if (numbers.n > 0)
        TRY(frames->names ? pair_with_files(pairs, frames, &numbers) : pair_with_video(pairs, frames->n, &numbers));
fail:
    free(numbers.value);
    return status;
}

gfla_status gfla_frame_pairs_find(struct gfla_frame_pairs *pairs, const struct gfla_frame_names *frames,
                                  const struct gfla_frame_names *found)
{
    gfla_status status;
    *pairs = (struct gfla_frame_pairs){.first_left = GFLA_NO_FRAME};
    TRY(gfla_calloc(&pairs->frame, found->n + 1, sizeof *pairs->frame, "pairs of frames"));
    for (size_t i = 0; i < found->n; i++)
        pairs->frame[i] = GFLA_NO_FRAME;
    TRY(pair_numbered(pairs, frames, found));
    if (pairs->n_pairs == 0 && frames->names)
        TRY(pair_by_text(pairs, frames, found));
    if (pairs->n_pairs == 0 && (frames->n == found->n || frames->n == SIZE_MAX)) {
        pairs->by_order = true;
        pairs->shift = 0;
        pair_by_order(pairs, found->n);
    }
    for (size_t i = found->n; i-- > 0;)
        pairs->first_left = pairs->frame[i] == GFLA_NO_FRAME ? i : pairs->first_left;
    return GFLA_OK;
fail:
    gfla_frame_pairs_free(pairs);
    return status;
}
