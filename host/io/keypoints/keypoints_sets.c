/* The joint sets, and how one becomes another: by parts of the body that both know, and a few that are the mean of two
 * others.
 *
 * Sources. COCO-18 and BODY-25: OpenPose, doc/02_output.md and getPoseBodyPartMapping. COCO-17: the "keypoints" of
 * COCO's person category (left before right), which AlphaPose keeps (docs/output.md). Human3.6M-17: the order of
 * VideoPose3D and of the dance data set. A neck between the shoulders is what OpenPose's is trained on and what
 * AlphaPose's cmu and open layouts write. Human3.6M from COCO, its "neck" being the nose, its "head" the middle of the
 * eyes, its spine the middle of hip and thorax: as MotionBERT does. */
#include "io/keypoints/joint_parts.h"

/* The mean of two other parts, for a set that lacks it; first == second: there is none. */
static const struct {
    enum gfla_part first, second;
} means[GFLA_PARTS] = {
    [GFLA_PART_NECK] = {GFLA_PART_R_SHOULDER, GFLA_PART_L_SHOULDER},
    [GFLA_PART_HIP] = {GFLA_PART_R_HIP, GFLA_PART_L_HIP},
    [GFLA_PART_SPINE] = {GFLA_PART_HIP, GFLA_PART_NECK},
    [GFLA_PART_HEAD] = {GFLA_PART_R_EYE, GFLA_PART_L_EYE},
};

struct member {
    enum gfla_part part;
    const char *name;
};

static const struct member coco_18[] = {
    {GFLA_PART_NOSE, "nose"},           {GFLA_PART_NECK, "neck"},           {GFLA_PART_R_SHOULDER, "right shoulder"},
    {GFLA_PART_R_ELBOW, "right elbow"}, {GFLA_PART_R_WRIST, "right wrist"}, {GFLA_PART_L_SHOULDER, "left shoulder"},
    {GFLA_PART_L_ELBOW, "left elbow"},  {GFLA_PART_L_WRIST, "left wrist"},  {GFLA_PART_R_HIP, "right hip"},
    {GFLA_PART_R_KNEE, "right knee"},   {GFLA_PART_R_ANKLE, "right ankle"}, {GFLA_PART_L_HIP, "left hip"},
    {GFLA_PART_L_KNEE, "left knee"},    {GFLA_PART_L_ANKLE, "left ankle"},  {GFLA_PART_R_EYE, "right eye"},
    {GFLA_PART_L_EYE, "left eye"},      {GFLA_PART_R_EAR, "right ear"},     {GFLA_PART_L_EAR, "left ear"},
};

static const struct member body_25[] = {
    {GFLA_PART_NOSE, "nose"},
    {GFLA_PART_NECK, "neck"},
    {GFLA_PART_R_SHOULDER, "right shoulder"},
    {GFLA_PART_R_ELBOW, "right elbow"},
    {GFLA_PART_R_WRIST, "right wrist"},
    {GFLA_PART_L_SHOULDER, "left shoulder"},
    {GFLA_PART_L_ELBOW, "left elbow"},
    {GFLA_PART_L_WRIST, "left wrist"},
    {GFLA_PART_HIP, "middle hip"},
    {GFLA_PART_R_HIP, "right hip"},
    {GFLA_PART_R_KNEE, "right knee"},
    {GFLA_PART_R_ANKLE, "right ankle"},
    {GFLA_PART_L_HIP, "left hip"},
    {GFLA_PART_L_KNEE, "left knee"},
    {GFLA_PART_L_ANKLE, "left ankle"},
    {GFLA_PART_R_EYE, "right eye"},
    {GFLA_PART_L_EYE, "left eye"},
    {GFLA_PART_R_EAR, "right ear"},
    {GFLA_PART_L_EAR, "left ear"},
    {GFLA_PART_L_BIG_TOE, "left big toe"},
    {GFLA_PART_L_SMALL_TOE, "left small toe"},
    {GFLA_PART_L_HEEL, "left heel"},
    {GFLA_PART_R_BIG_TOE, "right big toe"},
    {GFLA_PART_R_SMALL_TOE, "right small toe"},
    {GFLA_PART_R_HEEL, "right heel"},
};

static const struct member coco_17[] = {
    {GFLA_PART_NOSE, "nose"},
    {GFLA_PART_L_EYE, "left eye"},
    {GFLA_PART_R_EYE, "right eye"},
    {GFLA_PART_L_EAR, "left ear"},
    {GFLA_PART_R_EAR, "right ear"},
    {GFLA_PART_L_SHOULDER, "left shoulder"},
    {GFLA_PART_R_SHOULDER, "right shoulder"},
    {GFLA_PART_L_ELBOW, "left elbow"},
    {GFLA_PART_R_ELBOW, "right elbow"},
    {GFLA_PART_L_WRIST, "left wrist"},
    {GFLA_PART_R_WRIST, "right wrist"},
    {GFLA_PART_L_HIP, "left hip"},
    {GFLA_PART_R_HIP, "right hip"},
    {GFLA_PART_L_KNEE, "left knee"},
    {GFLA_PART_R_KNEE, "right knee"},
    {GFLA_PART_L_ANKLE, "left ankle"},
    {GFLA_PART_R_ANKLE, "right ankle"},
};

