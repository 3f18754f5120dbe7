/* gfla/model.h: the numbers of a session are those of a plan, from whatever the weights come, in any number of
 * threads. */
#include "tests/unit/scratch.h"

#include <math.h>
#include <pthread.h>

#include <gfla/model.h>
#include <gfla/opencl.h>

#include "base/random.h"
#include "tasks/model/net_model.h"
#include "tests/device_fixture.h"
#include "train/weights.h"

#define VIEW "view-furniture-128"
#define FILE_OF_VIEW GFLA_SOURCE_DIR "/models/weights/" VIEW ".safetensors"
enum { IMAGE = 3 * 128 * 128, FRAMES = 3 };

static void fill(float *values, size_t n, const char *name, uint64_t seed)
{
    struct gfla_random random = gfla_random_seed(gfla_hash_text(name), seed);
    for (size_t i = 0; i < n; i++)
        values[i] = gfla_random_uniform(&random, -0.3f, 0.3f);
}

static gfla_model *open_view(void)
{
    gfla_model *model;
    ok(gfla_model_open(&model, NULL, FILE_OF_VIEW, NULL));
    return model;
}

static void set_inputs(gfla_session *session, const gfla_model *model, const struct gfla_session_params *params,
                       uint64_t seed)
{
    struct gfla_model_description *d;
    ok(gfla_model_describe(&d, model, params));
    for (size_t i = 0; i < d->n_inputs; i++) {
        size_t n = 1;
        for (int j = 0; j < d->inputs[i].rank; j++)
            n *= (size_t)d->inputs[i].dim[j];
        float *values = malloc(n * sizeof *values);
        fill(values, n, d->inputs[i].name, seed);
        if (!d->inputs[i].is_carried)
            ok(gfla_session_set(session, d->inputs[i].name, values, n));
        free(values);
    }
    gfla_free(d);
}

/* What `gfla infer` does. */
static void run_plan(const char *weights, uint64_t seed, const char *output, float *values)
{
    struct gfla_net_model net;
    gfla_plan *plan;
    char name[32];
    ok(gfla_net_model_choose(&net, &(struct gfla_net_options){.model = weights}));
    ok(gfla_net_model_build(&net));
    ok(gfla_plan_create(&plan, net.graph, device, &(struct gfla_plan_params){.build_aside = true}));
    ok(gfla_weights_load_part(plan, net.graph, net.path, net.model->prefix, NULL));
    for (int i = 0; i < net.net.n_inputs; i++) {
        const size_t n = (size_t)gfla_shape_count(net.net.input[i]->shape);
        float *input = malloc(n * sizeof *input);
        fill(input, n, net.net.input[i]->name, seed);
        ok(gfla_tensor_write(plan, net.net.input[i], input));
        free(input);
    }
    ok(gfla_plan_run(plan));
    ok(gfla_plan_release_weights(plan));
    for (int i = 0; i < net.net.n_outputs; i++)
        if (strcmp(gfla_model_output_name(&net.net.output[i], -1, name, sizeof name), output) == 0)
            ok(gfla_tensor_read(plan, net.net.output[i].tensor, values));
    gfla_plan_destroy(&plan);
    gfla_net_model_close(&net);
}

static void run_session(const gfla_model *model, gfla_device *on, const struct gfla_session_params *params,
                        uint64_t seed, float *image, size_t n)
{
    gfla_session *session;
    ok(gfla_session_create(&session, model, on, params));
    set_inputs(session, model, params, seed);
    ok(gfla_session_run(session));
    ok(gfla_session_get(session, "out.0", image, n));
    gfla_session_destroy(&session);
}

static size_t read_some(void *user_data, void *bytes, size_t size)
{
    return fread(bytes, 1, size < 1000003 ? size : 1000003, user_data);
}

