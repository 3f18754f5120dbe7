#include "train/growth.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define LIST_HINT "hint: as in 64:0.5,128:0.4,256:0.1"

/* Copies the text up to one of `ends` and moves *text to it. GFLA_ERROR_USAGE: it is longer than size - 1. */
static gfla_status take_word(const char **text, const char *ends, char *word, size_t size)
{
    gfla_status status;
    const size_t n = strcspn(*text, ends);
    REQUIRE(n < size, GFLA_ERROR_USAGE, "sizes: '%.40s' is too long for a number. " LIST_HINT, *text);
    memcpy(word, *text, n);
    word[n] = '\0';
    *text += n;
    return GFLA_OK;
fail:
    return status;
}

/* *in_shares: whether the length was a share. */
static gfla_status parse_length(const char *text, struct gfla_growth_part *part, bool *in_shares)
{
    gfla_status status;
    long long steps;
    *in_shares = strchr(text, '.') != NULL;
    if (*in_shares)
        return gfla_parse_double(text, 1e-6, 1, "sizes: share of the steps", &part->length);
    TRY(gfla_parse_int(text, 1, 1000000000, "sizes: steps", &steps));
    part->length = (double)steps;
fail:
    return status;
}

static gfla_status parse_part(const char **text, struct gfla_growth *growth)
{
    gfla_status status;
    struct gfla_growth_part *part = &growth->part[growth->n];
    char word[16];
    bool in_shares;
    long long batch;
    TRY(take_word(text, ":,", part->size, sizeof part->size));
    REQUIRE(part->size[0], GFLA_ERROR_USAGE, "sizes: number %d has no size. " LIST_HINT, growth->n + 1);
    if (**text == ':') {
        ++*text;
        TRY(take_word(text, ":,", word, sizeof word));
        if (word[0]) {
            TRY(parse_length(word, part, &in_shares));
            REQUIRE(growth->n == 0 || in_shares == growth->in_shares, GFLA_ERROR_USAGE,
                    "sizes: '%s' and those before it are not both shares of the steps, or steps. " LIST_HINT, word);
            growth->in_shares = in_shares;
        }
    }
    if (**text == ':') {
        ++*text;
        TRY(take_word(text, ",", word, sizeof word));
        TRY(gfla_parse_int(word, 1, 1024, "sizes: batch", &batch));
        part->batch = (int)batch;
    }
    REQUIRE(growth->n == 0 || (part->batch > 0) == (growth->part[0].batch > 0), GFLA_ERROR_USAGE,
            "sizes: some have a batch, others not. hint: as in 64:0.5:16,128:0.5:8");
    growth->n++;
fail:
    return status;
}

/* Lengths where they must be, and shares that are a whole. */
static gfla_status check(const struct gfla_growth *growth)
{
    gfla_status status = GFLA_OK;
    double sum = 0;
    for (int i = 0; i < growth->n; i++) {
        REQUIRE(growth->part[i].length > 0 || i == growth->n - 1, GFLA_ERROR_USAGE,
                "sizes: how long %s lasts was not said. " LIST_HINT, growth->part[i].size);
        sum += growth->part[i].length;
    }
    if (growth->in_shares && growth->part[growth->n - 1].length > 0)
        REQUIRE(fabs(sum - 1) < 1e-3, GFLA_ERROR_USAGE, "sizes: the shares are %g together, not 1", sum);
fail:
    return status;
}

gfla_status gfla_growth_parse(struct gfla_growth *growth, const char *text)
{
    gfla_status status;
    *growth = (struct gfla_growth){.n = 0};
    if (!*text)
        return GFLA_OK;
    for (;; text++) {
        REQUIRE(growth->n < GFLA_GROWTH_MAX, GFLA_ERROR_USAGE, "sizes: more than %d", GFLA_GROWTH_MAX);
        TRY(parse_part(&text, growth));
        if (!*text)
            break;
    }
    return check(growth);
fail:
    return status;
}

gfla_status gfla_growth_plan(struct gfla_growth *growth, uint64_t n_steps)
{
    gfla_status status = GFLA_OK;
    double begin = 0;
    for (int i = 0; i < growth->n; i++) {
        struct gfla_growth_part *part = &growth->part[i];
        begin += part->length * (growth->in_shares ? (double)n_steps : 1);
        part->end = i == growth->n - 1 ? UINT64_MAX : (uint64_t)llround(begin);
        REQUIRE(i == growth->n - 1 || part->end < n_steps, GFLA_ERROR_USAGE,
                "sizes: of %llu steps none is left for %s. hint: more steps, or fewer for the sizes before it",
                (unsigned long long)n_steps, growth->part[i + 1].size);
    }
fail:
    return status;
}

int gfla_growth_part_of(const struct gfla_growth *growth, uint64_t step)
{
    int part = 0;
    while (part < growth->n - 1 && step >= growth->part[part].end)
        part++;
    return part;
}

uint64_t gfla_growth_items(const struct gfla_growth *growth, uint64_t n_steps, int batch)
{
    uint64_t n = 0, begin = 0;
    for (int i = 0; i < growth->n && begin < n_steps; i++) {
        const struct gfla_growth_part *part = &growth->part[i];
        const uint64_t end = part->end < n_steps ? part->end : n_steps;
        n += (end - begin) * (uint64_t)(part->batch > 0 ? part->batch : batch);
        begin = end;
    }
    return growth->n > 0 ? n : n_steps * (uint64_t)batch;
}
