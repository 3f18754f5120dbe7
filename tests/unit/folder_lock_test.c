/* One writer in a folder, and in the folder of a run. */
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/folder_lock.h"
#include "tests/unit/scratch.h"
#include "train/run.h"

#define LOCK "gfla.lock"

static int enter_folder(void **state)
{
    return scratch_create(state) != 0 || chdir(scratch_folder) != 0;
}

static int remove_folder(void **state)
{
    return chdir("/") != 0 || scratch_remove(state) != 0;
}

static void test_one_holds_it(void **state)
{
    struct gfla_folder_lock lock = {0}, other = {0};
    char message[64];
    assert_ok(gfla_folder_lock_take(&lock, ".", "training"));
    assert_ok(gfla_folder_lock_take(&lock, ".", "training")); /* which is held by us */
    snprintf(message, sizeof message, ".: another training, process %ld, writes there. hint: ", (long)getpid());
    assert_fails(gfla_folder_lock_take(&other, ".", "training"), GFLA_ERROR_OUTPUT, message);
    gfla_folder_lock_give(&other); /* holds nothing */
    assert_true(gfla_file_exists(LOCK));
    gfla_folder_lock_give(&lock);
    assert_false(gfla_file_exists(LOCK));
    assert_ok(gfla_folder_lock_take(&other, ".", "training"));
    gfla_folder_lock_give(&other);
    assert_int_equal(scratch_count(), 0);
}

/* Of another machine, whose process numbers mean nothing here. */
static void test_another_machine_is_named(void **state)
{
    struct gfla_folder_lock lock = {0}, other = {0};
    assert_ok(gfla_folder_lock_take(&lock, ".", "training"));
    FILE *note = fopen(LOCK, "r+");
    assert_non_null(note);
    fprintf(note, "17 node-4.cluster\n");
    fclose(note);
    assert_fails(gfla_folder_lock_take(&other, ".", "training"), GFLA_ERROR_OUTPUT,
                 "process 17 on node-4.cluster, writes");
    gfla_folder_lock_give(&lock);
}

