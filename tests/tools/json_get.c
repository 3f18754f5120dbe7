/* json_get [PATH...]: reads one JSON value per line from standard input, fails when a line is none, and prints for each
 * line the values at the paths ("devices.0.name"; "devices.#" is the number of elements), one per line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

static const cJSON *child(const cJSON *value, const char *key)
{
    return cJSON_IsArray(value) ? cJSON_GetArrayItem(value, atoi(key)) : cJSON_GetObjectItemCaseSensitive(value, key);
}

static int print_value(const cJSON *value)
{
    char *text = cJSON_PrintUnformatted(value);
    if (!text)
        return 1;
    puts(text);
    free(text);
    return 0;
}

static int print_path(const cJSON *root, const char *path)
{
    char key[256];
    const cJSON *value = root;
    for (const char *rest = path; value && *rest; rest += strspn(rest, ".")) {
        const size_t length = strcspn(rest, ".");
        snprintf(key, sizeof key, "%.*s", (int)length, rest);
        rest += length;
        if (strcmp(key, "#") == 0) {
            printf("%d\n", cJSON_GetArraySize(value));
            return 0;
        }
        value = child(value, key);
    }
    if (value)
        return print_value(value);
    fprintf(stderr, "json_get: there is no %s\n", path);
    return 1;
}

int main(int argc, char **argv)
{
    char *line = NULL;
    size_t capacity = 0;
    int failed = 0, n_lines = 0;
    for (; getline(&line, &capacity, stdin) >= 0; n_lines++) {
        const char *end;
        cJSON *root = cJSON_ParseWithOpts(line, &end, 1);
        if (!root) {
            fprintf(stderr, "json_get: line %d is not JSON: %s", n_lines + 1, line);
            failed = 1;
            break;
        }
        for (int i = 1; i < argc; i++)
            failed |= print_path(root, argv[i]);
        cJSON_Delete(root);
    }
    free(line);
    return failed || n_lines == 0;
}
