/* A step of a training on clips: frames are those that the network makes one by one, the chosen ones are judged, and
 * the last is kept. */
#include "tests/unit/scratch.h"

#include <math.h>

#include "base/random.h"
#include "models/gfla/clip_step.h"
#include "models/gfla/face.h"
#include "graph/plan.h"
#include "tests/ok.h"

enum { N = 2, H = 64, W = 32, STRUCTURE = 3, FRAMES = 4, IMAGE = 3 * H * W, MAP = STRUCTURE * H * W };

static const struct gfla_network_config config = {.batch = N,
                                                  .height = H,
                                                  .width = W,
                                                  .structure = STRUCTURE,
                                                  .channels = 4,
                                                  .flow_channels = 4,
                                                  .flow_most = 16,
                                                  .attention_channels = 8,
                                                  .kernel = {3, 0, 0}};

static gfla_device *device;

static int open_device(void **state)
{
    return gfla_device_open(&device, NULL, NULL) == GFLA_OK ? 0 : 1;
}

static int close_device(void **state)
{
    gfla_device_destroy(&device);
    return 0;
}

static struct gfla_clip_step step_of(gfla_graph *g, enum gfla_clip_judge judge, int n_frames, bool flow_only)
{
    struct gfla_clip_step step = {
        .network = gfla_face_build, .judge = judge, .n_frames = n_frames, .flow_only = flow_only};
    step.reference_structure = gfla_model_map_input(g, &config, "BP_reference", STRUCTURE);
    step.previous_structure = gfla_model_map_input(g, &config, "BP_previous", STRUCTURE);
    for (int i = 0; i < n_frames; i++) {
        char name[24];
        snprintf(name, sizeof name, "structure.%d", i);
        step.structure[i] = gfla_model_map_input(g, &config, name, STRUCTURE);
    }
    return step;
}

/* The same values for the same seed. */
static void fill(gfla_plan *plan, gfla_tensor *tensor, uint64_t seed, float scale)
{
    struct gfla_random random = gfla_random_seed(seed, 0);
    const int64_t n = gfla_shape_count(tensor->shape);
    float *values = malloc((size_t)n * sizeof *values);
    for (int64_t i = 0; i < n; i++)
        values[i] = gfla_random_uniform(&random, -scale, scale);
    ok(gfla_tensor_write(plan, tensor, values));
    free(values);
}

static void fill_parameters(gfla_plan *plan, gfla_graph *graph)
{
    for (size_t i = 0; i < gfla_graph_n_tensors(graph); i++) {
        gfla_tensor *tensor = gfla_graph_tensor(graph, i);
        if (tensor->role == GFLA_ROLE_PARAM && !tensor->view_of)
            fill(plan, tensor, gfla_hash_text(tensor->name), 0.3f);
    }
    gfla_plan_weights_changed(plan);
}

static void expect_close(const float *a, const float *b, int n)
{
    for (int i = 0; i < n; i++)
        if (!(fabsf(a[i] - b[i]) < 1e-4f))
            fail_msg("element %d is %g, %g was expected", i, (double)a[i], (double)b[i]);
}