static void test_same_numbers(void **state)
{
    float *expected = malloc(IMAGE * sizeof *expected), *image = malloc(IMAGE * sizeof *image);
    void *data;
    size_t size;
    if (!device)
        skip();
    run_plan(FILE_OF_VIEW, 1, "out.0", expected);
    gfla_model *model = open_view();
    run_session(model, device, NULL, 1, image, IMAGE);
    assert_memory_equal(image, expected, IMAGE * sizeof *image);
    struct gfla_session_params params;
    gfla_session_params_init(&params);
    params.keep_unchanged = 1;
    run_session(model, device, &params, 1, image, IMAGE);
    assert_memory_equal(image, expected, IMAGE * sizeof *image);
    gfla_model_close(&model);
    ok(gfla_file_read(FILE_OF_VIEW, 1u << 30, &data, &size));
    ok(gfla_model_open_memory(&model, NULL, data, size, NULL));
    run_session(model, device, NULL, 1, image, IMAGE);
    assert_memory_equal(image, expected, IMAGE * sizeof *image);
    gfla_model_close(&model);
    free(data);
    FILE *file = fopen(FILE_OF_VIEW, "rb");
    ok(gfla_model_open_callback(&model, NULL, read_some, file, NULL));
    fclose(file);
    run_session(model, device, NULL, 1, image, IMAGE);
    assert_memory_equal(image, expected, IMAGE * sizeof *image);
    gfla_model_close(&model);
    free(expected);
    free(image);
}

struct job {
    const gfla_model *model;
    float *image;
    uint64_t seed;
};

static void *run_job(void *argument)
{
    struct job *job = argument;
    gfla_device *own;
    ok(gfla_device_open(&own, NULL, NULL));
    run_session(job->model, own, NULL, job->seed, job->image, IMAGE);
    gfla_device_destroy(&own);
    return NULL;
}

static void test_threads_share_a_model(void **state)
{
    enum { N = 3 };
    pthread_t threads[N];
    struct job jobs[N];
    if (!device)
        skip();
    gfla_model *model = open_view();
    float *expected = malloc(IMAGE * sizeof *expected);
    for (int i = 0; i < N; i++) {
        jobs[i] = (struct job){model, malloc(IMAGE * sizeof(float)), (uint64_t)i};
        assert_int_equal(pthread_create(&threads[i], NULL, run_job, &jobs[i]), 0);
    }
    for (int i = 0; i < N; i++)
        pthread_join(threads[i], NULL);
    gfla_model_close(&model);
    for (int i = 0; i < N; i++) {
        run_plan(FILE_OF_VIEW, (uint64_t)i, "out.0", expected);
        assert_memory_equal(jobs[i].image, expected, IMAGE * sizeof *expected);
        free(jobs[i].image);
    }
    free(expected);
}

static void test_plan_is_what_a_session_takes(void **state)
{
    struct gfla_memory_plan plan;
    struct gfla_session_params params;
    gfla_device *own;
    gfla_session *session;
    if (!device)
        skip();
    ok(gfla_device_open(&own, NULL, NULL)); /* with no peak yet */
    gfla_model *model = open_view();
    gfla_session_params_init(&params);
    params.batch = 2;
    params.keep_unchanged = 1;
    ok(gfla_model_plan(&plan, model, own, &params));
    assert_int_equal(gfla_device_memory_peak(own), 0);
    ok(gfla_session_create(&session, model, own, &params));
    assert_int_equal(plan.total, gfla_device_memory_peak(own));
    assert_int_equal(plan.weights, gfla_device_memory_used(own, GFLA_MEMORY_WEIGHTS));
    assert_int_equal(plan.activations, gfla_device_memory_used(own, GFLA_MEMORY_ACTIVATIONS));
    assert_int_equal(plan.inputs, gfla_device_memory_used(own, GFLA_MEMORY_INPUTS));
    set_inputs(session, model, &params, 1);
    ok(gfla_session_run(session));
    gfla_session_destroy(&session);
    assert_int_equal(plan.total, gfla_device_memory_peak(own));
    gfla_model_close(&model);
    gfla_device_destroy(&own);
}

/* Weights of a small face network, as gfla train would write them. */
static void write_face(const char *path, int width)
{
    const struct gfla_architecture *face = gfla_architecture_find("face");
    struct gfla_network_config config = face->config;
    struct gfla_model_net net;
    struct gfla_metadata metadata;
    gfla_graph *graph;
    gfla_plan *plan;
    config.width = config.height = 64;
    config.channels = config.flow_channels = width;
    config.flow_most = 8 * width;
    config.attention_channels = width;
    ok(gfla_graph_create(&graph));
    ok(gfla_architecture_build(face, graph, &config, &net));
    ok(gfla_plan_create(&plan, graph, device, NULL));
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        const size_t n = (size_t)gfla_shape_count(tensor->shape);
        if (tensor->role != GFLA_ROLE_PARAM || tensor->view_of)
            continue;
        float *values = malloc(n * sizeof *values);
        fill(values, n, tensor->name, 0);
        ok(gfla_tensor_write(plan, tensor, values));
        free(values);
    }
    gfla_metadata_write(&metadata, face, &config);
    ok(gfla_weights_save(plan, graph, path, false, metadata.pairs));
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

