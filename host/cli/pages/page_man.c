/* page_man.c - manual pages in the macros of man(7), which groff and mandoc know. */
#include <ctype.h>
#include <string.h>

#include "cli/pages/pages.h"

/* One byte for roff, where a backslash escapes and some marks become others. */
static void put_byte(FILE *file, char c)
{
    switch (c) {
    case '\\':
        fputs("\\e", file);
        break;
    case '-':
        fputs("\\-", file);
        break;
    case '\'':
        fputs("\\(aq", file);
        break;
    case '`':
        fputs("\\(ga", file);
        break;
    case '^':
        fputs("\\(ha", file);
        break;
    case '~':
        fputs("\\(ti", file);
        break;
    default:
        fputc(c, file);
    }
}

void page_man_text(FILE *file, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '.' && (i == 0 || text[i - 1] == '\n'))
            fputs("\\&", file); /* a dot that begins a line commands */
        put_byte(file, text[i]);
    }
}

/* The command between a backquote and the quote that ends it, "`gfla view`" or "`gfla view'"; 0: this is none. */
static size_t command_length(const char *text, const char *end)
{
    if (*text != '`')
        return 0;
    for (const char *c = text + 1; c < end && *c != '\n'; c++)
        if (*c == '`' || *c == '\'')
            return c > text + 1 ? (size_t)(c - text + 1) : 0;
    return 0;
}

static bool begins_option(const char *text, const char *start)
{
    return text[0] == '-' && (text[1] == '-' || isalpha((unsigned char)text[1])) &&
           (text == start || strchr(" (\n/", text[-1]));
}

static void put_bold(FILE *file, const char *text, size_t size)
{
    fputs("\\fB", file);
    page_man_text(file, text, size);
    fputs("\\fR", file);
}

