#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "viewsynth/render/body/body_bones.h"
#include "viewsynth/render/body/body_head.h"
#include "viewsynth/render/body/body_glasses.h"
#include "viewsynth/render/body/body_hair.h"
#include "viewsynth/render/body/body_outfit.h"
#include "viewsynth/render/body/body_skin.h"
#include "viewsynth/render/figure/figure_source.h"

#define LEAST 0.005f /* metres that joints lie apart at least */
#define MOST 4.0f    /* metres from the origin */
#define STREAM 0x9e3779b97f4a7c15u

static gfla_status open_bodies(void **state, const char *path)
{
    struct body_data *data = NULL;
    gfla_status status = GFLA_OK;
    *state = NULL;
    REQUIRE(path, GFLA_ERROR_USAGE,
            "people need data. hint: viewsynth/data/fetch-people FOLDER fetches it (26 MB, CC0), then --people-data "
            "FOLDER");
    TRY(body_data_open(&data, path));
    TRY(body_head_map(data));
    *state = data;
    return GFLA_OK;
fail:
    body_data_close(&data);
    return status;
}

static void close_bodies(void **state)
{
    struct body_data *data = *state;
    body_data_close(&data);
    *state = NULL;
}

/* Heights that clothes go by. */
static void find_levels(struct body_make *make)
{
    const struct body_faces *tights = &make->data->groups[BODY_TIGHTS];
    for (int j = 0; j < BODY_JOINT_COUNT; j++)
        body_joint_at(make->data, (const float(*)[3])make->positions, (enum body_joint)j, make->joint[j]);
    make->crotch_y = make->joint[BODY_PELVIS][1];
    for (size_t f = 0; f < tights->n; f++)
        for (int k = 0; k < 4; k++) {
            const int v = tights->quads[f].v[k];
            if (fabsf(make->data->positions[v][0]) < 0.02f)
                make->crotch_y = fminf(make->crotch_y, make->positions[v][1]);
        }
    make->waist_y = 0.7f * make->joint[BODY_SPINE_4][1] + 0.3f * make->joint[BODY_SPINE_2][1];
}

/* The body stands on its soles. */
static void stand_on(struct body_make *make, float sole)
{
    for (int v = 0; v < make->data->n_vertices; v++)
        make->positions[v][1] += sole;
    make->ground_y = sole;
}

/* Clothes and hair divide by lengths of limbs and go by heights: damaged data must not get that far. */
static gfla_status check_body(const struct body_make *make)
{
    static const enum body_joint upwards[] = {BODY_L_ANKLE, BODY_L_KNEE, BODY_L_HIP,        BODY_SPINE_2,
                                              BODY_NECK,    BODY_MOUTH,  BODY_L_EYE_CENTRE, BODY_HEAD_TOP};
    static const enum body_joint sides[][2] = {{BODY_L_SHOULDER, BODY_R_SHOULDER},
                                               {BODY_L_ELBOW, BODY_R_ELBOW},
                                               {BODY_L_WRIST, BODY_R_WRIST},
                                               {BODY_L_HIP, BODY_R_HIP},
                                               {BODY_L_KNEE, BODY_R_KNEE},
                                               {BODY_L_ANKLE, BODY_R_ANKLE},
                                               {BODY_L_EYE_CENTRE, BODY_R_EYE_CENTRE}};
    gfla_status status = GFLA_OK;
    const float(*j)[3] = make->joint;
    for (size_t i = 1; i < sizeof upwards / sizeof *upwards; i++)
        REQUIRE(j[upwards[i]][1] - j[upwards[i - 1]][1] > LEAST, GFLA_ERROR_INPUT,
                "the data of people gives a body whose joints do not follow upwards, at %g m",
                (double)j[upwards[i]][1]);
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        REQUIRE(j[sides[i][0]][0] > LEAST && j[sides[i][1]][0] < -LEAST, GFLA_ERROR_INPUT,
                "the data of people gives a body whose left side is not to the left, at %g m",
                (double)j[sides[i][0]][1]);
    for (int i = 0; i < 3; i++)
        REQUIRE(fabsf(j[sides[i][0]][1]) < MOST && fabsf(j[sides[i][0]][0]) < MOST, GFLA_ERROR_INPUT,
                "the data of people gives a body of %g m", (double)j[sides[i][0]][1]);
    REQUIRE(j[BODY_L_SHOULDER][0] < j[BODY_L_WRIST][0] - LEAST && j[BODY_R_SHOULDER][0] > j[BODY_R_WRIST][0] + LEAST &&
                make->crotch_y > j[BODY_L_KNEE][1] + LEAST && make->waist_y > make->crotch_y + LEAST,
            GFLA_ERROR_INPUT, "the data of people gives a body without arms or legs");
fail:
    return status;
}

