/* seeds FOLDER: writes FOLDER/READER/NAME, small files to begin fuzzing with: right ones of every kind that a reader
 * knows, and of each some that are cut or changed. Beside them belong the small files of tests/golden. */
#include <stdio.h>

#include "base/file.h"
#include "base/text.h"
#include "io/animation/animation.h"
#include "io/weights/npy.h"
#include "io/weights/safetensors.h"
#include "tests/fuzz/seeds.h"
#include "tests/unit/torch_files.h"

#define N_CHANGES 8

static struct bytes file, pickle;
static const char *root;
static const float numbers[24] = {0.5f, -1, 2,  3,  4,  5,  6,  7,  8,  9,  10, 11,
                                  12,   13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23};

void must(gfla_status status)
{
    if (status == GFLA_OK)
        return;
    fprintf(stderr, "seeds: %s\n", gfla_error_message());
    exit((int)status);
}

static const char *path_of(const char *reader, const char *name, int change)
{
    static char path[1024];

    snprintf(path, sizeof path, "%s/%s", root, reader);
    must(gfla_folder_create(path));
    if ((size_t)snprintf(path, sizeof path, "%s/%s/%s-%d", root, reader, name, change) >= sizeof path)
        must(gfla_fail(GFLA_ERROR_USAGE, "%s: the path is too long", root));
    return path;
}

/* Not by gfla_file_write, which waits for the disk. */
static void write_one(const char *path, const unsigned char *data, size_t size)
{
    FILE *stream = fopen(path, "wb");
    if (!stream || fwrite(data, 1, size, stream) != size || fclose(stream) != 0)
        must(gfla_fail(GFLA_ERROR_OUTPUT, "%s cannot be written", path));
}

void write_seeds(const char *reader, const char *name, unsigned char *data, size_t size)
{
    write_one(path_of(reader, name, 0), data, size);
    write_one(path_of(reader, name, 1), data, size / 2);
    for (int i = 2; i < N_CHANGES; i++) {
        unsigned char *byte = data + size * (size_t)(i - 1) / N_CHANGES;
        *byte ^= 0x55;
        write_one(path_of(reader, name, i), data, size);
        *byte ^= 0x55;
    }
}

void write_text_seeds(const char *reader, const char *name, const char *words)
{
    const size_t size = strlen(words);
    unsigned char *copy = malloc(size + 1);
    if (!copy)
        abort();
    memcpy(copy, words, size);
    write_seeds(reader, name, copy, size);
    free(copy);
}

void make_seed_folder(char *path, size_t size)
{
    const char *folder = getenv("TMPDIR");
    snprintf(path, size, "%s/gfla-seed-XXXXXX", folder ? folder : "/tmp");
    if (!mkdtemp(path))
        abort();
}

void remove_seed(char *path)
{
    remove(path);
    *strrchr(path, '/') = 0;
    remove(path);
}

/* ---- PyTorch ---- */

static const struct tensor_spec specs[] = {
    {"FloatStorage", "0", 24, 0, 3, {2, 3, 4}, {12, 4, 1}},
    {"FloatStorage", "0", 24, 1, 2, {4, 3}, {1, 8}},
    {"HalfStorage", "1", 48, 2, 1, {40}, {1}},
    {"LongStorage", "2", 12, 3, 0, {0}, {0}},
    {"ByteStorage", "3", 96, 0, 2, {5, 0}, {1, 1}},
    {"DoubleStorage", "4", 12, 0, 4, {3, 1, 2, 2}, {4, 9, 1, 2}},
};
#define N_SPECS (sizeof specs / sizeof specs[0])
static const char *const keys[] = {"0", "1", "2", "3", "4"};
static const uint64_t counts[] = {24, 48, 12, 96, 12};