/* A paragraph: commands in quotes and options are bold. */
static void put_prose(FILE *file, const char *text, size_t size)
{
    const char *const end = text + size, *const start = text;
    while (text < end) {
        size_t n = command_length(text, end);
        if (n) {
            put_bold(file, text + 1, n - 2);
        } else if (begins_option(text, start)) {
            n = 1 + strspn(text + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
            put_bold(file, text, n);
        } else {
            n = 1;
            if (*text == '.' && (text == start || text[-1] == '\n'))
                fputs("\\&", file);
            if (*text == '\'')
                fputc('\'', file); /* an apostrophe */
            else
                put_byte(file, *text);
        }
        text += n;
    }
    fputc('\n', file);
}

/* ---- the text of a command ---- */

enum section { SECTION_TEXT, SECTION_EXAMPLES, SECTION_EXIT, SECTION_COUNT };
static const char *const section_names[SECTION_COUNT] = {"NOTES", "EXAMPLES", "EXIT STATUS"};

/* Lines that begin with two blanks stay as they are. */
static bool is_block(const char *line)
{
    return line[0] == ' ' && line[1] == ' ';
}

static size_t line_length(const char *line)
{
    const size_t n = strcspn(line, "\n");
    return n + (line[n] == '\n');
}

/* The lines of text that belong together: a block, or a paragraph up to an empty line or a block. */
static size_t piece_length(const char *text)
{
    size_t n = line_length(text);
    while (text[n] && text[n] != '\n' && is_block(text + n) == is_block(text))
        n += line_length(text + n);
    return n;
}

static enum section section_of(const char *piece)
{
    if (strncmp(piece, "Examples:", 9) == 0)
        return SECTION_COUNT; /* the heading of the section says so */
    if (strncmp(piece, "Exit codes: ", 12) == 0)
        return SECTION_EXIT;
    return is_block(piece) && strncmp(piece + strspn(piece, " "), "gfla ", 5) == 0 ? SECTION_EXAMPLES : SECTION_TEXT;
}

static void put_block(FILE *file, const char *text, size_t size)
{
    fputs(".EX\n", file);
    for (const char *end = text + size; text < end; text += line_length(text)) {
        const size_t n = strcspn(text, "\n");
        page_man_text(file, text, n < (size_t)(end - text) ? n : (size_t)(end - text));
        fputc('\n', file);
    }
    fputs(".EE\n", file);
}

static void put_piece(FILE *file, const char *text, size_t size)
{
    if (is_block(text)) {
        put_block(file, text, size);
        return;
    }
    if (section_of(text) == SECTION_EXIT) {
        text += 12;
        size -= 12;
    }
    while (size && text[size - 1] == '\n')
        size--;
    put_prose(file, text, size);
}

/* Those pieces of text that belong into a section, below its name. */
static void put_section(FILE *file, const char *text, const char *end, enum section section, const char *heading)
{
    while (text < end) {
        const size_t n = *text == '\n' ? 1 : piece_length(text);
        const size_t fits = n < (size_t)(end - text) ? n : (size_t)(end - text);
        if (*text != '\n' && section_of(text) == section) {
            if (heading)
                fprintf(file, ".SH %s\n", heading);
            else
                fputs(".PP\n", file);
            heading = NULL;
            put_piece(file, text, fits);
        }
        text += n;
    }
}

/* ---- options ---- */

static void put_option(FILE *file, const struct page_option *o)
{
    fputs(".TP\n", file);
    if (o->letter) {
        fprintf(file, "\\fB\\-%c\\fR", o->letter);
        if (o->n_names == 0 && o->arg)
            fprintf(file, " \\fI%s\\fR", o->arg);
    }
    for (int i = 0; i < o->n_names; i++) {
        fputs(i > 0 || o->letter ? ", \\fB\\-\\-" : "\\fB\\-\\-", file);
        page_man_text(file, o->names[i], strlen(o->names[i]));
        fputs("\\fR", file);
        if (o->arg) {
            fputs(o->arg_is_optional ? "[=\\fI" : "=\\fI", file);
            page_man_text(file, o->arg, strlen(o->arg));
            fputs(o->arg_is_optional ? "\\fR]" : "\\fR", file);
        }
    }
    fputc('\n', file);
    put_prose(file, o->doc, strlen(o->doc));
}

static void put_options(FILE *file, const struct page_command *page, bool common)
{
    const char *heading = NULL;
    bool is_first = true;
    for (int i = 0; i < page->n_options; i++) {
        const struct page_option *o = &page->options[i];
        if (o->is_common != common)
            continue;
        if (is_first)
            fprintf(file, ".SH %s\n", common ? "COMMON OPTIONS" : "OPTIONS");
        is_first = false;
        if (o->heading && o->heading != heading) {
            fputs(".SS ", file);
            page_man_text(file, o->heading, strcspn(o->heading, ":"));
            fputc('\n', file);
        }
        heading = o->heading;
        put_option(file, o);
    }
    if (common)
        fputs(".TP\n\\fB\\-h\\fR, \\fB\\-?\\fR, \\fB\\-\\-help\\fR\nDescribe the command.\n"
              ".TP\n\\fB\\-\\-usage\\fR\nName the options in few lines.\n",
              file);
}

static void put_synopsis(FILE *file, const struct page_command *page)
{
    fprintf(file, ".SH SYNOPSIS\n\\fBgfla %s\\fR [\\fIOPTION\\fR...]", page->command->name);
    if (page->command->args) {
        fputs(" \\fI", file);
        page_man_text(file, page->command->args, strlen(page->command->args));
        fputs("\\fR", file);
    }
    fputc('\n', file);
}

static void put_see_also(FILE *file, const struct cli_command *command)
{
    fputs(".SH SEE ALSO\n\\fBgfla\\fR(1)", file);
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        if (*c != command && (*c)->group == command->group)
            fprintf(file, ",\n\\fBgfla\\-%s\\fR(1)", (*c)->name);
    fputc('\n', file);
}

void page_man(FILE *file, const struct page_command *page)
{
    const struct cli_command *command = page->command;
    const char *const doc = command->doc ? command->doc : "", *const end = doc + strcspn(doc, "\v");
    const char *const rest = *end ? end + 1 : end, *const rest_end = rest + strlen(rest);
    fprintf(file, ".SH NAME\ngfla\\-%s \\- ", command->name);
    page_man_text(file, command->summary, strlen(command->summary));
    fputc('\n', file);
    put_synopsis(file, page);
    put_section(file, doc, end, SECTION_TEXT, "DESCRIPTION");
    put_options(file, page, false);
    put_options(file, page, true);
    for (int section = 0; section < SECTION_COUNT; section++)
        put_section(file, rest, rest_end, (enum section)section, section_names[section]);
    put_see_also(file, command);
}

void page_man_commands(FILE *file)
{
    for (int group = 0; group < CLI_GROUP_COUNT; group++) {
        fprintf(file, ".SS %s\n", cli_group_titles[group]);
        for (const struct cli_command *const *c = cli_commands; *c; c++) {
            if ((int)(*c)->group != group)
                continue;
            fprintf(file, ".TP\n\\fBgfla\\-%s\\fR(1)\n", (*c)->name);
            page_man_text(file, (*c)->summary, strlen((*c)->summary));
            fputc('\n', file);
        }
    }
}
