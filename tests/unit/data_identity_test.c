/* What a checkpoint remembers of its data: other data is refused by what is different. */
#include "scratch.h"

#include "io/weights/safetensors.h"
#include "train/data_identity.h"

static const struct gfla_train_set sets[] = {{"/sets/chairs.gflapack", 1}, {"/sets/tables", 0.5}};

static void fill(gfla_training *t, const char *second, uint64_t content)
{
    t->params.sets = sets;
    t->params.n_sets = 2;
    memset(t->data, 0, sizeof t->data);
    for (int i = 0; i < 2; i++) {
        t->data[i].items = "models";
        gfla_train_data_add(&t->data[i], "first", 54);
        gfla_train_data_add(&t->data[i], i ? second : "other", 54);
    }
    t->data[0].content = content;
}

/* A checkpoint without tensors. */
static const char *save(const gfla_training *t)
{
    static struct gfla_train_metadata metadata;
    struct gfla_safetensors_pair pairs[GFLA_TRAIN_MAX_PAIRS];
    gfla_safetensors_writer *writer;
    memset(&metadata, 0, sizeof metadata);
    gfla_train_data_describe(t, &metadata);
    for (int i = 0; i < metadata.n_pairs; i++)
        pairs[i] = (struct gfla_safetensors_pair){metadata.pairs[2 * i], metadata.pairs[2 * i + 1]};
    assert_ok(gfla_safetensors_create(&writer, scratch("run.safetensors"), NULL, 0, pairs, (size_t)metadata.n_pairs));
    assert_ok(gfla_safetensors_commit(&writer));
    return scratch("run.safetensors");
}

static void other_data_is_refused(void **state)
{
    static gfla_training t;
    fill(&t, "second", 0x1234);
    const char *path = save(&t);
    assert_ok(gfla_train_data_agree(&t, path));
    fill(&t, "third", 0x1234);
    assert_fails(gfla_train_data_agree(&t, path), GFLA_ERROR_USAGE, "those of tables have other names");
    fill(&t, "second", 0x4321);
    assert_fails(gfla_train_data_agree(&t, path), GFLA_ERROR_USAGE,
                 "chairs.gflapack holds other models of the same names (0000000000004321 now, 0000000000001234 then)");
}

/* A folder stands for its pack, and the reverse; old checkpoints know no content. */
static void content_is_compared_where_it_is_known(void **state)
{
    static gfla_training t;
    fill(&t, "second", 0x1234);
    const char *path = save(&t);
    fill(&t, "second", 0);
    assert_ok(gfla_train_data_agree(&t, path));
    path = save(&t);
    fill(&t, "second", 0x1234);
    assert_ok(gfla_train_data_agree(&t, path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_data_is_refused),
        cmocka_unit_test(content_is_compared_where_it_is_known),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