static gfla_status shape_body(struct body_make *make)
{
    gfla_status status = GFLA_OK;
    TRY(gfla_calloc(&make->positions, (size_t)make->data->n_vertices, sizeof *make->positions, "body"));
    TRY(gfla_calloc(&make->normals, (size_t)make->data->n_vertices, sizeof *make->normals, "normals of a body"));
    TRY(body_shape(make->data, &make->person, make->positions));
    stand_on(make, body_sole_draw(&make->random));
    find_levels(make);
    TRY(check_body(make));
    body_hands_relax(make, gfla_random_uniform(&make->random, 20, 75));
    for (int g = 0; g < BODY_GROUP_COUNT; g++)
        body_normals(&make->data->groups[g], (const float(*)[3])make->positions, make->normals);
fail:
    return status;
}

static gfla_status dress(struct body_make *make)
{
    gfla_status status = GFLA_OK;
    struct body_outfit outfit = {0};
    struct body_face face = {0};
    struct body_hair hair = {0};
    body_face_draw(make, &face);
    body_hair_draw(make, &hair, &face);
    TRY(body_outfit_draw(make, &outfit));
    TRY(body_skin_add(make, &outfit, &face));
    TRY(body_outfit_add(make, &outfit));
    TRY(body_hair_add(make, &hair, &outfit));
    TRY(body_glasses_add(make));
fail:
    body_outfit_free(&outfit);
    return status;
}

static void free_make(struct body_make *make)
{
    free(make->positions);
    free(make->normals);
    body_builder_free(&make->builder);
    gfla_text_free(&make->description);
}

static gfla_status make_body(void *state, uint64_t seed, struct gfla_figure *figure)
{
    gfla_status status = GFLA_OK;
    struct body_make make = {.data = state, .random = gfla_random_seed(seed, STREAM)};
    *figure = (struct gfla_figure){.licence = gfla_figure_source_cc0.licence};
    body_person_draw(&make.random, &make.person);
    body_colours_draw(&make.random, &make.person, &make.colours);
    TRY(shape_body(&make));
    TRY(dress(&make));
    gfla_text_add(&figure->description, "\"sex\": \"%s\", \"age\": %.0f, \"height\": %.2f, \"hair_colour\": \"%s\"%s",
                  make.person.female ? "female" : "male", (double)make.person.years, (double)make.person.height,
                  make.colours.hair_name, make.description.data ? make.description.data : "");
    REQUIRE(!make.description.failed && !figure->description.failed, GFLA_ERROR_MEMORY,
            "description of a person: host memory ran out");
    body_bones_place(&make, figure);
    body_joints_place(&make, figure);
    TRY(body_builder_finish(&make.builder, figure));
fail:
    free_make(&make);
    if (status != GFLA_OK)
        gfla_figure_free(figure);
    return status;
}

const struct gfla_figure_source gfla_figure_source_cc0 = {
    .name = "cc0",
    .licence = "CC0-1.0",
    .open = open_bodies,
    .close = close_bodies,
    .make = make_body,
};
