/* cli/pages/pages.h - manual pages and completions for bash, zsh and fish, made from the table of commands and their
 * options. A program of the build: it prints and exits as it likes, and is no part of gfla. */
#ifndef GFLA_CLI_PAGES_PAGES_H
#define GFLA_CLI_PAGES_PAGES_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/cli.h"

/* ---- what options take (page_values.c) ---- */

enum page_kind {
    PAGE_ANYTHING, /* numbers, names, texts: nothing to offer */
    PAGE_WORD,     /* one of the words */
    PAGE_WORDS,    /* several of them, separated by commas */
    PAGE_FILE,     /* a file whose name ends in one of the words; any file without words */
    PAGE_FOLDER,
    PAGE_DEVICE, /* as `gfla devices` lists them */
    PAGE_MODEL,  /* as `gfla models` lists them, or a file whose name ends in one of the words */
    PAGE_KIND_COUNT
};

/* What an option takes, or an operand. */
struct page_value {
    enum page_kind kind;
    const char *words; /* separated by blanks, endings without the dot; "": none */
};

/* Of the option --NAME of a command, whose argument is called `arg` in its help; with NULL for the name, of the operand
 * that its usage line calls `arg`. */
struct page_value page_value_of(const struct cli_command *command, const char *name, const char *arg);
/* Once all commands were read: ends the program where the table has a value of an option or operand that is not there. */
void page_values_check(void);

/* ---- the options of a command (page_options.c) ---- */

#define PAGE_MAX_OPTIONS 96
#define PAGE_MAX_NAMES 4
#define PAGE_MAX_OPERANDS 4

struct page_option {
    const char *names[PAGE_MAX_NAMES]; /* long ones, without dashes */
    int n_names;
    char letter;          /* 0: none */
    const char *arg;      /* NULL: takes none */
    bool arg_is_optional; /* --NAME or --NAME=ARG */
    const char *doc;
    const char *heading; /* what stands above it in the help, or NULL */
    bool is_common;
    struct page_value value;
};

struct page_operand {
    char name[64]; /* as in the usage line, without brackets and dots */
    bool repeats;
    struct page_value value;
};

struct page_command {
    const struct cli_command *command;
    struct page_option options[PAGE_MAX_OPTIONS]; /* in the order of the help */
    int n_options;
    struct page_operand operands[PAGE_MAX_OPERANDS];
    int n_operands;
};

/* Ends the program with a message. */
_Noreturn void page_stop(const char *command, const char *what);
/* Fills in *page; ends the program with a message where the table has more than fits. */
void page_command_read(struct page_command *page, const struct cli_command *command);

/* ---- writers: each writes one file ---- */

/* The page gfla-COMMAND(1). */
void page_man(FILE *file, const struct page_command *page);
/* The list of commands in gfla(1). */
void page_man_commands(FILE *file);
/* Text for roff: everything stays as it is. */
void page_man_text(FILE *file, const char *text, size_t size);

/* The tables that the templates of docs/completions need. */
void page_bash(FILE *file);
void page_zsh(FILE *file);
void page_fish(FILE *file);

/* The first sentence of an option's help, at most `size` - 1 bytes, for a list of completions. */
void page_summary(char *summary, size_t size, const char *doc);

#endif
