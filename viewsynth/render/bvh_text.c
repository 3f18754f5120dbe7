#include "viewsynth/render/bvh_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PIECE ((size_t)1 << 20) /* bytes that are appended at once */

struct span {
    const char *at, *end;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

/* Without blanks at either end. */
static struct span trimmed(struct span s)
{
    while (s.at < s.end && is_blank(*s.at))
        s.at++;
    while (s.end > s.at && is_blank(s.end[-1]))
        s.end--;
    return s;
}

static struct span take_line(struct span *text)
{
    const char *stop = memchr(text->at, '\n', (size_t)(text->end - text->at));
    const struct span line = {text->at, stop ? stop : text->end};
    text->at = stop ? stop + 1 : text->end;
    return trimmed(line);
}

/* The word that s begins with, taken away from it. */
static struct span take_word(struct span *s)
{
    struct span word = {s->at, s->at};
    while (word.end < s->end && !is_blank(*word.end))
        word.end++;
    s->at = word.end;
    *s = trimmed(*s);
    return word;
}

static bool is_word(struct span s, const char *word)
{
    const size_t n = (size_t)(s.end - s.at);
    return n == strlen(word) && strncasecmp(s.at, word, n) == 0;
}

static void add(struct gfla_text *out, const char *before, struct span s, const char *behind)
{
    gfla_text_add(out, "%s%.*s%s", before, (int)(s.end - s.at), s.at, behind);
}

/* ---- the hierarchy ---- */

static void add_name(struct gfla_text *out, const char *keyword, struct span rest)
{
    gfla_text_add(out, "%s ", keyword);
    for (int i = 0; rest.at < rest.end; i++)
        add(out, i ? "_" : "", take_word(&rest), "");
    gfla_text_add(out, "\n");
}

static void add_channels(struct gfla_text *out, struct span rest)
{
    static const char *const names[] = {"Xposition", "Yposition", "Zposition", "Xrotation", "Yrotation", "Zrotation"};
    gfla_text_add(out, "CHANNELS");
    while (rest.at < rest.end) {
        struct span word = take_word(&rest);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (is_word(word, names[i]))
                word = (struct span){names[i], names[i] + strlen(names[i])};
        add(out, " ", word, "");
    }
    gfla_text_add(out, "\n");
}

/* What stands between braces and ends of lines. */
static void add_statement(struct gfla_text *out, struct span s)
{
    const struct span whole = s, keyword = take_word(&s);
    struct span rest = s;
    if (is_word(keyword, "ROOT"))
        add_name(out, "ROOT", s);
    else if (is_word(keyword, "JOINT"))
        add_name(out, "JOINT", s);
    else if (is_word(keyword, "CHANNELS"))
        add_channels(out, s);
    else if (is_word(keyword, "OFFSET"))
        add(out, "OFFSET ", s, "\n");
    else if (is_word(keyword, "HIERARCHY"))
        gfla_text_add(out, "HIERARCHY\n");
    else if (is_word(keyword, "End") && is_word(take_word(&rest), "Site"))
        gfla_text_add(out, "End Site\n");
    else
        add(out, "", whole, "\n");
}

/* Whether the motion begins in it. */
static bool add_line(struct gfla_text *out, struct span line)
{
    while (line.at < line.end) {
        if (*line.at == '{' || *line.at == '}') {
            gfla_text_add(out, "%c\n", *line.at++);
            line = trimmed(line);
            continue;
        }
        struct span statement = {line.at, line.at};
        while (statement.end < line.end && *statement.end != '{' && *statement.end != '}')
            statement.end++;
        line.at = statement.end;
        statement = trimmed(statement);
        if (is_word(statement, "MOTION"))
            return true;
        add_statement(out, statement);
    }
    return false;
}

/* ---- the motion ---- */

/* "Frames : 30" of "Frames"; the rest becomes "30". */
static bool take_heading(struct span *line, const char *heading)
{
    const size_t n = strlen(heading);
    struct span rest = *line;
    if ((size_t)(rest.end - rest.at) < n || strncasecmp(rest.at, heading, n) != 0)
        return false;
    rest.at += n;
    rest = trimmed(rest);
    if (rest.at == rest.end || *rest.at != ':')
        return false;
    rest.at++;
    *line = trimmed(rest);
    return true;
}

static gfla_status check_frames(struct span number)
{
    char text[32] = "", *end;
    const size_t n = (size_t)(number.end - number.at);
    memcpy(text, number.at, n < sizeof text ? n : sizeof text - 1);
    const double frames = strtod(text, &end);
    if (end != text && !(frames >= 1))
        return gfla_fail(GFLA_ERROR_INPUT, "no motion in it: Frames: %g. hint: export it with its animation", frames);
    return GFLA_OK;
}

/* The two headings, before the first line of numbers. */
static gfla_status add_motion(struct gfla_text *out, struct span *text)
{
    gfla_status status = GFLA_OK;
    gfla_text_add(out, "MOTION\n");
    for (int found = 0; found < 2 && text->at < text->end;) {
        struct span line = take_line(text);
        if (take_heading(&line, "Frames")) {
            TRY(check_frames(line));
            add(out, "Frames: ", line, "\n");
            found++;
        } else if (take_heading(&line, "Frame Time")) {
            add(out, "Frame Time: ", line, "\n");
            found++;
        } else if (line.at < line.end) {
            add(out, "", line, "\n");
            break;
        }
    }
fail:
    return status;
}

gfla_status gfla_bvh_tidy(const char *text, size_t size, struct gfla_text *out)
{
    gfla_status status = GFLA_OK;
    const char *zero = size ? memchr(text, 0, size) : NULL;
    struct span rest = {text, zero ? zero : text + size};
    while (rest.at < rest.end) {
        if (!add_line(out, take_line(&rest)))
            continue;
        TRY(add_motion(out, &rest));
        break;
    }
    for (size_t n; rest.at < rest.end; rest.at += n) {
        n = (size_t)(rest.end - rest.at) < PIECE ? (size_t)(rest.end - rest.at) : PIECE;
        gfla_text_add(out, "%.*s", (int)n, rest.at);
    }
    REQUIRE(!out->failed, GFLA_ERROR_MEMORY, "a file of motion: host memory ran out");
fail:
    return status;
}
