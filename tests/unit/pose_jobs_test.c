/* pose_jobs_test.c - what a batch of pose transfers makes, and what its results are called. */
#include "tests/unit/scratch.h"

#include <sys/stat.h>

#include "tasks/pose/pose_jobs.h"

static int enter_folder(void **state)
{
    return scratch_create(state) == 0 && chdir(scratch_folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
    return chdir("/") == 0 ? scratch_remove(state) : -1;
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void check_names(const struct gfla_pose_jobs_options *options, const char *const *wanted, size_t n)
{
    struct gfla_pose_jobs jobs;
    if (gfla_pose_jobs_list(&jobs, options) != GFLA_OK)
        fail_msg("%s", gfla_error_message());
    assert_int_equal(jobs.n, n);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(jobs.items[i].name, wanted[i]);
    gfla_pose_jobs_free(&jobs);
}

static void test_files(void **state)
{
    (void)state;
    const char *poses[] = {"walk/1.json", "run/1.json", "Pose 10:30:45.json", "walk/1.json"};
    static const char *const wanted[] = {"me 1:2_2_walk-1_vis", "me 1:2_2_run-1_vis", "me 1:2_2_Pose 10:30:45_vis",
                                         "me 1:2_2_walk-1_vis-2"};
    check_names(
        &(struct gfla_pose_jobs_options){
            .image = "photos/me 1:2.png", .source_pose = "me.json", .poses = poses, .n_poses = 4},
        wanted, 4);
}

/* Hidden files are no poses, capitals are the same letters, numbers come in their order. */
static void test_folder(void **state)
{
    (void)state;
    const char *poses[] = {"poses"};
    static const char *const wanted[] = {"me_2_2_vis", "me_2_10_vis", "me_2_B_vis"};
    assert_int_equal(mkdir("poses", 0777), 0);
    assert_int_equal(mkdir("poses/folder.json", 0777), 0);
    write_text("poses/10.json", "{}");
    write_text("poses/2_keypoints.JSON", "{}");
    write_text("poses/B.Json", "{}");
    write_text("poses/._2_keypoints.json", "x");
    write_text("poses/notes.txt", "x");
    check_names(
        &(struct gfla_pose_jobs_options){.image = "me.png", .source_pose = "me.json", .poses = poses, .n_poses = 1},
        wanted, 3);
}

#define ZEROS "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]"

/* A set whose images are called 01.jpg in many folders. */
static void test_data(void **state)
{
    (void)state;
    static const char *const wanted[] = {"a-01_2_b-01_vis", "b-01_2_a-01_vis", "a-01_2_02_vis"};
    write_text("pairs.csv", "from,to\nWOMEN/a/01.jpg,WOMEN/b/01.jpg\nWOMEN/b/01.jpg,WOMEN/a/01.jpg\n"
                            "WOMEN/a/01.jpg,WOMEN/a/02.jpg\n");
    write_text("points.csv", "name:keypoints_y:keypoints_x\nWOMEN/a/01.jpg: " ZEROS ": " ZEROS "\n");
    check_names(&(struct gfla_pose_jobs_options){.data = "set", .pairs = "pairs.csv", .annotation = "points.csv"},
                wanted, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_folder),
        cmocka_unit_test(test_data),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
