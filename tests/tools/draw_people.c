/* draw_people FOLDER fashion|market PEOPLE POSES [SEED]: a data set of made-up people, in the layout of that data
 * set. */
#include <stdlib.h>

#include "tests/tools/people_set.h"

int main(int argc, char **argv)
{
    if (argc < 5 || argc > 6 || (strcmp(argv[2], "fashion") != 0 && strcmp(argv[2], "market") != 0)) {
        fprintf(stderr, "usage: draw_people FOLDER fashion|market PEOPLE POSES [SEED]\n");
        return GFLA_ERROR_USAGE;
    }
    const bool is_market = strcmp(argv[2], "market") == 0;
    const struct people_set set = {.name = is_market ? "market" : "fasion",
                                   .width = is_market ? 64 : 176,
                                   .height = is_market ? 128 : 256,
                                   .n_people = atoi(argv[3]),
                                   .n_poses = atoi(argv[4]),
                                   .seed = argc == 6 ? strtoull(argv[5], NULL, 10) : 0};
    const gfla_status status = people_set_write(&set, argv[1]);
    if (status)
        fprintf(stderr, "draw_people: %s\n", gfla_error_message());
    return (int)status;
}
