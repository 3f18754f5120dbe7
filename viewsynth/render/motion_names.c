/* Names of joints. Sources: skeletons of Mixamo, the CMU motion database (cgspeed's BVH), MotionBuilder, Biovision and
 * Truebones, 3ds Max' Biped, Poser, Blender's Rigify, Unreal's mannequin, Unity and VRM, SMPL. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "viewsynth/render/motion_rig.h"

/* In the order of preference: "LeftShoulder" is the collar bone where there is a "LeftArm", and the shoulder where
 * there is none. */
static const struct {
    const char *title;
    const char *words[6];
} names[] = {
    [GFLA_RIG_R_HIP] = {"hip", {"upleg", "thigh", "upperleg", "hip"}},
    [GFLA_RIG_R_KNEE] = {"knee", {"leg", "lowerleg", "calf", "shin", "knee"}},
    [GFLA_RIG_R_ANKLE] = {"ankle", {"foot", "ankle"}},
    [GFLA_RIG_R_SHOULDER] = {"shoulder", {"arm", "upperarm", "uparm", "shldr", "shoulder"}},
    [GFLA_RIG_R_ELBOW] = {"elbow", {"forearm", "lowerarm", "lowarm", "elbow"}},
    [GFLA_RIG_R_WRIST] = {"wrist", {"hand", "wrist"}},
    [GFLA_RIG_HEAD] = {"head", {"head"}},
    [GFLA_RIG_HEAD_END] = {"top of the head", {"headtopend", "headend", "headtop", "headnub", "endsitehead"}},
};

/* Words that programs put in front. */
static const char *const noise[] = {"mixamorig", "bip", "def", "j"};

/* The end of the word that begins at c: a change of case, or between letters and digits. "LHipJoint" is L, Hip,
 * Joint. */
static const char *word_end(const char *c)
{
    const char *start = c;
    bool digits = isdigit((unsigned char)*c);
    for (c++; isalnum((unsigned char)*c) && !isdigit((unsigned char)*c) == !digits; c++) {
        bool upper = isupper((unsigned char)*c), after_upper = isupper((unsigned char)c[-1]);
        if (upper && (!after_upper || islower((unsigned char)c[1])))
            break;
    }
    return c > start ? c : start + 1;
}

static bool is_noise(const char *word)
{
    for (size_t i = 0; i < sizeof noise / sizeof noise[0]; i++)
        if (strcmp(word, noise[i]) == 0)
            return true;
    return false;
}

/* Takes "left", "l", or "left" in front of more. */
static char take_side(char *word)
{
    static const char *const sides[] = {"left", "right"};
    for (int i = 0; i < 2; i++) {
        const size_t n = strlen(sides[i]);
        if (strncmp(word, sides[i], n) == 0)
            memmove(word, word + n, strlen(word + n) + 1);
        else if (word[0] == sides[i][0] && !word[1])
            word[0] = 0;
        else
            continue;
        return i == 0 ? 'L' : 'R';
    }
    return 0;
}

char gfla_rig_side(const char *name, char word[64])
{
    char side = 0;
    size_t used = 0;
    bool skip_digits = false;
    const char *colon = strrchr(name, ':');
    word[0] = 0;
    for (const char *c = colon ? colon + 1 : name; *c;) {
        if (!isalnum((unsigned char)*c)) {
            c++;
            continue;
        }
        const char *end = word_end(c);
        const size_t n = (size_t)(end - c);
        char part[64] = "";
        for (size_t i = 0; i < n && i < sizeof part - 1; i++)
            part[i] = (char)tolower((unsigned char)c[i]);
        c = end;
        if (is_noise(part) || (skip_digits && isdigit((unsigned char)part[0]))) {
            skip_digits = true; /* Bip01, Bip001 */
            continue;
        }
        skip_digits = false;
        if (!side)
            side = take_side(part);
        if (used + strlen(part) >= 64)
            break;
        strcpy(word + used, part);
        used += strlen(part);
    }
    return side;
}

static int find_word(const struct gfla_rig *rig, char side, const char *wanted)
{
    for (size_t i = 0; i < rig->skeleton->n_nodes; i++) {
        char word[64];
        if (gfla_rig_side(gfla_skeleton_name(rig->skeleton, i), word) == side && strcmp(word, wanted) == 0)
            return (int)i;
    }
    return -1;
}

static int find_joint(const struct gfla_rig *rig, enum gfla_rig_joint joint)
{
    const bool left = joint >= GFLA_RIG_L_HIP && joint <= GFLA_RIG_L_WRIST, right = joint <= GFLA_RIG_R_WRIST;
    const char *const *words = names[left ? joint - GFLA_RIG_L_HIP : joint].words;
    int found = -1;
    for (int i = 0; i < 6 && words[i] && found < 0; i++)
        found = find_word(rig, left ? 'L' : right ? 'R' : 0, words[i]);
    return found;
}

/* The names that there are, for whoever has to rename them. */
static gfla_status refuse(const struct gfla_rig *rig, const struct gfla_text *missing)
{
    struct gfla_text there = {0};
    for (size_t i = 0; i < rig->skeleton->n_nodes && there.size < 300; i++) {
        const char *name = gfla_skeleton_name(rig->skeleton, i);
        if (name[0] && gfla_utf8_is_plain(name, strlen(name)))
            gfla_text_add(&there, "%s%.40s", there.size ? ", " : "", name);
    }
    gfla_status status =
        gfla_fail(GFLA_ERROR_INPUT, "no joint was found for: %s. hint: rename them as Mixamo does; the file has %s",
                  missing->data ? missing->data : "", there.data ? there.data : "no names");
    gfla_text_free(&there);
    return status;
}

gfla_status gfla_rig_find(struct gfla_rig *rig, const struct gfla_skeleton *skeleton)
{
    gfla_status status = GFLA_OK;
    struct gfla_text missing = {0};
    *rig = (struct gfla_rig){.skeleton = skeleton};
    for (int j = 0; j < GFLA_RIG_JOINTS; j++) {
        rig->joints[j] = find_joint(rig, j);
        const bool left = j >= GFLA_RIG_L_HIP;
        if (rig->joints[j] < 0 && j < GFLA_RIG_HEAD)
            gfla_text_add(&missing, "%s%s %s", missing.size ? ", " : "", left ? "left" : "right",
                          names[left ? j - GFLA_RIG_L_HIP : j].title);
    }
    if (missing.size || missing.failed)
        status = refuse(rig, &missing);
    gfla_text_free(&missing);
    return status;
}
