#include "tests/fuzz/scaling.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bytes.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/replay.h"

#define STEP 16
#define FEW_BYTES 60000 /* of the short input */
/* What linear takes 16 times as long for, and sorting a little more, squares take 256 times as long for. Below
 * `settled` seconds nothing is said: the clock is coarse. */
#define MOST_RATIO 72.0
#define SETTLED 0.3

struct part {
    const char *text;
    size_t size;
};
/* Of text with any bytes in it; '@' stands for a number of seven digits. */
#define P(text)                                                                                                        \
    {                                                                                                                  \
        text, sizeof(text) - 1                                                                                         \
    }

enum wrap { PLAIN, SAFETENSORS }; /* SAFETENSORS: the length goes before it */

/* head, n times unit, n times close, tail */
static const struct scaled {
    const char *target, *what;
    struct part head, unit, close, tail;
    enum wrap wrap;
} table[] = {
#include "tests/fuzz/scaling_table.h"
};

static void add(struct gfla_byte_writer *bytes, const struct part *part, size_t number)
{
    char digits[8];
    snprintf(digits, sizeof digits, "%07u", (unsigned)(number % 10000000));
    const char *at = part->text, *end = part->text + part->size;
    while (at < end) {
        const char *mark = memchr(at, '@', (size_t)(end - at));
        gfla_byte_writer_add(bytes, at, (size_t)((mark ? mark : end) - at));
        if (mark)
            gfla_byte_writer_add(bytes, digits, 7);
        at = mark ? mark + 1 : end;
    }
}

static struct gfla_byte_writer build(const struct scaled *s, size_t n)
{
    struct gfla_byte_writer bytes = {0}, whole = {0};
    add(&bytes, &s->head, 0);
    for (size_t i = 0; i < n; i++)
        add(&bytes, &s->unit, i);
    for (size_t i = 0; i < n; i++)
        add(&bytes, &s->close, i);
    add(&bytes, &s->tail, n);
    if (s->wrap == PLAIN)
        return bytes;
    gfla_byte_writer_add_u64(&whole, bytes.size);
    gfla_byte_writer_add(&whole, bytes.data, bytes.size);
    free(bytes.data);
    return whole;
}

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double run(const struct scaled *s, size_t n)
{
    struct gfla_byte_writer bytes = build(s, n);
    fuzz_require(!bytes.failed, "there is memory");
    const double start = processor_seconds();
    for (int i = 0; fuzz_targets[i].name; i++)
        if (strcmp(fuzz_targets[i].name, s->target) == 0)
            fuzz_targets[i].run(bytes.data, bytes.size);
    const double seconds = processor_seconds() - start;
    free(bytes.data);
    return seconds;
}

int fuzz_scaling(void)
{
    int n_slow = 0;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct scaled *s = &table[i];
        const size_t n = FEW_BYTES / (s->unit.size + 6 + s->close.size);
        fprintf(stderr, "%s: %s", s->target, s->what);
        run(s, n); /* a first time, for what is made once */
        const double few = run(s, n), many = run(s, STEP * n);
        const int slow = many > SETTLED && many > MOST_RATIO * few;
        fprintf(stderr, ": %.1f ms, %d times as long: %.1f ms%s\n", 1e3 * few, STEP, 1e3 * many, slow ? " SLOW" : "");
        n_slow += slow;
    }
    return n_slow;
}
