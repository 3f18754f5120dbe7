/* people_api TASK WEIGHTS IMAGE POINTS SEQUENCE OUT [MOTION|DRIVING]: animate or face by the public functions alone,
 * with images of 64 x 64: the frames one by one as OUT/00000.png ... and the whole sequence as OUT.apng, for comparison
 * with what the commands make. people_api threads WEIGHTS IMAGE POINTS POSE...: pose transfers in a thread for each
 * POSE, each with a device of its own, one model shared; whether each thread made what one makes alone from the
 * file. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gfla/animate.h>
#include <gfla/face.h>
#include <gfla/pose.h>

#define SIDE 64

static int failed(const char *what)
{
    fprintf(stderr, "people_api: %s: %s\n", what, gfla_error_message());
    return 1;
}

/* ---- sequences ---- */

struct inputs {
    struct gfla_image image;
    struct gfla_keypoints points, *sequence;
    size_t n;
};

static gfla_status read_inputs(struct inputs *in, char **paths, bool is_face)
{
    struct gfla_keypoints_params params;
    gfla_keypoints_params_init(&params);
    params.face = is_face;
    gfla_status status = gfla_image_read(&in->image, paths[0], NULL);
    if (status == GFLA_OK)
        status = gfla_keypoints_read_sequence(&in->sequence, &in->n, paths[2], &params);
    params.coco_17 = !is_face;
    return status == GFLA_OK ? gfla_keypoints_read(&in->points, paths[1], &params) : status;
}

static gfla_status write_frame(struct gfla_image *frame, const char *out, size_t i)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%05d.png", out, (int)i);
    const gfla_status status = gfla_image_write(frame, path, NULL);
    gfla_image_free(frame);
    return status;
}

static gfla_status animate(gfla_device *device, char **argv, const char *motion)
{
    struct inputs in = {.n = 0};
    struct gfla_animator_params params;
    struct gfla_animator_write_params write;
    struct gfla_image frame;
    gfla_animator *animator;
    char path[1024];
    gfla_animator_params_init(&params);
    params.width = params.height = SIDE;
    gfla_animator_write_params_init(&write);
    write.motion = motion;
    snprintf(path, sizeof path, "%s.apng", argv[4]);
    gfla_status status = gfla_animator_open(&animator, device, argv[0], &params);
    if (status == GFLA_OK)
        status = read_inputs(&in, argv + 1, false);
    if (status == GFLA_OK)
        status = gfla_animator_set_reference(animator, &in.image, &in.points);
    for (size_t i = 0; i < in.n && status == GFLA_OK && !motion; i++) {
        status = gfla_animator_frame(animator, &in.sequence[i], &frame);
        status = status == GFLA_OK ? write_frame(&frame, argv[4], i) : status;
    }
    if (status == GFLA_OK)
        status = gfla_animator_write(animator, in.sequence, in.n, path, &write);
    gfla_animator_close(&animator);
    gfla_keypoints_free(&in.sequence);
    gfla_image_free(&in.image);
    return status;
}

/* The driving frame that belongs to landmarks number i: files are called after them. */
static gfla_status face_frame(gfla_face *face, const struct gfla_keypoints *points, const char *driving, size_t i,
                              struct gfla_image *frame)
{
    struct gfla_image image = {0};
    char path[1024];
    gfla_status status = GFLA_OK;
    if (driving) {
        snprintf(path, sizeof path, "%s/%d.png", driving, (int)i);
        status = gfla_image_read(&image, path, NULL);
    }
    if (status == GFLA_OK)
        status = gfla_face_frame(face, points, driving ? &image : NULL, frame);
    gfla_image_free(&image);
    return status;
}

static gfla_status animate_face(gfla_device *device, char **argv, const char *driving)
{
    struct inputs in = {.n = 0};
    struct gfla_face_params params;
    struct gfla_face_write_params write;
    struct gfla_image frame;
    gfla_face *face;
    char path[1024];
    gfla_face_params_init(&params);
    params.width = params.height = SIDE;
    params.has_driving = driving != NULL;
    gfla_face_write_params_init(&write);
    write.driving = driving;
    snprintf(path, sizeof path, "%s.apng", argv[4]);
    gfla_status status = gfla_face_open(&face, device, argv[0], &params);
    if (status == GFLA_OK)
        status = read_inputs(&in, argv + 1, true);
    if (status == GFLA_OK)
        status = gfla_face_set_reference(face, &in.image, &in.points);
    for (size_t i = 0; i < in.n && status == GFLA_OK; i++) {
        status = face_frame(face, &in.sequence[i], driving, i, &frame);
        status = status == GFLA_OK ? write_frame(&frame, argv[4], i) : status;
    }
    if (status == GFLA_OK)
        status = gfla_face_write(face, in.sequence, in.n, path, &write);
    gfla_face_close(&face);
    gfla_keypoints_free(&in.sequence);
    gfla_image_free(&in.image);
    return status;
}

