#include "io/weights/pickle.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "io/weights/pickle_machine.h"
#include "io/weights/pickle_opcodes.h"
#include "io/weights/torch_objects.h"

#define MAX_NAME 128
#define MAX_PROTOCOL 3
#define HINT "hint: save the state dictionary alone: torch.save(net.state_dict(), FILE)"

/* ---- names and what they make ---- */

/* The bytes before the next line end. */
static gfla_status take_line(struct gfla_pickle_machine *m, char line[MAX_NAME])
{
    gfla_status status = GFLA_OK;
    size_t size = 0;

    for (;; size++) {
        REQUIRE(size < MAX_NAME, GFLA_ERROR_INPUT, "the pickle has a name of %d bytes or more", MAX_NAME);
        TRY(gfla_pickle_take(m, line + size, 1));
        if (line[size] == '\n')
            break;
    }
    line[size] = 0;
    REQUIRE(gfla_utf8_is_plain(line, size), GFLA_ERROR_INPUT, "the pickle has a name that is no plain text");
fail:
    return status;
}

static gfla_status push_name(struct gfla_pickle_machine *m, int unused)
{
    struct gfla_pickle_value value = {.kind = GFLA_PICKLE_NAME};
    char module[MAX_NAME], name[MAX_NAME];
    gfla_status status;

    TRY(take_line(m, module));
    TRY(take_line(m, name));
    value.name = gfla_torch_name_find(module, name);
    REQUIRE(value.name, GFLA_ERROR_INPUT,
            "the pickle asks for %s.%s, which is not on the list of harmless names; nothing was run. " HINT, module,
            name);
    status = gfla_pickle_push(m, value);
fail:
    return status;
}

/* Of a name and a tuple of arguments. */
static gfla_status call(struct gfla_pickle_machine *m, int unused)
{
    struct gfla_pickle_value name, args, value;
    gfla_status status;

    TRY(gfla_pickle_pop(m, &args));
    TRY(gfla_pickle_pop(m, &name));
    REQUIRE(name.kind == GFLA_PICKLE_NAME && args.kind == GFLA_PICKLE_TUPLE, GFLA_ERROR_INPUT,
            "the pickle calls %s with %s", gfla_pickle_kind_name(name.kind), gfla_pickle_kind_name(args.kind));
    TRY(gfla_torch_call(m->torch, name.name, args.items, &value));
    status = gfla_pickle_push(m, value);
fail:
    return status;
}

static gfla_status push_storage(struct gfla_pickle_machine *m, int unused)
{
    struct gfla_pickle_value id, value;
    gfla_status status;

    TRY(gfla_pickle_pop(m, &id));
    TRY(gfla_torch_make_storage(m->torch, &id, &value));
    status = gfla_pickle_push(m, value);
fail:
    return status;
}

/* Attributes of an ordered dictionary (_metadata of a state dictionary): read and left out. */
static gfla_status drop_attributes(struct gfla_pickle_machine *m, int unused)
{
    struct gfla_pickle_value attributes, *top;
    gfla_status status;

    TRY(gfla_pickle_pop(m, &attributes));
    TRY(gfla_pickle_peek(m, &top));
    REQUIRE(top->kind == GFLA_PICKLE_DICT, GFLA_ERROR_INPUT, "the pickle sets attributes of %s",
            gfla_pickle_kind_name(top->kind));
fail:
    return status;
}

/* ---- the machine ---- */

gfla_status gfla_pickle_refuse_protocol(int protocol)
{
    static const char *const names[] = {"0 or 1", "1", "2", "3", "4", "5"};
    char number[16];
    snprintf(number, sizeof number, "%d", protocol);
    return gfla_fail(
        GFLA_ERROR_INPUT,
        "the pickle has protocol %s, not 2 or 3. hint: torch.save(..., pickle_protocol=2), which is its default",
        protocol >= 0 && protocol <= 5 ? names[protocol] : number);
}

static gfla_status check_protocol(struct gfla_pickle_machine *m, int size)
{
    uint64_t protocol;
    gfla_status status;

    TRY(gfla_pickle_take_number(m, size, &protocol));
    if (protocol < 2 || protocol > MAX_PROTOCOL)
        return gfla_pickle_refuse_protocol((int)protocol);
fail:
    return status;
}

static gfla_status stop(struct gfla_pickle_machine *m, int unused)
{
    gfla_status status = GFLA_OK;

    REQUIRE(m->n_stack == 1, GFLA_ERROR_INPUT, "the pickle ends with %zu values instead of one", m->n_stack);
    m->stopped = true;
fail:
    return status;
}

