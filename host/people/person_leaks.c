#include "people/person_leaks.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

size_t gfla_person_of_name(const char *name)
{
    const size_t n = digits(name);
    if (n > 0 && name[n] == '_' && name[n + 1] == 'c' && digits(name + n + 2) > 0)
        return n;
    for (const char *id = strstr(name, "id"); id; id = strstr(id + 2, "id")) {
        const char *number = id + 2 + (id[2] == '_');
        if (digits(number) >= 6)
            return (size_t)(number - name) + digits(number);
    }
    return strlen(name);
}

/* All people of a list, each once, sorted. */
struct people {
    const char **names;
    size_t n;
};

static int compare(const void *a, const void *b)
{
    const char *one = *(const char *const *)a, *two = *(const char *const *)b;
    const size_t n = gfla_person_of_name(one), m = gfla_person_of_name(two);
    const int order = memcmp(one, two, n < m ? n : m);
    return order ? order : (n > m) - (n < m);
}

static gfla_status gather(const struct gfla_pair_list *list, struct people *people)
{
    const gfla_status status = gfla_calloc(&people->names, 2 * list->n + 1, sizeof *people->names, "names of people");
    if (status != GFLA_OK)
        return status;
    for (size_t i = 0; i < list->n; i++) {
        people->names[2 * i] = list->pairs[i].from;
        people->names[2 * i + 1] = list->pairs[i].to;
    }
    qsort(people->names, 2 * list->n, sizeof *people->names, compare);
    for (size_t i = 0; i < 2 * list->n; i++)
        if (people->n == 0 || compare(&people->names[people->n - 1], &people->names[i]) != 0)
            people->names[people->n++] = people->names[i];
    return GFLA_OK;
}

gfla_status gfla_person_leaks_find(const struct gfla_pair_list *train, const struct gfla_pair_list *test,
                                   struct gfla_person_leaks *leaks)
{
    gfla_status status;
    struct people learned = {0}, tested = {0};
    *leaks = (struct gfla_person_leaks){0};
    TRY(gather(train, &learned));
    TRY(gather(test, &tested));
    for (size_t i = 0, k = 0; i < learned.n && k < tested.n;) {
        const int order = compare(&learned.names[i], &tested.names[k]);
        if (order == 0 && leaks->n++ == 0)
            leaks->example = tested.names[k];
        i += order <= 0;
        k += order >= 0;
    }
fail:
    free(learned.names);
    free(tested.names);
    return status;
}
