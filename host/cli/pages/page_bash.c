/* page_bash.c - the table in docs/completions/gfla.bash.in: a line for each option, NAMES|KIND|WORDS, where KIND is
 * empty without an argument; and for operands, |KIND|WORDS in their order, the last of them for all that follow. */
#include "cli/pages/pages.h"

static const char *const kind_names[PAGE_KIND_COUNT] = {"any", "word", "words", "file", "folder", "device", "model"};

static void put_option(FILE *file, const struct page_option *o)
{
    if (o->letter)
        fprintf(file, "-%c%s", o->letter, o->n_names ? " " : "");
    for (int i = 0; i < o->n_names; i++)
        fprintf(file, "%s--%s", i ? " " : "", o->names[i]);
    if (!o->arg)
        fputs("||\n", file);
    else
        fprintf(file, "|%s%s|%s\n", o->arg_is_optional ? "?" : "", kind_names[o->value.kind], o->value.words);
}

static void put_command(FILE *file, const struct cli_command *command)
{
    struct page_command page;
    page_command_read(&page, command);
    fprintf(file, "  %s) _gfla_table='", command->name);
    for (int i = 0; i < page.n_options; i++)
        put_option(file, &page.options[i]);
    fputs("--help||\n--usage||", file);
    for (int i = 0; i < page.n_operands; i++)
        fprintf(file, "\n|%s|%s", kind_names[page.operands[i].value.kind], page.operands[i].value.words);
    fputs("' ;;\n", file);
}

void page_bash(FILE *file)
{
    fputs("_gfla_commands='help", file);
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        fprintf(file, " %s", (*c)->name);
    fputs("'\n_gfla_read_table() { # COMMAND\n  case $1 in\n", file);
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        put_command(file, *c);
    fputs("  *) return 1 ;;\n  esac\n}\n", file);
}