/* Everything that PyTorch's own reader of weights knows (torch/_weights_only_unpickler.py), and nothing else. */
static const struct opcode {
    const char *name; /* as in Python's pickletools */
    gfla_pickle_op *run;
    int argument;
} opcodes[256] = {
    [0x80] = {"PROTO", check_protocol, 1},
    ['.'] = {"STOP", stop, 0},
    ['N'] = {"NONE", gfla_pickle_op_kind, GFLA_PICKLE_NONE},
    ['('] = {"MARK", gfla_pickle_op_kind, GFLA_PICKLE_MARK},
    [0x88] = {"NEWTRUE", gfla_pickle_op_bool, 1},
    [0x89] = {"NEWFALSE", gfla_pickle_op_bool, 0},
    ['K'] = {"BININT1", gfla_pickle_op_unsigned, 1},
    ['M'] = {"BININT2", gfla_pickle_op_unsigned, 2},
    ['J'] = {"BININT", gfla_pickle_op_signed, 4},
    [0x8a] = {"LONG1", gfla_pickle_op_long, 1},
    ['G'] = {"BINFLOAT", gfla_pickle_op_double, 8},
    ['X'] = {"BINUNICODE", gfla_pickle_op_text, 4},
    ['U'] = {"SHORT_BINSTRING", gfla_pickle_op_text, 1},
    ['}'] = {"EMPTY_DICT", gfla_pickle_op_empty, GFLA_PICKLE_DICT},
    [']'] = {"EMPTY_LIST", gfla_pickle_op_empty, GFLA_PICKLE_LIST},
    [0x8f] = {"EMPTY_SET", gfla_pickle_op_empty, GFLA_PICKLE_LIST},
    [')'] = {"EMPTY_TUPLE", gfla_pickle_op_empty, GFLA_PICKLE_TUPLE},
    ['t'] = {"TUPLE", gfla_pickle_op_tuple_to_mark, 0},
    [0x85] = {"TUPLE1", gfla_pickle_op_tuple, 1},
    [0x86] = {"TUPLE2", gfla_pickle_op_tuple, 2},
    [0x87] = {"TUPLE3", gfla_pickle_op_tuple, 3},
    ['a'] = {"APPEND", gfla_pickle_op_append_one, 0},
    ['e'] = {"APPENDS", gfla_pickle_op_append_to_mark, GFLA_PICKLE_LIST},
    ['s'] = {"SETITEM", gfla_pickle_op_set_one, 0},
    ['u'] = {"SETITEMS", gfla_pickle_op_append_to_mark, GFLA_PICKLE_DICT},
    ['q'] = {"BINPUT", gfla_pickle_op_memo_put, 1},
    ['r'] = {"LONG_BINPUT", gfla_pickle_op_memo_put, 4},
    ['h'] = {"BINGET", gfla_pickle_op_memo_get, 1},
    ['j'] = {"LONG_BINGET", gfla_pickle_op_memo_get, 4},
    ['c'] = {"GLOBAL", push_name, 0},
    ['R'] = {"REDUCE", call, 0},
    [0x81] = {"NEWOBJ", call, 0},
    ['b'] = {"BUILD", drop_attributes, 0},
    ['Q'] = {"BINPERSID", push_storage, 0},
};

static gfla_status step(struct gfla_pickle_machine *m)
{
    const unsigned long long where = m->at;
    unsigned char code;
    gfla_status status;

    TRY(gfla_pickle_take(m, &code, 1));
    REQUIRE(opcodes[code].run, GFLA_ERROR_INPUT,
            "the pickle has the opcode 0x%02x at byte %llu, which is not on the list of harmless ones; nothing was "
            "run. " HINT,
            code, where);
    status = opcodes[code].run(m, opcodes[code].argument);
    if (status != GFLA_OK)
        status = gfla_fail_context(status, "%s at byte %llu", opcodes[code].name, where);
fail:
    return status;
}

/* Older protocols have no opcode that says so; they begin with a mark or a name. */
static gfla_status check_start(const struct gfla_reader *reader, uint64_t offset, uint64_t end)
{
    gfla_status status = GFLA_OK;
    unsigned char first = 0x80;
    if (offset < end)
        TRY(gfla_reader_get(reader, offset, &first, 1));
    if (first == '(' || first == 'c')
        return gfla_pickle_refuse_protocol(0);
fail:
    return status;
}

gfla_status gfla_pickle_read(const struct gfla_reader *reader, uint64_t *offset, uint64_t end, struct gfla_torch *torch,
                             struct gfla_pickle_value *root)
{
    struct gfla_pickle_machine m = {.reader = reader, .at = *offset, .end = end, .torch = torch, .heap = &torch->heap};
    gfla_status status = GFLA_OK;

    TRY(check_start(reader, *offset, end));
    while (!m.stopped)
        TRY(step(&m));
    status = gfla_pickle_pop(&m, root);
    *offset = m.at;
fail:
    free(m.stack);
    free(m.memo);
    return status;
}
