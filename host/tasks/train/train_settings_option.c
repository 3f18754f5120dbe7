/* Settings from the command line, and nothing that a program without one would link. */
#include <stdio.h>
#include <string.h>

#include "tasks/model/net_model.h"
#include "tasks/train/train_settings.h"

/* Of GFLA_TRAIN_SIZE. */
struct sides {
    int width, height;
};

static void take_option(const struct gfla_train_setting *setting, const struct argp_state *state, char *arg,
                        struct gfla_train_settings *settings)
{
    void *field = (char *)settings + setting->offset;
    struct sides *sides = field;
    char what[40];
    snprintf(what, sizeof what, "--%s", setting->option);
    if (setting->kind == GFLA_TRAIN_SIZE)
        gfla_net_size_parse(state, arg, &sides->width, &sides->height);
    else if (setting->kind == GFLA_TRAIN_DOUBLE)
        *(double *)field = cli_option_double(state, what, arg, setting->lo, setting->hi);
    else if (setting->kind == GFLA_TRAIN_WORD || setting->option_words)
        *(int *)field =
            cli_option_word(state, what, arg, setting->option_words ? setting->option_words : setting->words);
    else
        *(int *)field = (int)cli_option_int(state, what, arg, (long long)setting->lo, (long long)setting->hi);
}

bool gfla_train_settings_option(const struct gfla_train_settings_table *table, const struct argp_state *state,
                                const char *option, char *arg, struct gfla_train_settings *settings)
{
    for (int i = 0; i < table->n; i++)
        if (table->list[i].option && strcmp(table->list[i].option, option) == 0) {
            take_option(&table->list[i], state, arg, settings);
            return true;
        }
    return false;
}