static const struct member h36m_17[] = {
    {GFLA_PART_HIP, "hip"},
    {GFLA_PART_R_HIP, "right hip"},
    {GFLA_PART_R_KNEE, "right knee"},
    {GFLA_PART_R_ANKLE, "right foot"},
    {GFLA_PART_L_HIP, "left hip"},
    {GFLA_PART_L_KNEE, "left knee"},
    {GFLA_PART_L_ANKLE, "left foot"},
    {GFLA_PART_SPINE, "spine"},
    {GFLA_PART_NECK, "thorax"},
    {GFLA_PART_NOSE, "neck"},
    {GFLA_PART_HEAD, "head"},
    {GFLA_PART_L_SHOULDER, "left shoulder"},
    {GFLA_PART_L_ELBOW, "left elbow"},
    {GFLA_PART_L_WRIST, "left wrist"},
    {GFLA_PART_R_SHOULDER, "right shoulder"},
    {GFLA_PART_R_ELBOW, "right elbow"},
    {GFLA_PART_R_WRIST, "right wrist"},
};

/* dlib's names of ranges, as the image shows them: what is right in it is the left of the face. */
static const struct {
    int first;
    const char *name;
} face_68[] = {
    {0, "jaw"},        {17, "first brow"}, {22, "second brow"}, {27, "nose bridge"}, {31, "nose tip"},
    {36, "first eye"}, {42, "second eye"}, {48, "outer lip"},   {60, "inner lip"},
};

#define SET(title, members)                                                                                            \
    {                                                                                                                  \
        title, sizeof members / sizeof members[0], members                                                             \
    }
static const struct set {
    const char *name;
    int n;
    const struct member *members; /* NULL: points that are no parts of a body */
} sets[GFLA_JOINTS_SETS] = {
    [GFLA_JOINTS_COCO_18] = SET("COCO-18", coco_18), [GFLA_JOINTS_BODY_25] = SET("BODY-25", body_25),
    [GFLA_JOINTS_COCO_17] = SET("COCO-17", coco_17), [GFLA_JOINTS_H36M_17] = SET("Human3.6M-17", h36m_17),
    [GFLA_JOINTS_FACE_68] = {"face-68", 68, NULL},
};

const char *gfla_joint_set_name(enum gfla_joint_set set)
{
    return (unsigned)set < GFLA_JOINTS_SETS ? sets[set].name : "no joint set";
}

int gfla_joint_set_size(enum gfla_joint_set set)
{
    return (unsigned)set < GFLA_JOINTS_SETS ? sets[set].n : 0;
}

const char *gfla_joint_name(enum gfla_joint_set set, int joint)
{
    if (joint < 0 || joint >= gfla_joint_set_size(set))
        return "no joint";
    if (sets[set].members)
        return sets[set].members[joint].name;
    int range = (int)(sizeof face_68 / sizeof face_68[0]) - 1;
    while (face_68[range].first > joint)
        range--;
    return face_68[range].name;
}

struct gfla_joint gfla_find_part(const struct gfla_keypoints *points, enum gfla_part part)
{
    const struct member *members = sets[points->set].members;
    for (int i = 0; i < points->n; i++)
        if (members[i].part == part)
            return points->joint[i].confidence > 0 ? points->joint[i] : (struct gfla_joint){0};
    if (means[part].first == means[part].second)
        return (struct gfla_joint){0};
    struct gfla_joint a = gfla_find_part(points, means[part].first), b = gfla_find_part(points, means[part].second);
    if (a.confidence <= 0 || b.confidence <= 0)
        return (struct gfla_joint){0};
    return (struct gfla_joint){(a.x + b.x) / 2, (a.y + b.y) / 2, (a.confidence + b.confidence) / 2};
}

gfla_status gfla_keypoints_check(const struct gfla_keypoints *points)
{
    if ((unsigned)points->set >= GFLA_JOINTS_SETS)
        return gfla_fail(GFLA_ERROR_USAGE, "no joint set has the number %d, there are %d", (int)points->set,
                         GFLA_JOINTS_SETS);
    if (points->n != 0 && points->n != sets[points->set].n)
        return gfla_fail(GFLA_ERROR_USAGE, "%d joints are not %s, which has %d. hint: 0 is nobody", points->n,
                         sets[points->set].name, sets[points->set].n);
    return GFLA_OK;
}

gfla_status gfla_keypoints_convert(struct gfla_keypoints *dst, enum gfla_joint_set set,
                                   const struct gfla_keypoints *src)
{
    const struct gfla_keypoints from = *src; /* dst may be the same */
    const gfla_status status = gfla_keypoints_check(&from);
    if (status != GFLA_OK)
        return status;
    if ((unsigned)set >= GFLA_JOINTS_SETS)
        return gfla_fail(GFLA_ERROR_USAGE, "no joint set has the number %d, there are %d", (int)set, GFLA_JOINTS_SETS);
    if (from.set == set) {
        *dst = from;
        return GFLA_OK;
    }
    *dst = (struct gfla_keypoints){.set = set};
    if (from.n == 0)
        return GFLA_OK;
    if (!sets[from.set].members || !sets[set].members)
        return gfla_fail(GFLA_ERROR_USAGE, "%s points cannot become %s. hint: give %s", sets[from.set].name,
                         sets[set].name, sets[set].members ? "the key points of a body" : "the 68 points of a face");
    dst->n = sets[set].n;
    for (int i = 0; i < dst->n; i++)
        dst->joint[i] = gfla_find_part(&from, sets[set].members[i].part);
    return GFLA_OK;
}
