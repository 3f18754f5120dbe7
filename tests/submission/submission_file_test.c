/* Files of submissions: what is written is read, whatever its layout; what was changed is refused. */
#include <math.h>

#include <cjson/cJSON.h>

#include "bench/submission_digest.h"
#include "tests/submission/submissions.h"

static struct gfla_text json_of(const struct gfla_submission *s)
{
    struct gfla_text json = {0};
    assert_ok(gfla_submission_json(s, &json));
    return json;
}

static void what_is_written_is_read(void **state)
{
    struct gfla_submission s = make_submission("A <Device> \"of | mine\" \xc3\xa4", "GenuineIntel", 2), again;
    struct gfla_text json, twice;
    s.results[GFLA_SUBMISSION_TRAIN] = (struct gfla_submission_result){0};
    s.machine.cpu_mhz = 1234.5;
    json = json_of(&s);
    assert_ok(gfla_submission_parse(&again, json.data, json.size, "again.json"));
    twice = json_of(&again);
    assert_string_equal(json.data, twice.data);
    assert_string_equal(again.device.name, s.device.name);
    assert_int_equal(again.device.kind, GFLA_DEVICE_CPU);
    assert_true(again.device.global_memory == (uint64_t)8 << 30 && again.machine.cpu_mhz == 1234.5);
    assert_int_equal(again.results[GFLA_SUBMISSION_TRAIN].n_rounds, 0);
    gfla_text_free(&json);
    gfla_text_free(&twice);
}

/* jq, an editor or a mail program may lay it out anew, and order its members otherwise. */
static void layout_does_not_matter(void **state)
{
    struct gfla_submission s = make_submission("device", "AMD", 1.1), again;
    struct gfla_text json = json_of(&s);
    cJSON *parsed = cJSON_Parse(json.data), *first = cJSON_DetachItemFromArray(parsed, 0);
    cJSON_AddItemToObject(parsed, "schema", first);
    char *printed = cJSON_Print(parsed), *dense = cJSON_PrintUnformatted(parsed);
    assert_ok(gfla_submission_parse(&again, printed, strlen(printed), "printed"));
    assert_ok(gfla_submission_parse(&again, dense, strlen(dense), "dense"));
    cJSON_free(printed);
    cJSON_free(dense);
    cJSON_Delete(parsed);
    gfla_text_free(&json);
}

/* Replaces the first `from` by `to`. */
static struct gfla_text edit(const char *text, const char *from, const char *to)
{
    struct gfla_text edited = {0};
    const char *at = strstr(text, from);
    assert_non_null(at);
    gfla_text_add(&edited, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    return edited;
}

static void edits_are_refused(void **state)
{
    static const struct {
        const char *from, *to, *message;
    } edits[] = {
        {"\"date\": \"2026-01-31\"", "\"date\": \"2026-01-30\"", "changed after it was written"},
        {"\"name\": \"device\"", "\"name\": \"devices\"", "changed after it was written"},
        {"\"rounds\": [", "\"rounds\": [1, ", "changed after it was written"},
        {"\"error\": 1e-05", "\"error\": null", "changed after it was written"},
        {"\"score\": 1", "\"score\": 2", "changed after it was written"},
        {"\"others\": 0.01", "\"others\": 0.010000001", "changed after it was written"},
        {"\"reference\"", "\"note\": \"mine\", \"reference\"", "changed after it was written"},
        {"\"sha256:", "\"sha256:0", "changed after it was written"},
        {"\"digest\"", "\"digests\"", "changed after it was written"},
        {"\"load\"", "\"date\": 1, \"load\"", "\"date\" is there twice"},
        {"\"schema_version\": 1", "\"schema_version\": 2", "a newer gfla"},
        {"\"profile\": 1", "\"profile\": 9", "a newer gfla"},
        {GFLA_SUBMISSION_SCHEMA, "other", "no submission"},
        {"\"digest\"", "{", "no JSON object"},
    };
    const struct gfla_submission s = make_submission("device", "AMD", 1);
    struct gfla_submission read;
    struct gfla_text json = json_of(&s);
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        struct gfla_text edited = edit(json.data, edits[i].from, edits[i].to);
        assert_fails(gfla_submission_parse(&read, edited.data, edited.size, "mine.json"), GFLA_ERROR_INPUT,
                     edits[i].message);
        assert_non_null(strstr(gfla_error_message(), "mine.json: "));
        gfla_text_free(&edited);
    }
    gfla_text_free(&json);
}

/* Each byte in turn becomes another: what is still read says the same. */
static void changes_of_any_byte_are_found(void **state)
{
    const struct gfla_submission s = make_submission("device", "AMD", 1);
    struct gfla_submission read;
    struct gfla_text json = json_of(&s);
    size_t n_read = 0;
    for (size_t i = 0; i < json.size; i++) {
        const char was = json.data[i];
        json.data[i] = was == ' ' ? '\n' : was == '1' ? '2' : (char)(was ^ 1);
        if (gfla_submission_parse(&read, json.data, json.size, "changed") == GFLA_OK) {
            struct gfla_text again = json_of(&read);
            json.data[i] = was;
            assert_string_equal(again.data, json.data);
            gfla_text_free(&again);
            n_read++;
        }
        json.data[i] = was;
    }
    assert_in_range(n_read, 1, json.size / 4); /* blanks */
    gfla_text_free(&json);
}

