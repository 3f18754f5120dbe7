/* page_values.c - what options and operands take, beyond the names that their help has for it. A test asks the program
 * whether it takes these words and no others, and compares the endings with the tables of formats. */
#include <stdlib.h>
#include <string.h>

#include "cli/pages/pages.h"

#define IMAGES                                                                                                         \
    "png jpg jpeg jpe jfif webp tif tiff gif bmp dib ppm pgm pbm pnm tga dds sgi rgb rgba bw heic heif hif avif"
#define WRITTEN_IMAGES "png jpg jpeg ppm pgm"
#define ANIMATIONS "gif apng webp mp4 webm"
#define MESHES                                                                                                         \
    "obj ply stl off gltf glb fbx dae 3ds blend ac acc x lwo ms3d wrl x3d b3d md2 md3 dxf 3mf vrm zip sh3f jar"
#define WEIGHTS "safetensors pth pt"
#define POSES "json csv txt png jpg pts"
#define MOTIONS "bvh fbx dae glb gltf"

static const struct {
    const char *command; /* NULL: every one */
    const char *name;    /* of an option, or of an operand in capitals */
    struct page_value value;
} values[] = {
    {"animate", "format", {PAGE_WORD, ANIMATIONS}},
    {"animate", "motion", {PAGE_MODEL, WEIGHTS}},
    {"animate", "output", {PAGE_FILE, ANIMATIONS}},
    {"animate", "source-pose", {PAGE_FILE, POSES}},
    {"animate", "POSES", {PAGE_FILE, POSES " " MOTIONS}},
    {"bench", "compare", {PAGE_FILE, "json"}},
    {"bench", "json", {PAGE_FILE, "json"}},
    {"bench", "submit", {PAGE_FILE, "json"}},
    {"bench", "output", {PAGE_FILE, "json csv md svg"}},
    {"convert", "for", {PAGE_MODEL, "safetensors"}},
    {"convert", "IN", {PAGE_FILE, WEIGHTS}},
    {"convert", "OUT", {PAGE_FILE, "safetensors onnx"}},
    {"describe", "MODEL", {PAGE_MODEL, "safetensors"}},
    {"eval", "annotation", {PAGE_FILE, "csv"}},
    {"eval", "fid-convention", {PAGE_WORD, "pytorch-fid gfla"}},
    {"eval", "output", {PAGE_FILE, WRITTEN_IMAGES}},
    {"eval", "split", {PAGE_WORD, "all train held-out learn validation"}},
    {"face", "driving", {PAGE_FILE, "mp4 webm"}},
    {"face", "format", {PAGE_WORD, ANIMATIONS}},
    {"face", "output", {PAGE_FILE, ANIMATIONS}},
    {"face", "source-landmarks", {PAGE_FILE, "txt json pts csv"}},
    {"face", "LANDMARKS", {PAGE_FILE, "txt json pts csv"}},
    {"infer", "output", {PAGE_FILE, "npy"}},
    {"infer", "MODEL", {PAGE_MODEL, "safetensors"}},
    {"pack", "SET", {PAGE_FOLDER, ""}},
    {"person", "format", {PAGE_WORD, "jpg png"}},
    {"person", "model", {PAGE_WORD, "person person-market figure"}},
    {"person", "output", {PAGE_FILE, WRITTEN_IMAGES}},
    {"person", "show", {PAGE_WORDS, "flow mask attention strip"}},
    {"person", "source-pose", {PAGE_FILE, POSES}},
    {"person", "truth", {PAGE_FILE, IMAGES}},
    {"person", "POSE", {PAGE_FILE, POSES}},
    {"pose", "output", {PAGE_FILE, WRITTEN_IMAGES " " ANIMATIONS}},
    {"pose", "show", {PAGE_WORD, "skeleton heat dance face"}},
    {"pose", "FILE", {PAGE_FILE, POSES " " MOTIONS}},
    {"render", "background", {PAGE_FOLDER, ""}},
    {"render", "depth", {PAGE_WORD, "png npy none"}},
    {"render", "figures", {PAGE_WORD, "cc0 0ad blocks"}},
    {"render", "framing", {PAGE_WORD, "varied full"}},
    {"render", "layout", {PAGE_WORD, "views plain hdf5 r2n2 nmr srn nerf stanford zero123 objaverse"}},
    {"render", "lights", {PAGE_WORD, "default model"}},
    {"render", "materials", {PAGE_WORD, "own drawn redrawn"}},
    {"render", "motion", {PAGE_FILE, MOTIONS " zip"}},
    {"render", "output", {PAGE_FOLDER, ""}},
    {"render", "show", {PAGE_WORDS, "keypoints parts flow"}},
    {"render", "split", {PAGE_WORD, "train val test all"}},
    {"render", "up", {PAGE_WORD, "y z"}},
    {"render", "MODEL", {PAGE_FILE, MESHES}},
    {"train", "data", {PAGE_FILE, "hdf5 gflapack"}},
    {"train", "form", {PAGE_WORD, "published view appearance-flow solid"}},
    {"train", "gan", {PAGE_WORD, "lsgan hinge vanilla"}},
    {"train", "init", {PAGE_FILE, WEIGHTS}},
    {"train", "losses", {PAGE_WORD, "exact paper images"}},
    {"train", "model", {PAGE_WORD, "person person-market figure published view appearance-flow solid"}},
    {"train", "output", {PAGE_FOLDER, ""}},
    {"train", "sampling", {PAGE_WORD, "attention bilinear none"}},
    {"train", "schedule", {PAGE_WORD, "constant cosine"}},
    {"train", "stage", {PAGE_WORD, "full flow shape"}},
    {"tune", "MODEL", {PAGE_MODEL, "safetensors"}},
    {"view", "from", {PAGE_WORD, "auto"}},
    {"view", "model", {PAGE_MODEL, "safetensors"}},
    {"view", "output", {PAGE_FILE, WRITTEN_IMAGES " " ANIMATIONS " html"}},
    {"view", "show", {PAGE_WORDS, "flow mask warp correlation points"}},
    {"view", "truth", {PAGE_FOLDER, ""}},
    {NULL, "device", {PAGE_DEVICE, ""}},
    {NULL, "mask", {PAGE_FILE, IMAGES}},
    {NULL, "on", {PAGE_FILE, IMAGES}},
    {NULL, "weights", {PAGE_MODEL, WEIGHTS}},
    {NULL, "IMAGE", {PAGE_FILE, IMAGES}},
};
enum { N_VALUES = sizeof values / sizeof values[0] };
static bool is_used[N_VALUES];