/* Frame after frame: carried as `gfla infer` carries, and the same again after a restart. */
static void test_frames(void **state)
{
    enum { FACE_IMAGE = 3 * 64 * 64 };
    gfla_model *model;
    gfla_session *session;
    struct gfla_model_info info;
    float first[FRAMES][FACE_IMAGE], again[FACE_IMAGE];
    if (!device)
        skip();
    write_face(scratch("face.safetensors"), 4);
    ok(gfla_model_open(&model, NULL, scratch("face.safetensors"), NULL));
    gfla_model_get_info(model, &info);
    assert_string_equal(info.network, "face");
    assert_int_equal(info.width, 64);
    ok(gfla_session_create(&session, model, device, NULL));
    gfla_model_close(&model);
    ok(gfla_model_open(&model, NULL, scratch("face.safetensors"), NULL));
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < FRAMES; i++) {
            set_inputs(session, model, NULL, (uint64_t)i + 1);
            ok(gfla_session_run(session));
            ok(gfla_session_get(session, "out.0", pass ? again : first[i], FACE_IMAGE));
            if (pass)
                assert_memory_equal(again, first[i], sizeof again);
        }
        ok(gfla_session_restart(session));
    }
    assert_memory_not_equal(first[1], first[2], sizeof again);
    /* out.3 is the previous image that was used */
    set_inputs(session, model, NULL, 1);
    ok(gfla_session_run(session));
    set_inputs(session, model, NULL, 2);
    ok(gfla_session_run(session));
    ok(gfla_session_get(session, "out.3", again, FACE_IMAGE));
    assert_memory_equal(again, first[0], sizeof again);
    gfla_session_destroy(&session);
    gfla_model_close(&model);
}

/* Buffers of the caller's: the same bits, without the host. */
static void test_buffers(void **state)
{
    float *source = malloc(IMAGE * sizeof *source), *expected = malloc(IMAGE * sizeof *source);
    float camera[12];
    cl_int error;
    gfla_session *session;
    if (!device)
        skip();
    gfla_model *model = open_view();
    run_session(model, device, NULL, 5, expected, IMAGE);
    cl_context context = gfla_device_get_cl_context(device);
    fill(source, IMAGE, "source", 5);
    fill(camera, 12, "camera", 5);
    cl_mem image = clCreateBuffer(context, CL_MEM_COPY_HOST_PTR, IMAGE * sizeof *source, source, &error);
    cl_mem vector = clCreateBuffer(context, CL_MEM_COPY_HOST_PTR, sizeof camera, camera, &error);
    ok(gfla_session_create(&session, model, device, NULL));
    set_inputs(session, model, NULL, 4);
    ok(gfla_session_run(session));
    set_inputs(session, model, NULL, 5);
    memset(source, 0, IMAGE * sizeof *source);
    ok(gfla_session_set(session, "source", source, IMAGE));
    ok(gfla_session_set_buffer(session, "source", image));
    ok(gfla_session_set_buffer(session, "camera", vector));
    ok(gfla_session_run(session));
    ok(gfla_session_get_buffer(session, "out.0", image));
    assert_int_equal(clEnqueueReadBuffer(gfla_device_get_queue(device), image, CL_TRUE, 0, IMAGE * sizeof *source,
                                         source, 0, NULL, NULL),
                     CL_SUCCESS);
    assert_memory_equal(source, expected, IMAGE * sizeof *source);
    assert_int_equal(gfla_session_set_buffer(session, "source", vector), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_session_set_buffer(session, "source", NULL), GFLA_ERROR_USAGE);
    assert_int_equal(gfla_session_get_buffer(session, "out.0", vector), GFLA_ERROR_USAGE);
    clReleaseMemObject(image);
    clReleaseMemObject(vector);
    gfla_session_destroy(&session);
    gfla_model_close(&model);
    free(source);
    free(expected);
}

