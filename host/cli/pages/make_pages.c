/* make_pages TEMPLATES OUT - writes the manual pages and the completions of gfla below the folder OUT, from what the
 * program says of its commands, and from the templates gfla.1.in, gfla.bash.in, _gfla.in and gfla.fish.in of the
 * folders below TEMPLATES: OUT/man1/gfla.1, OUT/man1/gfla-COMMAND.1, OUT/bash/gfla, OUT/zsh/_gfla, OUT/fish/gfla.fish.
 * Pages bear the date of SOURCE_DATE_EPOCH, or today's. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cli/pages/pages.h"

static _Noreturn void stop(const char *what, const char *path)
{
    fprintf(stderr, "make_pages: %s: ", path);
    perror(what);
    exit(1);
}

static FILE *open_output(const char *folder, const char *name, char *path, size_t size)
{
    snprintf(path, size, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (!file)
        stop("open", path);
    return file;
}

static void close_output(FILE *file, const char *path)
{
    const bool failed = ferror(file);
    if (fclose(file) != 0 || failed)
        stop("write", path);
}

static const char *today(void)
{
    static char date[32];
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    const time_t now = epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
    strftime(date, sizeof date, "%Y-%m-%d", gmtime(&now));
    return date;
}

/* The marks @NAME@ of templates. */
static bool put_mark(FILE *file, const char *line)
{
    static const struct {
        const char *mark;
        void (*put)(FILE *file);
    } marks[] = {
        {"@COMMANDS@\n", page_man_commands}, {"@BASH@\n", page_bash}, {"@ZSH@\n", page_zsh}, {"@FISH@\n", page_fish}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (strcmp(line, marks[i].mark) == 0) {
            marks[i].put(file);
            return true;
        }
    return false;
}

static void put_title(FILE *file, const char *name)
{
    fprintf(file, ".TH %s 1 \"%s\" \"gfla %s\" \"User Commands\"\n", name, today(), GFLA_VERSION);
}

/* A template with its marks replaced. */
static void fill(const char *template_path, const char *folder, const char *name)
{
    char path[4096], line[1024];
    FILE *in = fopen(template_path, "r");
    if (!in)
        stop("open", template_path);
    FILE *out = open_output(folder, name, path, sizeof path);
    while (fgets(line, sizeof line, in)) {
        if (strcmp(line, "@TITLE@\n") == 0)
            put_title(out, "GFLA");
        else if (!put_mark(out, line))
            fputs(line, out);
    }
    fclose(in);
    close_output(out, path);
}

static void write_man(const char *folder, const struct cli_command *command)
{
    struct page_command page;
    char path[4096], name[64], title[64];
    page_command_read(&page, command);
    snprintf(name, sizeof name, "gfla-%s.1", command->name);
    snprintf(title, sizeof title, "GFLA\\-%s", command->name);
    for (char *c = title; *c; c++)
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    FILE *file = open_output(folder, name, path, sizeof path);
    put_title(file, title);
    page_man(file, &page);
    close_output(file, path);
}

int main(int argc, char **argv)
{
    static const char *const templates[][3] = {{"man/gfla.1.in", "man1", "gfla.1"},
                                               {"completions/gfla.bash.in", "bash", "gfla"},
                                               {"completions/_gfla.in", "zsh", "_gfla"},
                                               {"completions/gfla.fish.in", "fish", "gfla.fish"}};
    char in[4096], folder[2048];
    if (argc != 3) {
        fprintf(stderr, "usage: make_pages TEMPLATES OUT\n");
        return 2;
    }
    mkdir(argv[2], 0777);
    for (size_t i = 0; i < sizeof templates / sizeof templates[0]; i++) {
        snprintf(in, sizeof in, "%s/%s", argv[1], templates[i][0]);
        snprintf(folder, sizeof folder, "%s/%s", argv[2], templates[i][1]);
        mkdir(folder, 0777);
        fill(in, folder, templates[i][2]);
    }
    snprintf(folder, sizeof folder, "%s/man1", argv[2]);
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        write_man(folder, *c);
    page_values_check();
    return 0;
}