/* Frames one by one, each from the one before. */
static void make_frames(float *frames)
{
    struct gfla_clip_frame frame = {.flow_only = false};
    static float structure[N * MAP];
    gfla_graph *graph;
    gfla_plan *plan;
    ok(gfla_graph_create(&graph));
    ok(gfla_face_build(graph, &config, &frame));
    ok(gfla_plan_create(&plan, graph, device, NULL));
    fill_parameters(plan, graph);
    fill(plan, frame.source_image[GFLA_CLIP_REFERENCE], 1, 1);
    fill(plan, frame.source_image[GFLA_CLIP_PREVIOUS], 2, 1);
    fill(plan, frame.source_structure[GFLA_CLIP_REFERENCE], 3, 1);
    fill(plan, frame.source_structure[GFLA_CLIP_PREVIOUS], 4, 1);
    for (int i = 0; i < FRAMES; i++) {
        if (i > 0) {
            ok(gfla_tensor_write(plan, frame.source_image[GFLA_CLIP_PREVIOUS], frames + (i - 1) * N * IMAGE));
            ok(gfla_tensor_read(plan, frame.structure, structure));
            ok(gfla_tensor_write(plan, frame.source_structure[GFLA_CLIP_PREVIOUS], structure));
        }
        fill(plan, frame.structure, 10 + (uint64_t)i, 1);
        ok(gfla_plan_run(plan));
        ok(gfla_tensor_read(plan, frame.image, frames + i * N * IMAGE));
    }
    for (int i = 1; i < FRAMES; i++) { /* frames that are alike would show nothing */
        float most = 0;
        for (int at = 0; at < N * IMAGE; at++)
            most = fmaxf(most, fabsf(frames[at] - frames[i * N * IMAGE + at]));
        assert_true(most > 0.1f);
    }
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

static void write_step(gfla_plan *plan, gfla_graph *graph, const struct gfla_clip_step *step)
{
    static const float judged[N * FRAMES] = {0, 0, 1, 0, 1, 0, 0, 0}, triple[N * (FRAMES - 2)] = {0, 1, 1, 0};
    fill_parameters(plan, graph);
    fill(plan, step->reference, 1, 1);
    fill(plan, step->previous, 2, 1);
    fill(plan, step->reference_structure, 3, 1);
    fill(plan, step->previous_structure, 4, 1);
    for (int i = 0; i < FRAMES; i++) {
        fill(plan, step->structure[i], 10 + (uint64_t)i, 1);
        fill(plan, step->target[i], 20 + (uint64_t)i, 1);
    }
    ok(gfla_tensor_write(plan, step->judged, judged));
    ok(gfla_tensor_write(plan, step->triple, triple));
}

/* Sample 0 is judged by frame 2 and by frames 1, 2, 3; sample 1 by frame 0 and by frames 0, 1, 2. */
static void expect_judged(gfla_plan *plan, const struct gfla_paper_made *made, const float *frames)
{
    static float image[N * IMAGE], seen[N * 2 * IMAGE], difference[IMAGE];
    static const int first[N] = {1, 0};
    ok(gfla_tensor_read(plan, made->images.made, image));
    expect_close(image, frames + 2 * N * IMAGE, IMAGE);
    expect_close(image + IMAGE, frames + IMAGE, IMAGE);
    ok(gfla_tensor_read(plan, made->sequence.made, seen));
    for (int sample = 0; sample < N; sample++)
        for (int d = 0; d < 2; d++) {
            const float *a = frames + ((first[sample] + d) * N + sample) * IMAGE, *b = a + N * IMAGE;
            for (int i = 0; i < IMAGE; i++)
                difference[i] = a[i] - b[i];
            expect_close(seen + (2 * sample + d) * IMAGE, difference, IMAGE);
        }
}

static void a_step_is_its_frames_one_by_one(void **state)
{
    static float frames[FRAMES * N * IMAGE], got[N * IMAGE];
    struct gfla_paper_made made;
    gfla_graph *graph;
    gfla_plan *plan;
    make_frames(frames);
    ok(gfla_graph_create(&graph));
    struct gfla_clip_step step = step_of(graph, GFLA_CLIP_JUDGE_DIFFERENCES, FRAMES, false);
    ok(gfla_clip_step_build(graph, &config, &step, &made));
    gfla_graph_keep(made.images.made);
    gfla_graph_keep(made.sequence.made);
    ok(gfla_plan_create(&plan, graph, device, &(struct gfla_plan_params){.training = true}));
    write_step(plan, graph, &step);
    ok(gfla_plan_run(plan));
    for (int i = 0; i < FRAMES; i++) {
        ok(gfla_tensor_read(plan, step.frame[i].image, got));
        expect_close(got, frames + i * N * IMAGE, N * IMAGE);
    }
    expect_judged(plan, &made, frames);
    ok(gfla_tensor_read(plan, step.last, frames));
    assert_memory_equal(frames, got, sizeof got);
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

/* Channel by channel, the frames of a clip follow each other. */
static void clips_are_frames_in_their_order(void **state)
{
    enum { FIVE = 5 };
    static float clip[N * 3 * FIVE * H * W], frame[N * IMAGE];
    struct gfla_paper_made made;
    gfla_graph *graph;
    gfla_plan *plan;
    ok(gfla_graph_create(&graph));
    struct gfla_clip_step step = step_of(graph, GFLA_CLIP_JUDGE_CLIP, FIVE, false);
    ok(gfla_clip_step_build(graph, &config, &step, &made));
    gfla_graph_keep(made.sequence.real);
    ok(gfla_plan_create(&plan, graph, device, &(struct gfla_plan_params){.training = true}));
    for (int i = 0; i < FIVE; i++)
        fill(plan, step.target[i], 20 + (uint64_t)i, 1);
    ok(gfla_plan_run(plan));
    ok(gfla_tensor_read(plan, made.sequence.real, clip));
    for (int i = 0; i < FIVE; i++) {
        ok(gfla_tensor_read(plan, step.target[i], frame));
        for (int at = 0; at < N * IMAGE; at++) {
            const int sample = at / IMAGE, c = at / (H * W) % 3, pixel = at % (H * W);
            assert_true(clip[((sample * 3 + c) * FIVE + i) * H * W + pixel] == frame[at]);
        }
    }
    gfla_plan_destroy(&plan);
    gfla_graph_destroy(&graph);
}

static void a_flow_stage_sees_true_frames(void **state)
{
    struct gfla_paper_made made;
    gfla_graph *graph;
    ok(gfla_graph_create(&graph));
    struct gfla_clip_step step = step_of(graph, GFLA_CLIP_JUDGE_DIFFERENCES, 2, true);
    ok(gfla_clip_step_build(graph, &config, &step, &made));
    assert_true(!step.previous && !step.last && !made.images.made && !made.sequence.made);
    assert_true(step.frame[0].source_image[GFLA_CLIP_PREVIOUS] == step.true_previous);
    assert_true(step.frame[1].source_image[GFLA_CLIP_PREVIOUS] == step.target[0]);
    assert_true(made.frame[1].flows[GFLA_CLIP_PREVIOUS].source == step.target[0]);
    assert_true(made.frame[1].flows[GFLA_CLIP_REFERENCE].source == step.reference && !made.frame[1].image);
    gfla_graph_destroy(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_its_frames_one_by_one),
        cmocka_unit_test(clips_are_frames_in_their_order),
        cmocka_unit_test(a_flow_stage_sees_true_frames),
    };
    return cmocka_run_group_tests(tests, open_device, close_device);
}