static void test_description(void **state)
{
    struct gfla_model_description *d;
    struct gfla_session_params params;
    struct gfla_model_info info;
    const char **names;
    size_t n;
    gfla_model *model = open_view();
    gfla_model_get_info(model, &info);
    assert_string_equal(info.network, "view-solid");
    assert_int_equal(info.has_weights, 1);
    assert_string_equal(gfla_model_metadata(model, "licence"), "CC-BY-3.0");
    assert_null(gfla_model_metadata(model, "none"));
    gfla_session_params_init(&params);
    params.batch = 3;
    params.width = params.height = 192;
    ok(gfla_model_describe(&d, model, &params));
    assert_string_equal(d->inputs[0].name, "source");
    assert_int_equal(d->inputs[0].rank, 4);
    assert_int_equal(d->inputs[0].dim[0], 3);
    assert_int_equal(d->inputs[0].dim[3], 192);
    assert_string_equal(d->outputs[0].name, "out.0");
    assert_true(d->n_parameters > 1000000 && d->flops > 1e9);
    gfla_free(d);
    params.width = 100;
    assert_fails(gfla_model_describe(&d, model, &params), GFLA_ERROR_USAGE, "not square");
    assert_null(d);
    gfla_model_close(&model);
    ok(gfla_model_open(&model, NULL, "person", NULL)); /* as published, without weights */
    ok(gfla_model_describe(&d, model, NULL));
    assert_int_equal(d->n_parameters, 14047395);
    gfla_free(d);
    gfla_model_close(&model);
    assert_string_equal(gfla_model_network_name(0), "person");
    assert_null(gfla_model_network_name(1000));
    assert_null(gfla_model_network_summary(1000));
    ok(gfla_model_list(&names, &n, NULL));
    assert_true(n >= 1);
    bool is_listed = false;
    for (size_t i = 0; i < n; i++)
        is_listed = is_listed || strcmp(names[i], VIEW) == 0;
    assert_true(is_listed);
    gfla_free((void *)names);
}

static size_t fail_to_read(void *user_data, void *bytes, size_t size)
{
    return SIZE_MAX;
}

static void test_refused(void **state)
{
    gfla_model *model;
    gfla_session *session;
    gfla_device *null;
    float value = 0;
    struct gfla_model_params params;
    gfla_model_params_init(&params);
    assert_fails(gfla_model_open(&model, NULL, "nothing", NULL), GFLA_ERROR_INPUT, VIEW);
    assert_null(model);
    assert_fails(gfla_model_open(&model, NULL, NULL, NULL), GFLA_ERROR_USAGE, "NULL");
    assert_fails(gfla_model_open_memory(&model, NULL, "x", 1, NULL), GFLA_ERROR_INPUT, "weights in memory");
    assert_fails(gfla_model_open_callback(&model, NULL, fail_to_read, NULL, NULL), GFLA_ERROR_INPUT, "callback");
    params.network = "person";
    assert_fails(gfla_model_open(&model, NULL, VIEW, &params), GFLA_ERROR_INPUT, "another network than person");
    params.network = "nothing";
    assert_fails(gfla_model_open(&model, NULL, VIEW, &params), GFLA_ERROR_USAGE, "no network");
    ok(gfla_device_open(&null, NULL, "null"));
    ok(gfla_model_open(&model, NULL, "person", NULL));
    assert_fails(gfla_session_create(&session, model, null, NULL), GFLA_ERROR_USAGE, "without weights");
    assert_null(session);
    gfla_model_close(&model);
    gfla_device_destroy(&null);
    if (!device)
        skip();
    model = open_view();
    ok(gfla_session_create(&session, model, device, NULL));
    assert_fails(gfla_session_run(session), GFLA_ERROR_USAGE, "\"source\" was not set");
    assert_fails(gfla_session_get(session, "out.0", &value, 1), GFLA_ERROR_USAGE, "not run yet");
    assert_fails(gfla_session_set(session, "source", &value, 1), GFLA_ERROR_USAGE, "[1, 3, 128, 128], 49152 numbers");
    assert_fails(gfla_session_set(session, "nothing", &value, 1), GFLA_ERROR_USAGE, "no input \"nothing\"");
    gfla_session_destroy(&session);
    const char *const keep[] = {"nothing", NULL};
    struct gfla_session_params sizes;
    gfla_session_params_init(&sizes);
    sizes.keep = keep;
    assert_fails(gfla_session_create(&session, model, device, &sizes), GFLA_ERROR_USAGE, "no activation \"nothing\"");
    gfla_model_close(&model);
}

static int set_up(void **state)
{
    return scratch_create(state) || open_device(state);
}

static int tear_down(void **state)
{
    return close_device(state) || scratch_remove(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same_numbers),
                                       cmocka_unit_test(test_threads_share_a_model),
                                       cmocka_unit_test(test_plan_is_what_a_session_takes),
                                       cmocka_unit_test(test_frames),
                                       cmocka_unit_test(test_buffers),
                                       cmocka_unit_test(test_description),
                                       cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
