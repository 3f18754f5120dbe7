/* Names of joints. Sources: skeletons of Mixamo, the CMU motion database (cgspeed's BVH), MotionBuilder and Maya's
 * HumanIK, Biovision and Truebones, 3ds Max' Biped, Poser and Daz, Blender's Rigify, Unreal's mannequin, Unity and VRM,
 * Reallusion, DeepMotion, OptiTrack, Advanced Skeleton, SMPL. What a program puts in front of or behind all names, as
 * "Character1_" or "_JNT", is found out from the names themselves. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "viewsynth/render/motion_rig.h"

#define MOST_WORDS 8
#define WORD 64
#define MOST_TRIED 64 /* affixes */

/* In the order of preference: "LeftShoulder" is the collar bone where there is a "LeftArm", and the shoulder where
 * there is none. */
static const struct {
    const char *title;
    const char *words[MOST_WORDS];
} names[] = {
    [GFLA_RIG_R_HIP] = {"hip", {"upleg", "thigh", "upperleg", "thighbend", "hip"}},
    [GFLA_RIG_R_KNEE] = {"knee", {"leg", "lowerleg", "calf", "shin", "shinbend", "knee"}},
    [GFLA_RIG_R_ANKLE] = {"ankle", {"foot", "ankle"}},
    [GFLA_RIG_R_SHOULDER] = {"shoulder", {"arm", "upperarm", "uparm", "uarm", "shldr", "shldrbend", "shoulder"}},
    [GFLA_RIG_R_ELBOW] = {"elbow", {"forearm", "lowerarm", "lowarm", "farm", "forearmbend", "elbow"}},
    [GFLA_RIG_R_WRIST] = {"wrist", {"hand", "wrist"}},
    [GFLA_RIG_HEAD] = {"head", {"head", "spine006"}},
    [GFLA_RIG_HEAD_END] = {"top of the head", {"headtopend", "headend", "headtop", "headnub", "headtip"}},
};

/* Words that programs put in front or behind, and those of what is neither left nor right. */
static const char *const noise[] = {"mixamorig", "bip", "def", "j", "c", "m", "center", "centre", "mid"};

/* What is in front of and behind the words of a file's joints. */
struct affixes {
    char before[WORD], behind[WORD];
};

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

/* Takes "left", "l", "lf", or "left" in front of more. */
static char take_side(char *word)
{
    static const char *const sides[] = {"left", "right"}, *const short_sides[][4] = {{"l", "lf", "lt", "lft"},
                                                                                     {"r", "rt", "rgt", "rght"}};
    for (int i = 0; i < 2; i++) {
        const size_t n = strlen(sides[i]);
        bool found = strncmp(word, sides[i], n) == 0;
        if (found)
            memmove(word, word + n, strlen(word + n) + 1);
        for (int k = 0; k < 4 && !found; k++)
            if (strcmp(word, short_sides[i][k]) == 0) {
                word[0] = 0;
                found = true;
            }
        if (found)
            return i == 0 ? 'L' : 'R';
    }
    return 0;
}

static bool is_joint_word(const char *word)
{
    for (int j = 0; j <= GFLA_RIG_R_WRIST; j++)
        for (int i = 0; i < MOST_WORDS && names[j].words[i]; i++)
            if (strcmp(word, names[j].words[i]) == 0)
                return true;
    return false;
}

/* "lthigh", "RFOOT" and "LUArm" have no end of a word behind their side. */
static char take_letter(char *word)
{
    const char letter = word[0];
    if ((letter != 'l' && letter != 'r') || !is_joint_word(word + 1))
        return 0;
    memmove(word, word + 1, strlen(word));
    return letter == 'l' ? 'L' : 'R';
}

/* "LU" of "LUArm". */
static bool is_side_and_letter(const char *word, size_t n)
{
    return n == 2 && (word[0] == 'L' || word[0] == 'R') && isupper((unsigned char)word[1]) &&
           isupper((unsigned char)word[2]) && islower((unsigned char)word[3]);
}

char gfla_rig_side(const char *name, char word[WORD])
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
        char part[WORD] = "";
        for (size_t i = 0; i < n && i < sizeof part - 1; i++)
            part[i] = (char)tolower((unsigned char)c[i]);
        if (!side && is_side_and_letter(c, n)) {
            side = c[0];
            memmove(part, part + 1, sizeof part - 1);
        }
        c = end;
        if (is_noise(part) || (skip_digits && isdigit((unsigned char)part[0]))) {
            skip_digits = true; /* Bip01, Bip001 */
            continue;
        }
        skip_digits = false;
        if (!side)
            side = take_side(part);
        if (used + strlen(part) >= WORD)
            break;
        strcpy(word + used, part);
        used += strlen(part);
    }
    return side ? side : take_letter(word);
}

/* ---- which node is which joint ---- */

static bool is_left(int joint)
{
    return joint >= GFLA_RIG_L_HIP && joint <= GFLA_RIG_L_WRIST;
}

static const char *const *words_of(int joint)
{
    return names[is_left(joint) ? joint - GFLA_RIG_L_HIP : joint].words;
}

/* Sites where a chain of BVH ends are no joints; Assimp calls them after the last one. */
static bool is_end_site(const char *name)
{
    return strncmp(name, "EndSite", strlen("EndSite")) == 0;
}

static bool is_called(const char *word, const struct affixes *a, const char *wanted)
{
    const size_t before = strlen(a->before), n = strlen(wanted);
    return strncmp(word, a->before, before) == 0 && strncmp(word + before, wanted, n) == 0 &&
           strcmp(word + before + n, a->behind) == 0;
}

/* What a node's name says. */
struct spoken {
    char side, word[WORD];
    bool is_end_site;
};

