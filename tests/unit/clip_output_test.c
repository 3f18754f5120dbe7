/* A folder of frames: whenever a run is killed, what is there is of one job, and a later run goes on with it. */
#include "io/image/bitmap.h"
#include "io/weights/safetensors.h"
#include "tasks/clip/clip_output.h"
#include "tests/unit/scratch.h"

#define N_FRAMES 3
#define SIDE 2

static struct gfla_clip_output output;
static float image[3 * SIDE * SIDE];

static gfla_status allow(enum gfla_existing existing, const char *job, bool *skip, size_t *n_done)
{
    return gfla_clip_output_allow(&output,
                                  &(struct gfla_clip_output_params){.path = scratch("frames"),
                                                                    .existing = existing,
                                                                    .job = job,
                                                                    .n_frames = N_FRAMES,
                                                                    .width = SIDE,
                                                                    .height = SIDE},
                                  skip, n_done);
}

/* Frames first .. end - 1 of a job, whose number is what their pixels hold. */
static void add(size_t first, size_t end, unsigned char pixel)
{
    struct gfla_bitmap shown;
    assert_ok(gfla_bitmap_create(&shown, SIDE, SIDE, 3, 8));
    memset(shown.pixels, pixel, 3 * SIDE * SIDE);
    for (size_t i = first; i < end; i++)
        assert_ok(gfla_clip_output_add(&output, i, &shown, image));
    gfla_bitmap_free(&shown);
}

/* As a killed run leaves it: closed without an end. */
static void begin(enum gfla_existing existing, const char *job, size_t n)
{
    bool skip;
    size_t n_done;
    assert_ok(allow(existing, job, &skip, &n_done));
    assert_false(skip);
    assert_int_equal(n_done, 0);
    assert_ok(gfla_clip_output_open(&output, SIDE, SIDE, 25));
    add(0, n, (unsigned char)job[0]);
}

static void check_frames(unsigned char pixel)
{
    for (int i = 0; i < N_FRAMES; i++) {
        char name[32];
        struct gfla_bitmap shown;
        snprintf(name, sizeof name, "frames/%05d.png", i);
        assert_ok(gfla_bitmap_read(scratch(name), NULL, &shown));
        assert_int_equal(*(unsigned char *)shown.pixels, pixel);
        gfla_bitmap_free(&shown);
    }
    assert_false(gfla_file_exists(scratch("frames/unfinished.safetensors")));
}

static void finish(const char *job, size_t expected)
{
    bool skip;
    size_t n_done;
    assert_ok(allow(GFLA_EXISTING_SKIP, job, &skip, &n_done));
    assert_false(skip);
    assert_int_equal(n_done, expected);
    assert_ok(gfla_clip_output_open(&output, SIDE, SIDE, 25));
    add(n_done, N_FRAMES, (unsigned char)job[0]);
    assert_ok(gfla_clip_output_finish(&output));
    check_frames((unsigned char)job[0]);
    assert_ok(allow(GFLA_EXISTING_SKIP, job, &skip, &n_done));
    assert_true(skip);
}

static void goes_on_wherever_it_was_killed(void **state)
{
    for (size_t n = 0; n <= N_FRAMES; n++) {
        begin(n == 0 ? GFLA_EXISTING_REFUSE : GFLA_EXISTING_OVERWRITE, "a", n);
        finish("a", n);
    }
}

/* With -y over a finished folder, then with -n: never frames of both jobs, never the old ones as if they were new. */
static void takes_the_place_of_another(void **state)
{
    for (size_t n = 0; n < N_FRAMES; n++) {
        begin(GFLA_EXISTING_OVERWRITE, "a", 0);
        finish("a", 0);
        begin(GFLA_EXISTING_OVERWRITE, "b", n);
        finish("b", n);
    }
}

static void write_state(const char *frame, const char *job)
{
    gfla_safetensors_writer *writer;
    const struct gfla_safetensors_entry entry = {.name = "image", .shape = {3, {3, SIDE, SIDE}}};
    const struct gfla_safetensors_pair metadata[] = {{"frame", frame}, {"job", job}};
    assert_ok(gfla_safetensors_create(&writer, scratch("frames/unfinished.safetensors"), &entry, 1, metadata, 2));
    assert_ok(gfla_safetensors_put(writer, 0, image));
    assert_ok(gfla_safetensors_commit(&writer));
}

/* A damaged file is a bad input and is named; one of another job is not gone on with. */
static void damaged_states_are_refused(void **state)
{
    static const char *const wrong[] = {"-1", "3", "", "1x", "18446744073709551615"};
    bool skip;
    size_t n_done;
    begin(GFLA_EXISTING_OVERWRITE, "a", 1);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_state(wrong[i], "a");
        assert_fails(allow(GFLA_EXISTING_SKIP, "a", &skip, &n_done), GFLA_ERROR_INPUT,
                     "frames/unfinished.safetensors: frame: ");
    }
    write_state("1", "b");
    assert_fails(allow(GFLA_EXISTING_SKIP, "a", &skip, &n_done), GFLA_ERROR_OUTPUT, "other images or settings");
    assert_ok(gfla_file_write(scratch("frames/unfinished.safetensors"), "no", 2));
    assert_fails(allow(GFLA_EXISTING_SKIP, "a", &skip, &n_done), GFLA_ERROR_INPUT, "frames/unfinished.safetensors");
}

/* A folder of results that a run left half-written, or empty, is not skipped; another one, and a file, are. */
static void unfinished_folders_are_not_skipped(void **state)
{
    bool skip;
    assert_ok(gfla_output_folder_begin(scratch("a/b")));
    assert_ok(gfla_file_write(scratch("a/b/1.png"), "x", 1));
    assert_ok(gfla_output_allow(GFLA_EXISTING_SKIP, scratch("a/b"), &skip));
    assert_false(skip);
    assert_fails(gfla_output_allow(GFLA_EXISTING_REFUSE, scratch("a/b"), &skip), GFLA_ERROR_OUTPUT, "exists already");
    assert_ok(gfla_output_folder_begin(scratch("a/b"))); /* once more */
    assert_ok(gfla_output_folder_end(scratch("a/b")));
    assert_ok(gfla_output_allow(GFLA_EXISTING_SKIP, scratch("a/b"), &skip));
    assert_true(skip);
    assert_ok(gfla_output_allow(GFLA_EXISTING_SKIP, scratch("a/b/1.png"), &skip));
    assert_true(skip);
    assert_ok(gfla_folder_create(scratch("a/empty")));
    assert_ok(gfla_output_allow(GFLA_EXISTING_SKIP, scratch("a/empty"), &skip));
    assert_false(skip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_on_wherever_it_was_killed),
        cmocka_unit_test(takes_the_place_of_another),
        cmocka_unit_test(damaged_states_are_refused),
        cmocka_unit_test(unfinished_folders_are_not_skipped),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