static void put_object(bool legacy, bool nested)
{
    pickle.size = 0;
    put_ops(&pickle, nested ? PROTO "}q\1(U\5epochK\5U\4listh\1\x85U\5rates]G@\x09!\xfbTD-\x18"
                                    "aU\x0astate_dict"
                            : PROTO);
    put_ops(&pickle, DICT_NAME ")Rq\2");
    for (size_t i = 0; i < N_SPECS; i++) {
        char name[32];
        snprintf(name, sizeof name, "%slayer%zu.weight", nested ? "module." : "", i);
        put_item(&pickle, name, &specs[i], legacy);
    }
    put_ops(&pickle, nested ? "}U\x09_metadata}sbu." : ".");
}

static void write_legacy(const char *name, bool nested)
{
    struct storage_spec storages[5];

    for (int i = 0; i < 5; i++)
        storages[i] = (struct storage_spec){keys[i], counts[i], numbers, sizeof numbers};
    file.size = 0;
    put_object(true, nested);
    put_legacy_head(&file, true);
    put(&file, pickle.data, pickle.size);
    put_legacy_storages(&file, storages, 5);
    write_seeds("torch_legacy", name, file.data, file.size);
}

static void write_zip(const char *name, bool nested)
{
    static const char *const names[] = {"a/data/0", "a/data/1", "a/data/2", "a/data/3", "a/data/4"};
    struct member_spec members[8];

    put_object(false, nested);
    members[0] = (struct member_spec){"a/data.pkl", pickle.data, pickle.size};
    for (int i = 0; i < 5; i++)
        members[i + 1] = (struct member_spec){names[i], numbers, sizeof numbers};
    members[6] = (struct member_spec){"a/byteorder", "little", 6};
    members[7] = (struct member_spec){"a/version", "3\n", 2};
    file.size = 0;
    put_zip(&file, members, 8, NULL, NULL);
    write_seeds("torch_zip", name, file.data, file.size);
    write_seeds("archive", name, file.data, file.size);
}

/* ---- the others ---- */

/* A file that a writer of ours made, and its changes; for two readers, or one and NULL. */
static void reread(const char *reader, const char *other, const char *name, const char *path)
{
    void *data;
    size_t size;

    must(gfla_file_read(path, sizeof file.data, &data, &size));
    write_seeds(reader, name, data, size);
    if (other)
        write_seeds(other, name, data, size);
    free(data);
    remove(path);
}

static void write_safetensors(const char *name, bool half)
{
    const struct gfla_safetensors_entry entries[] = {
        {"a.weight", {3, {2, 3, 4}}, half}, {"b", {0}, false}, {"c", {2, {0, 5}}, half}};
    const struct gfla_safetensors_pair pair = {"form", "published"};
    gfla_safetensors_writer *writer;
    char path[1024];

    snprintf(path, sizeof path, "%s/whole", root);
    must(gfla_safetensors_create(&writer, path, entries, 3, &pair, half));
    for (size_t i = 0; i < 3; i++)
        must(gfla_safetensors_put(writer, i, numbers));
    must(gfla_safetensors_commit(&writer));
    reread("safetensors", NULL, name, path);
}

static void write_npy(enum gfla_dtype dtype)
{
    char path[1024];

    snprintf(path, sizeof path, "%s/whole", root);
    must(gfla_npy_write_as(path, dtype, (struct gfla_shape){2, {3, 2}}, numbers));
    reread("npy", NULL, gfla_dtype_infos[dtype].name, path);
}

/* ---- key points ---- */

static struct gfla_text text;

static void text_seeds(const char *name)
{
    write_seeds("keypoints", name, (unsigned char *)text.data, text.size);
    gfla_text_free(&text);
}

/* A person, or with a name one of a list. */
static void add_person(const char *before, const char *image, const char *field, int n)
{
    gfla_text_add(&text, "%s{", before);
    if (image)
        gfla_text_add(&text, "\"image_id\": \"%s\", ", image);
    gfla_text_add(&text, "\"%s\": [", field);
    for (int i = 0; i < n; i++)
        gfla_text_add(&text, "%s%d, %d.25, 0.5", i ? ", " : "", 3 * i + 7, 40 + i);
    gfla_text_add(&text, "]}");
}

