/* page_zsh.c - the functions in docs/completions/_gfla.in: for each command a call of _arguments. */
#include <string.h>

#include "cli/pages/pages.h"

#define SUMMARY_SIZE 70

/* Inside of single quotes: brackets and colons mean something to _arguments. */
static void put_escaped(FILE *file, const char *text)
{
    for (; *text; text++) {
        if (strchr("[]:\\", *text))
            fputc('\\', file);
        if (*text == '\'')
            fputs("'\\''", file);
        else
            fputc(*text, file);
    }
}

/* (png|jpg) of "png jpg". */
static void put_pattern(FILE *file, const char *words)
{
    for (; *words; words++)
        fputc(*words == ' ' ? '|' : *words, file);
}

/* What completes a value, as the last part of a specification. */
static void put_action(FILE *file, const struct page_value *value)
{
    switch (value->kind) {
    case PAGE_WORD:
        fprintf(file, "(%s)", value->words);
        break;
    case PAGE_WORDS:
        fprintf(file, "_values -s , word %s", value->words);
        break;
    case PAGE_FILE:
        fputs("_files", file);
        if (*value->words) {
            fputs(" -g \"(#i)*.(", file);
            put_pattern(file, value->words);
            fputs(")(-.)\"", file);
        }
        break;
    case PAGE_FOLDER:
        fputs("_files -/", file);
        break;
    case PAGE_DEVICE:
        fputs("_gfla_devices", file);
        break;
    case PAGE_MODEL:
        fputs("_gfla_models \"", file);
        put_pattern(file, value->words);
        fputc('"', file);
        break;
    default:
        fputc(' ', file);
        break;
    }
}

static void put_name(FILE *file, const struct page_option *o, const char *dashes, const char *name)
{
    char summary[SUMMARY_SIZE];
    page_summary(summary, sizeof summary, o->doc);
    const char *const joint = !o->arg ? "" : !dashes[1] ? "+" : o->arg_is_optional ? "=-" : "=";
    fprintf(file, " \\\n      '*%s%s%s[", dashes, name, joint);
    put_escaped(file, summary);
    fputc(']', file);
    if (o->arg) {
        fputs(o->arg_is_optional ? "::" : ":", file);
        put_escaped(file, o->arg);
        fputc(':', file);
        put_action(file, &o->value);
    }
    fputc('\'', file);
}

static void put_command(FILE *file, const struct cli_command *command)
{
    struct page_command page;
    page_command_read(&page, command);
    fprintf(file, "    %s)\n    _arguments -s -S", command->name);
    for (int i = 0; i < page.n_options; i++) {
        const struct page_option *o = &page.options[i];
        if (o->letter)
            put_name(file, o, "-", (const char[]){o->letter, '\0'});
        for (int j = 0; j < o->n_names; j++)
            put_name(file, o, "--", o->names[j]);
    }
    fputs(" \\\n      '(- *)--help[describe the command]'", file);
    for (int i = 0; i < page.n_operands; i++) {
        const struct page_operand *operand = &page.operands[i];
        if (operand->repeats)
            fputs(" \\\n      '*:", file);
        else
            fprintf(file, " \\\n      '%d:", i + 1);
        put_escaped(file, operand->name);
        fputc(':', file);
        put_action(file, &operand->value);
        fputc('\'', file);
    }
    fputs("\n    ;;\n", file);
}

void page_zsh(FILE *file)
{
    fputs("_gfla_commands() {\n  local -a commands=(\n", file);
    for (const struct cli_command *const *c = cli_commands; *c; c++) {
        fprintf(file, "    '%s:", (*c)->name);
        put_escaped(file, (*c)->summary);
        fputs("'\n", file);
    }
    fputs("    'help:describe a command'\n  )\n  _describe -t commands 'gfla command' commands\n}\n\n"
          "_gfla_options() { # COMMAND\n  case $1 in\n",
          file);
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        put_command(file, *c);
    fputs("    help) _arguments '1:command:_gfla_commands' ;;\n  esac\n}\n", file);
}
