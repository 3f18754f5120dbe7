/* people/person_leaks.h - people that are learned from and tested with: scores of a test say less then. */
#ifndef GFLA_PEOPLE_PERSON_LEAKS_H
#define GFLA_PEOPLE_PERSON_LEAKS_H

#include "io/keypoints/annotations.h"

/* The characters of an image's name that name its person: of DeepFashion up to the number behind "id"
 * (fashionWOMENTees_Tanksid0000000401_1front.jpg), of Market-1501 up to the camera (0002_c1s1_000451_03.jpg); of other
 * names all of them. */
size_t gfla_person_of_name(const char *name);

struct gfla_person_leaks {
    size_t n;            /* people (or, where names do not tell them, images) of the test that the training has too */
    const char *example; /* an image of one of them, of the test's list; valid as long as that */
};

/* Compares the lists of a set. */
gfla_status gfla_person_leaks_find(const struct gfla_pair_list *train, const struct gfla_pair_list *test,
                                   struct gfla_person_leaks *leaks);

#endif
