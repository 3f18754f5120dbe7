/* page_options.c - the options and operands of a command as its help shows them, from the tables of argp. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/pages/pages.h"

void page_stop(const char *command, const char *what)
{
    fprintf(stderr, "make_pages: gfla %s: %s\n", command, what);
    exit(1);
}

static void add_name(struct page_option *option, const struct argp_option *row, const char *command)
{
    if (!row->name || (row->flags & OPTION_HIDDEN))
        return;
    if (option->n_names == PAGE_MAX_NAMES)
        page_stop(command, "an option has more names than PAGE_MAX_NAMES");
    option->names[option->n_names++] = row->name;
}

static void add_option(struct page_command *page, const struct argp_option *row, const char *heading, bool is_common)
{
    const char *command = page->command->name;
    if (page->n_options == PAGE_MAX_OPTIONS)
        page_stop(command, "more options than PAGE_MAX_OPTIONS");
    struct page_option *option = &page->options[page->n_options++];
    *option = (struct page_option){.letter = (char)(row->key > 0 && row->key < 128 && isgraph(row->key) ? row->key : 0),
                                   .arg = row->arg,
                                   .arg_is_optional = row->flags & OPTION_ARG_OPTIONAL,
                                   .doc = row->doc ? row->doc : "",
                                   .heading = heading,
                                   .is_common = is_common};
    add_name(option, row, command);
    if (option->arg)
        option->value = page_value_of(page->command, option->names[0], option->arg);
}

static bool is_end(const struct argp_option *row)
{
    return !row->name && !row->key && !row->doc && !row->group;
}

/* A row without a name and a key is a heading of the rows below; aliases follow the option that they are of. */
static void read_table(struct page_command *page, const struct argp_option *table, bool is_common)
{
    const char *heading = NULL;
    for (const struct argp_option *row = table; row && !is_end(row); row++) {
        if (!row->name && !row->key)
            heading = row->doc;
        else if (row->flags & OPTION_ALIAS)
            add_name(&page->options[page->n_options - 1], row, page->command->name);
        else if (!(row->flags & OPTION_HIDDEN))
            add_option(page, row, heading, is_common);
    }
}

static void read_operand(struct page_command *page, const char *word, size_t length)
{
    if (page->n_operands == PAGE_MAX_OPERANDS)
        page_stop(page->command->name, "more operands than PAGE_MAX_OPERANDS");
    struct page_operand *operand = &page->operands[page->n_operands++];
    if (length > 3 && strncmp(word + length - 3, "...", 3) == 0) {
        operand->repeats = true;
        length -= 3;
    }
    if (length >= sizeof operand->name)
        page_stop(page->command->name, "an operand has a long name");
    memcpy(operand->name, word, length);
    operand->name[length] = '\0';
    operand->value = page_value_of(page->command, NULL, operand->name);
}

/* "IMAGE POSE...", "[MODEL...]", "view|person". */
static void read_operands(struct page_command *page)
{
    const char *word = page->command->args ? page->command->args : "";
    while (*(word += strspn(word, " []"))) {
        const size_t length = strcspn(word, " []");
        read_operand(page, word, length);
        word += length;
    }
}

static int compare_options(const void *left, const void *right)
{
    const struct page_option *a = left, *b = right;
    if (a->is_common != b->is_common)
        return a->is_common ? 1 : -1;
    if (!a->heading != !b->heading)
        return a->heading ? 1 : -1;
    return strcmp(a->n_names ? a->names[0] : "", b->n_names ? b->names[0] : "");
}

void page_command_read(struct page_command *page, const struct cli_command *command)
{
    struct argp_option common[CLI_MOST_COMMON_OPTIONS + 1] = {0};
    memset(page, 0, sizeof *page);
    page->command = command;
    read_table(page, command->options, false);
    cli_common_options(command->common, common);
    read_table(page, common, true);
    read_operands(page);
    qsort(page->options, (size_t)page->n_options, sizeof *page->options, compare_options);
}