/* The digest is no secret, so what it fits to is checked all the same. */
static void nonsense_is_refused(void **state)
{
    static const struct {
        const char *from, *to, *message;
    } edits[] = {
        {"\"compute_units\": 2", "\"compute_units\": -2", "\"compute_units\": -2 is not in 0"},
        {"\"compute_units\": 2", "\"compute_units\": \"2\"", "\"compute_units\" is no number"},
        {"\"kind\": \"cpu\"", "\"kind\": \"abacus\"", "none of gpu, cpu, other"},
        {"\"name\": \"device\"", "\"name\": \"a\\u001b[31m\"", "control characters"},
        {"\"name\": \"device\"", "\"name\": null", "no name"},
        {"\"rounds\": [", "\"rounds\": [0, ", "fma: a round is not above 0"},
        {"\"rounds\": [", "\"rounds\": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1, ", "no list of at most 16 numbers"},
        {"\"name\": \"fma\"", "\"name\": \"fme\"", "none of profile 1"},
        {"\"name\": \"copy\"", "\"name\": \"fma\"", "fma is there twice"},
        {"\"load\": {", "\"loads\": {", "\"load\" is not there"},
        {"\"results\": [", "\"result\": [", "\"results\" is not there"},
    };
    const struct gfla_submission s = make_submission("device", "AMD", 1);
    struct gfla_submission read;
    struct gfla_text json = json_of(&s);
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        struct gfla_text edited = edit(json.data, edits[i].from, edits[i].to);
        char digest[GFLA_SUBMISSION_DIGEST];
        cJSON *parsed = cJSON_Parse(edited.data);
        assert_ok(gfla_submission_digest(parsed, digest));
        cJSON_ReplaceItemInObject(parsed, "digest", cJSON_CreateString(digest));
        char *printed = cJSON_Print(parsed);
        assert_fails(gfla_submission_parse(&read, printed, strlen(printed), "mine.json"), GFLA_ERROR_INPUT,
                     edits[i].message);
        cJSON_free(printed);
        cJSON_Delete(parsed);
        gfla_text_free(&edited);
    }
    gfla_text_free(&json);
}

static void canonical_text_is_as_documented(void **state)
{
    struct gfla_text text = {0};
    cJSON *json =
        cJSON_Parse("{ \"b\" : [ 1.50, 1e3, 0.1, true, null ], \"a\\u0041\": {}, \"\\u00e4\": \"\\u00e4\\\"\" }");
    assert_ok(gfla_submission_canonical(json, &text));
    assert_string_equal(text.data,
                        "{\"aA\":{},\"b\":[1.5,1000,0.10000000000000001,true,null],\"\xc3\xa4\":\"\xc3\xa4\\\"\"}");
    cJSON_Delete(json);
    gfla_text_free(&text);
}

static void score_is_the_geometric_mean(void **state)
{
    struct gfla_submission s = make_submission("device", "AMD", 1);
    double score;
    assert_true(gfla_submission_score(&s, &score, NULL));
    assert_near(score, 1, 1e-6);
    for (int i = 0; i < 3; i++) {
        s.results[GFLA_SUBMISSION_PERSON].rounds[i] /= 32;
        s.results[GFLA_SUBMISSION_FMA].rounds[i] *= 100; /* not scored */
    }
    assert_true(gfla_submission_score(&s, &score, NULL));
    assert_near(score, 2, 1e-6); /* the fifth root of 32 */
}

static void voids_say_why(void **state)
{
    struct gfla_submission s = make_submission("device", "AMD", 1);
    struct gfla_text why = {0};
    double score = 1;
    s.results[GFLA_SUBMISSION_FACE].error = 2e-3;
    s.results[GFLA_SUBMISSION_RENDER].has_error = false;
    s.results[GFLA_SUBMISSION_COLD].n_rounds = 0;
    s.others = 0.23;
    assert_false(gfla_submission_score(&s, &score, &why));
    assert_true(score == 0);
    assert_string_equal(why.data, "face-256: the error 2.0e-03 is above 1e-03; render-256: its error was not measured; "
                                  "cold start: not measured; busy: other processes took 23 % of the processors' time, "
                                  "10 are allowed");
    gfla_text_free(&why);
    s = make_submission("device", "AMD", 1);
    s.results[GFLA_SUBMISSION_FACE].error = (double)NAN;
    assert_false(gfla_submission_score(&s, &score, NULL));
    assert_true(isinf(gfla_submission_largest_error(&s))); /* it would be 1e-5 without this part */
    snprintf(s.device.platform, sizeof s.device.platform, "Oclgrind");
    s.results[GFLA_SUBMISSION_FACE].error = 0;
    assert_false(gfla_submission_score(&s, &score, &why));
    assert_string_equal(why.data, "out of contest: the device is an emulator");
    gfla_text_free(&why);
}

static void markdown_is_short_and_plain(void **state)
{
    struct gfla_submission s = make_submission("<b>|`x`", "AMD", 1.5);
    struct gfla_text page = {0};
    int lines = 0;
    gfla_submission_markdown(&s, &page);
    for (const char *at = page.data; *at; at++)
        lines += *at == '\n';
    assert_in_range(lines, 1, GFLA_SUBMISSION_MOST_LINES);
    assert_non_null(strstr(page.data, "score 1.50**"));
    assert_non_null(strstr(page.data, "&lt;b&gt;\\|\\`x\\`, A Platform"));
    gfla_text_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),     cmocka_unit_test(layout_does_not_matter),
        cmocka_unit_test(edits_are_refused),           cmocka_unit_test(changes_of_any_byte_are_found),
        cmocka_unit_test(nonsense_is_refused),         cmocka_unit_test(canonical_text_is_as_documented),
        cmocka_unit_test(score_is_the_geometric_mean), cmocka_unit_test(voids_say_why),
        cmocka_unit_test(markdown_is_short_and_plain)};
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
