/* page_fish.c - the lines in docs/completions/gfla.fish.in: a `complete` for each command and option. */
#include <string.h>

#include "cli/pages/pages.h"

#define SUMMARY_SIZE 70

/* fish knows two escapes between single quotes. */
static void put_quoted(FILE *file, const char *text)
{
    fputc('\'', file);
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            fputc('\\', file);
        fputc(*text, file);
    }
    fputc('\'', file);
}

/* The arguments of `complete` that say what follows. */
static void put_value(FILE *file, const struct page_value *value)
{
    switch (value->kind) {
    case PAGE_WORD:
        fprintf(file, " -x -a '%s'", value->words);
        break;
    case PAGE_WORDS:
        fprintf(file, " -x -a '(__gfla_list %s)'", value->words);
        break;
    case PAGE_FILE:
        if (*value->words)
            fprintf(file, " -x -a '(__gfla_files %s)'", value->words);
        else
            fputs(" -r -F", file);
        break;
    case PAGE_FOLDER:
        fputs(" -x -a '(__fish_complete_directories (commandline -ct))'", file);
        break;
    case PAGE_DEVICE:
        fputs(" -x -a '(__gfla_devices)'", file);
        break;
    case PAGE_MODEL:
        fprintf(file, " -x -a '(__gfla_models; __gfla_files %s)'", value->words);
        break;
    default:
        fputs(" -x", file);
        break;
    }
}

static void put_option(FILE *file, const char *command, const struct page_option *o)
{
    char summary[SUMMARY_SIZE];
    page_summary(summary, sizeof summary, o->doc);
    fprintf(file, "complete -c gfla -n '__gfla_is %s'", command);
    if (o->letter)
        fprintf(file, " -s %c", o->letter);
    for (int i = 0; i < o->n_names; i++)
        fprintf(file, " -l %s", o->names[i]);
    if (o->arg && !o->arg_is_optional)
        put_value(file, &o->value);
    fputs(" -d ", file);
    put_quoted(file, summary);
    fputc('\n', file);
}

static void put_command(FILE *file, const struct cli_command *command)
{
    struct page_command page;
    page_command_read(&page, command);
    for (int i = 0; i < page.n_options; i++)
        put_option(file, command->name, &page.options[i]);
    fprintf(file, "complete -c gfla -n '__gfla_is %s' -l help -d 'describe the command'\n", command->name);
    for (int i = 0; i < page.n_operands; i++) {
        const bool is_last = i == page.n_operands - 1;
        fprintf(file, "complete -c gfla -n '__gfla_is %s; and __gfla_operand %d%s'", command->name, i + 1,
                is_last && page.operands[i].repeats ? " more" : "");
        put_value(file, &page.operands[i].value);
        fputc('\n', file);
    }
}

void page_fish(FILE *file)
{
    for (const struct cli_command *const *c = cli_commands; *c; c++) {
        fprintf(file, "complete -c gfla -n __gfla_needs_command -a %s -d ", (*c)->name);
        put_quoted(file, (*c)->summary);
        fprintf(file, "\ncomplete -c gfla -n '__gfla_is help' -a %s\n", (*c)->name);
    }
    fputs("complete -c gfla -n __gfla_needs_command -a help -d 'describe a command'\n", file);
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        put_command(file, *c);
}