static void add_numbers(const char *before, int n, const char *between)
{
    gfla_text_add(&text, "%s", before);
    for (int i = 0; i < n; i++)
        gfla_text_add(&text, "%s%d", i ? between : "", i == 3 ? -1 : i);
}

static void write_keypoints(void)
{
    static const int sizes[] = {17, 18, 25};
    static const char *const names[] = {"h36m", "coco", "body"};
    for (int i = 0; i < 3; i++) {
        add_person("{\"people\": [", NULL, "pose_keypoints_2d", sizes[i]);
        gfla_text_add(&text, "]}");
        text_seeds(names[i]);
    }
    add_person("{\"people\": [", NULL, "face_keypoints_2d", 70);
    gfla_text_add(&text, "]}");
    text_seeds("face_json");
    add_person("[", "a.jpg", "keypoints", 17);
    add_person(", ", "b.jpg", "keypoints", 17);
    gfla_text_add(&text, "]");
    text_seeds("alphapose");
    add_person("{\"a.jpg\": {\"bodies\": [", NULL, "joints", 18);
    gfla_text_add(&text, "]}, \"b.jpg\": {\"bodies\": []}}");
    text_seeds("cmu");
    for (int i = 0; i < 2; i++) {
        add_numbers(i ? "b.jpg: [" : "name:keypoints_y:keypoints_x\na.jpg: [", 18, ", ");
        add_numbers("]: [", 18, ", ");
        gfla_text_add(&text, "]\n");
    }
    text_seeds("annotation");
    gfla_text_add(&text, "from,to\na.jpg,b.jpg\nb.jpg,a.jpg\n");
    text_seeds("pairs");
    for (int i = 0; i < 68; i++)
        gfla_text_add(&text, "%d,%d\n", i, 100 - i);
    text_seeds("face");
}

/* ---- animations ---- */

/* Three frames of 16 x 16. */
static void write_video(const char *other, const char *name, const char *extension)
{
    const struct gfla_animation_params params = {.width = 16, .height = 16, .delay = 40};
    gfla_animation *animation;
    struct gfla_bitmap frame;
    char path[1024];

    snprintf(path, sizeof path, "%s/whole%s", root, extension);
    must(gfla_animation_open(&animation, path, &params));
    must(gfla_bitmap_create(&frame, 16, 16, 4, 8));
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < 16 * 16 * 4; i++)
            ((uint8_t *)frame.pixels)[i] = (uint8_t)(i * (k + 1));
        must(gfla_animation_add(animation, &frame));
    }
    gfla_bitmap_free(&frame);
    must(gfla_animation_finish(&animation));
    reread("video", other, name, path);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: seeds FOLDER\n");
        return 2;
    }
    root = argv[1];
    must(gfla_folder_create(root));
    write_legacy("flat", false);
    write_legacy("nested", true);
    write_zip("flat", false);
    write_zip("nested", true);
    write_safetensors("float", false);
    write_safetensors("half", true);
    write_keypoints();
    write_gltf_seeds();
    write_zeroad_seeds();
    write_body_seeds();
    write_view_seeds();
    write_wire_seeds();
    write_run_seeds();
    write_list_seeds();
    write_point_seeds();
    for (int i = 0; i < GFLA_DTYPE_COUNT; i++)
        if (gfla_dtype_infos[i].npy && gfla_dtype_infos[i].converts)
            write_npy((enum gfla_dtype)i);
    write_image_seeds();
    write_obj_seeds();
    write_video("webp", "webp", ".webp");
    write_video("gif", "gif", ".gif");
    write_video(NULL, "apng", ".apng");
    if (gfla_animation_check("x.mp4") == GFLA_OK) {
        write_video(NULL, "mp4", ".mp4");
        write_video(NULL, "webm", ".webm");
    }
    return 0;
}