/* ---- threads ---- */

struct transfer {
    const gfla_model *model; /* NULL: opens `weights` */
    const char *weights, *image, *points, *target;
    struct gfla_image made;
    gfla_status status;
    char message[512];
};

static void *run_transfer(void *argument)
{
    struct transfer *t = argument;
    gfla_device *device = NULL;
    gfla_pose *pose = NULL;
    struct gfla_image image = {0};
    struct gfla_keypoints points, target;
    t->status = gfla_device_open(&device, NULL, NULL);
    if (t->status == GFLA_OK)
        t->status = t->model ? gfla_pose_open_model(&pose, device, t->model, NULL)
                             : gfla_pose_open(&pose, device, t->weights, NULL);
    if (t->status == GFLA_OK)
        t->status = gfla_image_read(&image, t->image, NULL);
    if (t->status == GFLA_OK)
        t->status = gfla_keypoints_read(&points, t->points, NULL);
    if (t->status == GFLA_OK)
        t->status = gfla_keypoints_read(&target, t->target, NULL);
    if (t->status == GFLA_OK)
        t->status = gfla_pose_set_source(pose, &image, &points);
    if (t->status == GFLA_OK)
        t->status = gfla_pose_render(pose, &target, &t->made);
    snprintf(t->message, sizeof t->message, "%s", t->status == GFLA_OK ? "" : gfla_error_message());
    gfla_image_free(&image);
    gfla_pose_close(&pose);
    gfla_device_destroy(&device);
    return NULL;
}

static bool is_same(const struct gfla_image *a, const struct gfla_image *b)
{
    return a->width == b->width && a->height == b->height &&
           memcmp(a->data, b->data, (size_t)(3 * a->width * a->height)) == 0;
}

static int run_threads(int n, char **argv)
{
    struct transfer together[8] = {{0}};
    gfla_model *model;
    pthread_t threads[8];
    if (n > 8)
        return 2;
    if (gfla_model_open(&model, NULL, argv[0], NULL) != GFLA_OK)
        return failed("model");
    for (int i = 0; i < n; i++) {
        together[i] = (struct transfer){.model = model, .image = argv[1], .points = argv[2], .target = argv[3 + i]};
        if (pthread_create(&threads[i], NULL, run_transfer, &together[i]) != 0)
            return 1;
    }
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < n; i++) {
        struct transfer alone = together[i];
        alone.made = (struct gfla_image){0};
        alone.model = NULL;
        alone.weights = argv[0];
        run_transfer(&alone);
        if (together[i].status != alone.status || strcmp(together[i].message, alone.message) != 0)
            printf("%s: in a thread: %s\n", argv[3 + i], together[i].message);
        else if (alone.status != GFLA_OK)
            printf("%s: %s\n", argv[3 + i], alone.message);
        else
            printf("%s: %s\n", argv[3 + i], is_same(&together[i].made, &alone.made) ? "same" : "another image");
        gfla_image_free(&alone.made);
        gfla_image_free(&together[i].made);
    }
    gfla_model_close(&model);
    return 0;
}

int main(int argc, char **argv)
{
    gfla_device *device;
    gfla_status status;
    if (argc > 5 && strcmp(argv[1], "threads") == 0)
        return run_threads(argc - 5, argv + 2);
    if (argc < 7)
        return failed("usage");
    const char *extra = argc > 7 ? argv[7] : NULL;
    if (gfla_device_open(&device, NULL, NULL) != GFLA_OK)
        return failed("device");
    if (strcmp(argv[1], "face") == 0)
        status = animate_face(device, argv + 2, extra);
    else
        status = animate(device, argv + 2, extra);
    gfla_device_destroy(&device);
    return status == GFLA_OK ? 0 : failed(argv[1]);
}
