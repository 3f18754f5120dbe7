/* Key points in the forms that programs write them in. */
#include "base/text.h"
#include "tests/fuzz/seeds.h"

static struct gfla_text text;

static void flush(const char *reader, const char *name)
{
    write_seeds(reader, name, (unsigned char *)text.data, text.size);
    gfla_text_free(&text);
}

/* n points of no particular person. */
static void add_points(int n, double scale, const char *before, const char *middle, const char *after,
                       const char *between)
{
    for (int i = 0; i < n; i++)
        gfla_text_add(&text, "%s%s%g%s%g%s", i ? between : "", before, scale * (i % 7 + 1), middle, scale * (i + 3),
                      after);
}

static const struct {
    const char *name, *head;
    int n;
    double scale;
    const char *before, *middle, *after, *between, *tail;
} forms[] = {
    {"controlnet", "{\"people\":[{\"pose_keypoints_2d\":[", 18, 1, "", ",", ",1", ",",
     "],\"face_keypoints_2d\":null}],\"canvas_height\":64,\"canvas_width\":48}"},
    {"comfyui", "[{\"people\":[{\"pose_keypoints_2d\":[", 18, 0.03, "", ",", ",1", ",",
     "]}],\"animals\":[],\"canvas_height\":64,\"canvas_width\":48},{\"people\":[]}]"},
    {"coco_set", "{\"annotations\":[{\"image_id\":7,\"keypoints\":[", 17, 1, "", ",", ",2", ",",
     "]}],\"images\":[{\"id\":7,\"file_name\":\"b/a.jpg\",\"width\":48,\"height\":64}]}"},
    {"mmpose", "[{\"bbox\":[[1,2,3,4]],\"keypoints\":[", 17, 1, "[", ",", "]", ",", "],\"bbox_score\":0.9}]"},
    {"mmpose_dump",
     "{\"meta_info\":{\"dataset_name\":\"coco\"},\"instance_info\":[{\"frame_id\":1,\"instances\":[{\"keypoints\":[",
     17, 1, "[", ",", "]", ",", "],\"keypoint_scores\":[1,0.5]}]}]}"},
    {"predictions", "{\"predictions\":[[{\"keypoints\":[", 17, 1, "[", ",", "]", ",", "]}]]}"},
    {"tensorflow", "[{\"score\":0.8,\"keypoints\":[", 17, 1, "{\"x\":", ",\"y\":", ",\"score\":0.7,\"name\":\"nose\"}",
     ",", "]}]"},
    {"mediapipe", "{\"landmarks\":[[", 33, 0.02, "{\"x\":", ",\"y\":", ",\"z\":-0.1,\"visibility\":0.99}", ",",
     "]],\"worldLandmarks\":[[]]}"},
    {"mediapipe_old", "{\"pose_landmarks\":{\"landmark\":[", 33, 0.02, "{\"x\":", ",\"y\":", "}", ",", "]}}"},
    {"ultralytics",
     "[{\"name\":\"person\",\"class\":0,\"box\":{\"x1\":1,\"y1\":2,\"x2\":3,\"y2\":4},\"keypoints\":{\"x\":[1,2,3],"
     "\"y\":[",
     17, 1, "", ",", "", ",", "]}}]"},
    {"body25b", "{\"people\":[{\"pose_keypoints_2d\":[", 25, 1, "", ",", ",0.9", ",",
     "],\"person_id\":[-1]}],\"version\":1.3}"},
    {"lines18", "", 18, 1, "", " ", "", "\n", "\n"},
    {"lines17", "x,y,score\r\n", 17, 1, "", ",", ",0.5", "\r\n", ""},
    {"fractions", "", 18, 0.04, "", ";", "", "\n", "\n"},
    {"yolo", "0 0.5 0.5 0.6 0.9 ", 17, 0.04, "", " ", " 2", " ", "\n"},
};

void write_point_seeds(void)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        gfla_text_add(&text, "%s", forms[i].head);
        add_points(forms[i].n, forms[i].scale, forms[i].before, forms[i].middle, forms[i].after, forms[i].between);
        gfla_text_add(&text, "%s", forms[i].tail);
        flush("keypoints", forms[i].name);
    }
    gfla_text_add(&text, "{\"faceLandmarks\":[[");
    add_points(68, 0.01, "{\"x\":", ",\"y\":", ",\"z\":0}", ",");
    gfla_text_add(&text, "]]}");
    flush("landmarks", "mediapipe");
    gfla_text_add(&text, "{\"people\":[{\"face_keypoints_2d\":[");
    add_points(70, 1, "", ",", ",0.9", ",");
    gfla_text_add(&text, "]}]}");
    flush("landmarks", "openpose");
}
