/* curl.c - stands for libcurl.so.4 in the tarball. Debian's HDF5 can read files from the network through it, which gfla never asks for;
 * libcurl would bring 25 more libraries. */
#include <stddef.h>

#define EXPORT __attribute__((visibility("default")))

enum { FAILED = 2 }; /* CURLE_FAILED_INIT */

EXPORT int curl_global_init(long flags);
EXPORT void curl_global_cleanup(void);
EXPORT void *curl_easy_init(void);
EXPORT void curl_easy_cleanup(void *handle);
EXPORT int curl_easy_perform(void *handle);
EXPORT int curl_easy_setopt(void *handle, int option, ...);
EXPORT void *curl_slist_append(void *list, const char *text);
EXPORT void curl_slist_free_all(void *list);

int curl_global_init(long flags)
{
    (void)flags;
    return FAILED;
}

void curl_global_cleanup(void) {}

void *curl_easy_init(void)
{
    return NULL;
}

void curl_easy_cleanup(void *handle)
{
    (void)handle;
}

int curl_easy_perform(void *handle)
{
    (void)handle;
    return FAILED;
}

int curl_easy_setopt(void *handle, int option, ...)
{
    (void)handle;
    (void)option;
    return FAILED;
}

void *curl_slist_append(void *list, const char *text)
{
    (void)list;
    (void)text;
    return NULL;
}

void curl_slist_free_all(void *list)
{
    (void)list;
}