/* "yes|no", "view|person": words to be typed as they are, with small letters and digits only. */
static bool are_words(const char *arg)
{
    return strchr(arg, '|') && strspn(arg, "abcdefghijklmnopqrstuvwxyz0123456789-|") == strlen(arg);
}

/* The words of "yes|no" with blanks between them, once for all that have the same. Lives as long as the program. */
static const char *split_words(const struct cli_command *command, const char *arg)
{
    static char kept[16][128];
    char words[sizeof kept[0]];
    if ((size_t)snprintf(words, sizeof words, "%s", arg) >= sizeof words)
        page_stop(command->name, "an argument has more words than fit");
    for (char *c = words; *c; c++)
        *c = *c == '|' ? ' ' : *c;
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (!*kept[i] || strcmp(kept[i], words) == 0)
            return strcpy(kept[i], words);
    page_stop(command->name, "more lists of words than are kept");
}

/* By what the help calls the argument. */
static struct page_value value_by_name(const struct cli_command *command, const char *arg)
{
    if (are_words(arg))
        return (struct page_value){PAGE_WORD, split_words(command, arg)};
    if (strcmp(arg, "DIR") == 0 || strcmp(arg, "FOLDER") == 0)
        return (struct page_value){PAGE_FOLDER, ""};
    if (strcmp(arg, "CSV") == 0)
        return (struct page_value){PAGE_FILE, "csv"};
    if (strcmp(arg, "FILE") == 0 || strcmp(arg, "PATH") == 0 || strcmp(arg, "FRAMES") == 0)
        return (struct page_value){PAGE_FILE, ""};
    return (struct page_value){PAGE_ANYTHING, ""};
}

struct page_value page_value_of(const struct cli_command *command, const char *name, const char *arg)
{
    const char *key = name ? name : arg;
    for (int i = 0; i < N_VALUES; i++)
        if ((!values[i].command || strcmp(values[i].command, command->name) == 0) && strcmp(values[i].name, key) == 0) {
            is_used[i] = true;
            return values[i].value;
        }
    return value_by_name(command, arg);
}

void page_values_check(void)
{
    for (int i = 0; i < N_VALUES; i++)
        if (!is_used[i]) {
            fprintf(stderr, "make_pages: page_values.c: gfla %s has no option or operand '%s'\n",
                    values[i].command ? values[i].command : "COMMAND", values[i].name);
            exit(1);
        }
}