struct search {
    struct gfla_rig *rig;
    struct spoken *names; /* of the skeleton's nodes */
};

static int find_word(const struct search *s, const struct affixes *affixes, char side, const char *wanted)
{
    for (size_t i = 0; i < s->rig->skeleton->n_nodes; i++) {
        const struct spoken *name = &s->names[i];
        if (!name->is_end_site && name->side == side && is_called(name->word, affixes, wanted))
            return (int)i;
    }
    return -1;
}

static int find_joint(const struct search *s, const struct affixes *affixes, int joint)
{
    const char side = is_left(joint) ? 'L' : joint <= GFLA_RIG_R_WRIST ? 'R' : 0;
    const char *const *words = words_of(joint);
    int found = -1;
    for (int i = 0; i < MOST_WORDS && words[i] && found < 0; i++)
        found = find_word(s, affixes, side, words[i]);
    return found;
}

/* How many of the joints that are needed. */
static int find_all(const struct search *s, const struct affixes *affixes)
{
    int n = 0;
    for (int j = 0; j < GFLA_RIG_JOINTS; j++) {
        s->rig->joints[j] = find_joint(s, affixes, j);
        n += j < GFLA_RIG_HEAD && s->rig->joints[j] >= 0;
    }
    return n;
}

/* What would make a word of the right hip's: "character1upleg" is that between "character1" and "". */
static bool take_affixes(const char *word, const char *wanted, struct affixes *a)
{
    const char *at = strstr(word, wanted);
    if (!at)
        return false;
    *a = (struct affixes){.before = ""};
    memcpy(a->before, word, (size_t)(at - word));
    strcpy(a->behind, at + strlen(wanted));
    return true;
}

/* Those with which most joints are found. */
static void find_affixed(const struct search *s)
{
    const struct affixes none = {.before = ""};
    struct affixes best = none, a;
    int most = find_all(s, &none), n_tried = 0;
    for (size_t i = 0; i < s->rig->skeleton->n_nodes && most < GFLA_RIG_HEAD; i++)
        for (int w = 0; s->names[i].side == 'R' && w < MOST_WORDS && names[GFLA_RIG_R_HIP].words[w]; w++) {
            if (!take_affixes(s->names[i].word, names[GFLA_RIG_R_HIP].words[w], &a) || ++n_tried > MOST_TRIED)
                continue;
            const int n = find_all(s, &a);
            best = n > most ? a : best;
            most = n > most ? n : most;
        }
    find_all(s, &best);
}

static gfla_status find_joints(struct gfla_rig *rig)
{
    struct search s = {.rig = rig};
    const size_t n = rig->skeleton->n_nodes;
    gfla_status status = gfla_calloc(&s.names, n, sizeof *s.names, "names of joints");
    if (status != GFLA_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        const char *name = gfla_skeleton_name(rig->skeleton, i);
        s.names[i].side = gfla_rig_side(name, s.names[i].word);
        s.names[i].is_end_site = is_end_site(name);
    }
    find_affixed(&s);
    free(s.names);
    return GFLA_OK;
}

/* ---- the head ---- */

static bool has_children(const struct gfla_skeleton *s, size_t node)
{
    for (size_t i = node + 1; i < s->n_nodes; i++)
        if (s->nodes[i].parent == (int)node)
            return true;
    return false;
}

/* What ends the head: the end site, or a leaf that its name calls an end ("spine.006_end"). */
static int find_head_end(const struct gfla_rig *rig)
{
    static const char *const ends[] = {"end", "nub", "tip", "top"};
    const struct gfla_skeleton *s = rig->skeleton;
    for (size_t i = 0; rig->joints[GFLA_RIG_HEAD] >= 0 && i < s->n_nodes; i++) {
        const char *name = gfla_skeleton_name(s, i);
        char word[WORD];
        if (s->nodes[i].parent != rig->joints[GFLA_RIG_HEAD] || has_children(s, i))
            continue;
        gfla_rig_side(name, word);
        if (is_end_site(name))
            return (int)i;
        for (size_t e = 0; e < sizeof ends / sizeof *ends; e++)
            if (gfla_text_ends(word, ends[e]))
                return (int)i;
    }
    return -1;
}

/* Without a name, the head is what the neck ends in, if that is one joint after the other. */
static int find_above_neck(const struct gfla_skeleton *s)
{
    int last = -1;
    for (size_t i = 0; i < s->n_nodes; i++) {
        const char *name = gfla_skeleton_name(s, i);
        char word[WORD];
        const bool is_neck = gfla_rig_side(name, word) == 0 && strstr(word, "neck");
        if (!is_end_site(name) && (last < 0 ? is_neck : s->nodes[i].parent == last))
            last = (int)i;
    }
    if (last >= 0) {
        char word[WORD];
        gfla_rig_side(gfla_skeleton_name(s, (size_t)last), word);
        last = strstr(word, "neck") ? -1 : last;
    }
    return last;
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
    TRY(find_joints(rig));
    for (int j = 0; j < GFLA_RIG_HEAD; j++)
        if (rig->joints[j] < 0)
            gfla_text_add(&missing, "%s%s %s", missing.size ? ", " : "", is_left(j) ? "left" : "right",
                          names[is_left(j) ? j - GFLA_RIG_L_HIP : j].title);
    if (rig->joints[GFLA_RIG_HEAD] < 0)
        rig->joints[GFLA_RIG_HEAD] = find_above_neck(skeleton);
    if (rig->joints[GFLA_RIG_HEAD_END] < 0)
        rig->joints[GFLA_RIG_HEAD_END] = find_head_end(rig);
    if (missing.size || missing.failed)
        status = refuse(rig, &missing);
fail:
    gfla_text_free(&missing);
    return status;
}
