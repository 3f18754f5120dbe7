/* checkpoint_files.h - a checkpoint of PyTorch that a test puts together: a state dictionary over one storage. */
#ifndef GFLA_TESTS_UNIT_CHECKPOINT_FILES_H
#define GFLA_TESTS_UNIT_CHECKPOINT_FILES_H

#include "scratch.h"
#include "torch_files.h"

static struct bytes file, pickle;

static const float numbers[24] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23};
static const struct storage_spec stored = {"0", 24, numbers, sizeof numbers};
static const struct tensor_spec whole = {"FloatStorage", "0", 24, 0, 3, {2, 3, 4}, {12, 4, 1}};
static const struct tensor_spec turned = {"FloatStorage", "0", 24, 0, 3, {4, 2, 3}, {1, 12, 4}};

/* A file of the pickle's state dictionary and the storage "0". */
static inline void finish(bool legacy)
{
    put_ops(&pickle, ".");
    file.size = 0;
    if (legacy) {
        put_legacy_head(&file, true);
        put(&file, pickle.data, pickle.size);
        put_legacy_storages(&file, &stored, 1);
    } else {
        const struct member_spec members[] = {{"net/data.pkl", pickle.data, pickle.size},
                                              {"net/byteorder", "little", 6},
                                              {"net/data/0", numbers, sizeof numbers},
                                              {"net/version", "3\n", 2}};
        put_zip(&file, members, 4, NULL, NULL);
    }
}

static inline void begin(void)
{
    pickle.size = 0;
    put_ops(&pickle, PROTO DICT_NAME ")R");
}

static inline gfla_checkpoint *open_it(void)
{
    gfla_checkpoint *c;
    assert_ok(gfla_checkpoint_open_memory(&c, file.data, file.size, "in.pth"));
    return c;
}

static inline void check_numbers(gfla_checkpoint *c, const char *name, const float *expected, size_t n)
{
    float values[24] = {0};
    const struct gfla_checkpoint_tensor *t = gfla_checkpoint_find(c, name);
    assert_non_null(t);
    assert_int_equal(gfla_shape_count(t->shape), n);
    assert_ok(gfla_checkpoint_fetch(c, t, values));
    for (size_t i = 0; i < n; i++)
        if (values[i] != expected[i])
            fail_msg("%s[%zu] is %g, not %g", name, i, (double)values[i], (double)expected[i]);
}

#endif
