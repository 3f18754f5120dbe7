/* Any bytes as the list of a run's checkpoint (JSON of a .safetensors, whose length is made right): its settings, the
 * sizes it grows through, the data it was trained on, and the means of its log. */
#include <stdlib.h>
#include <string.h>

#include "io/weights/checkpoint.h"
#include "tests/fuzz/fuzz.h"
#include "train/data_identity.h"
#include "train/task.h"

static const char *const words[] = {"hinge", "logistic", NULL};
struct settings {
    struct gfla_train_settings train;
    int word, sides[2];
};
static const struct gfla_setting rows[] = {
    GFLA_SETTINGS_ROWS(struct settings),
    {.key = "loss",
     .name = "loss",
     .kind = GFLA_SETTING_WORD,
     .offset = offsetof(struct settings, word),
     .words = words},
    {.key = "sides",
     .name = "sides",
     .kind = GFLA_SETTING_SIZE,
     .offset = offsetof(struct settings, sides),
     .lo = 8,
     .hi = 4096},
    {.key = "sizes", .name = "sizes", .kind = GFLA_SETTING_TEXT, .offset = offsetof(struct settings, train.sizes)}};
static const struct gfla_settings_table table = {rows, sizeof rows / sizeof *rows, sizeof(struct settings)};

static void read_settings(const char *path)
{
    struct settings settings = {.train = {.batch = 1, .steps = 100}}, other;
    struct gfla_train_metadata metadata = {0};
    struct gfla_growth growth;
    if (gfla_settings_read(&table, &settings, path) != GFLA_OK)
        return;
    fuzz_accepted(0, 3);
    gfla_settings_describe(&table, &settings, &metadata);
    gfla_settings_unset(&table, &other);
    gfla_settings_apply(&table, &other, &settings);
    (void)gfla_settings_agree(&table, &other, &settings);
    if (gfla_growth_parse(&growth, settings.train.sizes) == GFLA_OK &&
        gfla_growth_plan(&growth, (uint64_t)settings.train.steps) == GFLA_OK)
        for (uint64_t step = 0; step < 100; step += 33) {
            const int part = gfla_growth_part_of(&growth, step);
            fuzz_require(part >= 0 && (part < growth.n || part == 0), "a step belongs to a part");
            gfla_growth_items(&growth, step, settings.train.batch);
        }
}

static void read_means(const char *path)
{
    struct gfla_train_run run = {0};
    gfla_checkpoint *file;
    char again[GFLA_TRAIN_MEANS_SIZE];
    if (gfla_checkpoint_open(&file, path) != GFLA_OK)
        return;
    const char *text = gfla_checkpoint_get(file, GFLA_TRAIN_MEANS_KEY);
    if (text && gfla_train_run_parse_means(&run, text) == GFLA_OK) {
        gfla_train_run_format_means(&run, again);
        fuzz_require(gfla_train_run_parse_means(&run, again) == GFLA_OK, "means that were written can be read");
        fuzz_accepted(1, 3);
    }
    gfla_checkpoint_close(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct gfla_train_set sets[] = {{"/a/b", 1}, {"c", 0.5}};
    static struct gfla_training training;
    char *file = malloc(size + 8);
    fuzz_require(file != NULL, "there is memory");
    for (int i = 0; i < 8; i++)
        file[i] = (char)((uint64_t)size >> 8 * i);
    if (size > 0)
        memcpy(file + 8, data, size);
    const char *path = fuzz_file((const uint8_t *)file, size + 8);
    read_settings(path);
    read_means(path);
    training.params.sets = sets;
    training.params.n_sets = 2;
    training.data[0] = training.data[1] = (struct gfla_train_data){3, 0x1234, "models", 5};
    if (gfla_train_data_agree(&training, path) == GFLA_OK)
        fuzz_accepted(2, 3);
    free(file);
    return 0;
}