static void test_kill_gives_it_back(void **state)
{
    struct gfla_folder_lock lock = {0};
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        if (gfla_folder_lock_take(&lock, ".", "training") == GFLA_OK && write(ready[1], "", 1) == 1)
            pause();
        _exit(1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_fails(gfla_folder_lock_take(&lock, ".", "training"), GFLA_ERROR_OUTPUT, "process ");
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_true(gfla_file_exists(LOCK)); /* and says who is dead */
    assert_ok(gfla_folder_lock_take(&lock, ".", "training"));
    gfla_folder_lock_give(&lock);
    assert_int_equal(scratch_count(), 0);
    close(ready[0]);
    close(ready[1]);
}

/* What lies there under its name and is not ours is neither followed nor changed. */
static void test_not_ours(void **state)
{
    struct gfla_folder_lock lock = {0};
    struct stat about;
    assert_ok(gfla_file_write("precious", "mine", 4));
    assert_int_equal(symlink("precious", LOCK), 0);
    assert_fails(gfla_folder_lock_take(&lock, ".", "training"), GFLA_ERROR_OUTPUT, "gfla.lock: cannot be written");
    assert_int_equal(unlink(LOCK), 0);
    assert_int_equal(link("precious", LOCK), 0);
    assert_fails(gfla_folder_lock_take(&lock, ".", "training"), GFLA_ERROR_OUTPUT, "gfla.lock: is not a file of");
    assert_int_equal(unlink(LOCK), 0);
    assert_int_equal(mkdir(LOCK, 0700), 0);
    assert_fails(gfla_folder_lock_take(&lock, ".", "training"), GFLA_ERROR_OUTPUT, "gfla.lock: cannot be written");
    assert_int_equal(rmdir(LOCK), 0);
    assert_fails(gfla_folder_lock_take(&lock, "none", "training"), GFLA_ERROR_OUTPUT, "none/gfla.lock: cannot be");
    assert_int_equal(stat("precious", &about), 0);
    assert_int_equal(about.st_size, 4);
    assert_int_equal(remove("precious"), 0);
}

static void put(const char *path)
{
    assert_ok(gfla_file_write(path, "old", 3));
}

/* A second training is refused before it reads or changes anything, and also where both begin at once. */
static void test_runs(void **state)
{
    struct gfla_train_run first, second, late;
    assert_ok(gfla_train_run_name(&first, "run"));
    assert_ok(gfla_train_run_name(&second, "run"));
    assert_ok(gfla_train_run_name(&late, "run"));
    assert_ok(gfla_train_run_lock(&first)); /* no folder yet: nothing to lock */
    assert_ok(gfla_train_run_lock(&second));
    assert_ok(gfla_train_run_open(&first, false, false, 0));
    assert_fails(gfla_train_run_open(&second, false, false, 0), GFLA_ERROR_OUTPUT, "run: another training, process ");
    assert_fails(gfla_train_run_open(&second, false, true, 0), GFLA_ERROR_OUTPUT, "run: another training, process ");
    assert_fails(gfla_train_run_lock(&late), GFLA_ERROR_OUTPUT, "run: another training, process ");
    gfla_train_run_close(&second);
    put(first.checkpoint);
    gfla_train_run_close(&first);
    /* it began when there was no checkpoint, and is late */
    assert_fails(gfla_train_run_open(&late, false, false, 0), GFLA_ERROR_OUTPUT, "was written meanwhile");
    gfla_train_run_close(&late);
    assert_true(gfla_file_exists(first.checkpoint));
}

/* A run in the place of another: killed before its first checkpoint, it cannot be resumed as the other. */
static void test_a_new_run_removes_the_old(void **state)
{
    struct gfla_train_run run;
    assert_ok(gfla_train_run_name(&run, "again"));
    assert_ok(gfla_folder_create("again"));
    put(run.checkpoint);
    put(run.weights);
    put(run.best);
    assert_ok(gfla_train_run_open(&run, true, false, 0));
    gfla_train_run_close(&run);
    assert_true(gfla_file_exists(run.checkpoint) && gfla_file_exists(run.weights) && gfla_file_exists(run.best));
    assert_ok(gfla_train_run_open(&run, false, true, 0));
    gfla_train_run_close(&run);
    assert_false(gfla_file_exists(run.checkpoint) || gfla_file_exists(run.weights) || gfla_file_exists(run.best));
}

/* A run that came from elsewhere: nothing outside its folder is written, whatever links are in it. */
static void test_links_in_a_run(void **state)
{
    static const char *const names[] = {"checkpoint.safetensors", "log.jsonl", "gfla.lock", "samples"};
    struct gfla_train_run run;
    char **left;
    size_t n;
    put("outside");
    assert_ok(gfla_folder_create("elsewhere"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[64];
        snprintf(path, sizeof path, "strange%zu", i);
        assert_ok(gfla_train_run_name(&run, path));
        assert_ok(gfla_folder_create(path));
        snprintf(path, sizeof path, "strange%zu/%s", i, names[i]);
        assert_int_equal(symlink(i == 3 ? "../elsewhere" : "../outside", path), 0);
        const gfla_status status = gfla_train_run_open(&run, true, false, 0);
        if (status == GFLA_OK)
            put(run.checkpoint);
        else
            assert_int_equal(status, GFLA_ERROR_OUTPUT);
        gfla_train_run_close(&run);
    }
    void *data;
    assert_ok(gfla_file_read("outside", 10, &data, &n));
    assert_string_equal(data, "old");
    free(data);
    assert_ok(gfla_folder_list("elsewhere", &left, &n));
    assert_int_equal(n, 0);
    free(left);
}

/* What was half-written when a run was killed goes when it goes on; what somebody writes to stays. */
static void test_temporaries_of_killed_runs_go(void **state)
{
    struct gfla_train_run run;
    struct gfla_file_out out;
    assert_ok(gfla_train_run_name(&run, "cut"));
    assert_ok(gfla_folder_create("cut/samples"));
    put("cut/samples/000100.png.tmp-0");
    put("cut/best.safetensors.tmp-3");
    put("cut/notes.tmp");
    assert_ok(gfla_file_out_open(&out, "cut/notes"));
    assert_ok(gfla_train_run_open(&run, true, false, 0));
    gfla_train_run_close(&run);
    assert_false(gfla_file_exists("cut/samples/000100.png.tmp-0") || gfla_file_exists("cut/best.safetensors.tmp-3"));
    assert_true(gfla_file_exists("cut/notes.tmp"));
    assert_ok(gfla_file_out_commit(&out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_holds_it),
        cmocka_unit_test(test_another_machine_is_named),
        cmocka_unit_test(test_kill_gives_it_back),
        cmocka_unit_test(test_not_ours),
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_a_new_run_removes_the_old),
        cmocka_unit_test(test_links_in_a_run),
        cmocka_unit_test(test_temporaries_of_killed_runs_go),
    };
    return cmocka_run_group_tests(tests, enter_folder, remove_folder);
}
