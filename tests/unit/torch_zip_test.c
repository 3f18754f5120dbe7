/* The zip form of PyTorch checkpoints: archives that are damaged, hostile, or not what torch.save writes. */
#include "scratch.h"

#include "torch_files.h"

static struct bytes file, pickle;
static size_t own[8], listed[8]; /* the members' own headers, and their entries in the directory */

static const float numbers[4] = {1, 2, 3, 4};

enum { PICKLE, NUMBERS, VERSION, N_MEMBERS };
static struct member_spec members[N_MEMBERS + 1];

static int make_pickle(void **state)
{
    put_ops(&pickle, PROTO "}");
    put_item(&pickle, "w", &(struct tensor_spec){"FloatStorage", "0", 4, 0, 1, {4}, {1}}, false);
    put_ops(&pickle, ".");
    return 0;
}

static void set_members(void)
{
    members[PICKLE] = (struct member_spec){"net/data.pkl", pickle.data, pickle.size};
    members[NUMBERS] = (struct member_spec){"net/data/0", numbers, sizeof numbers};
    members[VERSION] = (struct member_spec){"net/version", "3\n", 2};
}

static void make_n(size_t n)
{
    file.size = 0;
    put_zip(&file, members, n, own, listed);
}

static void make(void)
{
    set_members();
    make_n(N_MEMBERS);
}

/* Both headers of a member have these fields at the same place from the flags on. */
enum { FLAGS = 0, METHOD = 2, CRC = 8, PACKED = 12, SIZE = 16, NAME_BYTES = 20 };

static void set_own(int member, int field, uint64_t value, int n_bytes)
{
    set_number(file.data + own[member] + 6 + field, value, n_bytes);
}

static void set_listed(int member, int field, uint64_t value, int n_bytes)
{
    set_number(file.data + listed[member] + 8 + field, value, n_bytes);
}

static void set_both(int member, int field, uint64_t value, int n_bytes)
{
    set_own(member, field, value, n_bytes);
    set_listed(member, field, value, n_bytes);
}

#define assert_refused(text) assert_fails(try_open(&file), GFLA_ERROR_INPUT, (text))

static void the_archive_is_right(void **state)
{
    make();
    assert_ok(try_open(&file));
    set_members(); /* sizes that follow the content, as PyTorch writes them */
    make_n(N_MEMBERS);
    set_both(NUMBERS, FLAGS, 0x0808, 2);
    set_own(NUMBERS, CRC, 0, 4);
    set_own(NUMBERS, PACKED, 0, 4);
    set_own(NUMBERS, SIZE, 0, 4);
    assert_ok(try_open(&file));
}

static void packed_and_encrypted_members_are_refused(void **state)
{
    make();
    set_both(NUMBERS, METHOD, 8, 2);
    assert_refused("in.pth: member 'net/data/0' is compressed");
    make();
    set_both(PICKLE, METHOD, 8, 2);
    assert_refused("'net/data.pkl' is compressed");
    make();
    set_both(NUMBERS, FLAGS, 0x0801, 2);
    assert_refused("'net/data/0' is encrypted");
    const unsigned others[] = {0x0020, 0x0040, 0x2000, 0x0002};
    for (int i = 0; i < 4; i++) {
        make();
        set_both(NUMBERS, FLAGS, others[i], 2);
        assert_refused("has the flags");
    }
}

static void headers_must_agree(void **state)
{
    static const struct {
        int field, n_bytes;
        uint64_t value;
    } changes[] = {{FLAGS, 2, 0x0801}, {FLAGS, 2, 0}, {METHOD, 2, 8}, {CRC, 4, 1},        {CRC, 4, 0},
                   {PACKED, 4, 15},    {SIZE, 4, 15}, {SIZE, 4, 0},   {NAME_BYTES, 2, 9}, {SIZE, 4, UINT32_MAX}};
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        make();
        set_own(NUMBERS, changes[i].field, changes[i].value, changes[i].n_bytes);
        assert_refused("'net/data/0': its own header contradicts the directory");
    }
    make();
    file.data[own[NUMBERS] + 30] = 'x';
    assert_refused("contradicts the directory");
    make();
    file.data[own[NUMBERS]] = 'x';
    assert_refused("has no header of its own");
    make();
    set_listed(NUMBERS, PACKED, 15, 4);
    assert_refused("has two sizes");
}

static void members_do_not_overlap(void **state)
{
    make();
    set_both(NUMBERS, PACKED, 20, 4);
    set_both(NUMBERS, SIZE, 20, 4);
    assert_refused("member 'net/data/0' overlaps 'net/version'");
    make();
    set_both(VERSION, PACKED, 200, 4);
    set_both(VERSION, SIZE, 200, 4);
    assert_refused("member 'net/version' of 200 bytes reaches into the directory or beyond");
    make(); /* two entries for one member */
    set_number(file.data + listed[VERSION] + 42, own[NUMBERS], 4);
    assert_refused("contradicts the directory");
    set_members();
    members[N_MEMBERS] = members[NUMBERS];
    make_n(N_MEMBERS + 1);
    set_number(file.data + listed[N_MEMBERS] + 42, own[NUMBERS], 4);
    assert_refused("member 'net/data/0' overlaps 'net/data/0'");
}

/* Many entries for one member with a long header, which is read once, not as often as it is listed. */
static void headers_are_not_read_over_and_over(void **state)
{
    static const char extra[30000];

    for (int n = 2; n <= N_MEMBERS; n++) {
        for (int i = 0; i < n; i++)
            members[i] = (struct member_spec){"net/data.pkl", extra, i == 0 ? sizeof extra : 0};
        make_n((size_t)n);
        set_both(0, CRC, 0, 4); /* the first one's content becomes the extra field of an empty member */
        set_both(0, PACKED, 0, 8);
        set_own(0, NAME_BYTES + 2, sizeof extra, 2);
        for (int i = 1; i < n; i++)
            set_number(file.data + listed[i] + 42, own[0], 4);
        assert_refused(
            "in.pth: member 'net/data.pkl' overlaps others: the members' headers have more bytes than the archive");
    }
}

static void names_occur_once_and_are_plain(void **state)
{
    set_members();
    members[N_MEMBERS] = members[NUMBERS];
    make_n(N_MEMBERS + 1);
    assert_refused("two members are called 'net/data/0'");
    set_members();
    members[VERSION].name = "net/\x1b[2J";
    make_n(N_MEMBERS);
    assert_refused("no plain text");
    set_members();
    members[VERSION].name = "";
    make_n(N_MEMBERS);
    assert_refused("empty");
}

static void checksums_hold(void **state)
{
    gfla_checkpoint *c;
    float values[4];
    make();
    file.data[own[PICKLE] + 30 + strlen("net/data.pkl") + 4] ^= 1;
    assert_refused("'net/data.pkl' has the checksum");
    make();
    file.data[own[NUMBERS] + 30 + strlen("net/data/0")] ^= 1;
    assert_ok(gfla_checkpoint_open_memory(&c, file.data, file.size, "in.pth"));
    assert_fails(gfla_checkpoint_fetch(c, gfla_checkpoint_find(c, "w"), values), GFLA_ERROR_INPUT,
                 "in.pth: tensor 'w': storage '0' has the checksum");
    gfla_checkpoint_close(&c);
}

static void what_belongs_to_it_is_there(void **state)
{
    set_members();
    members[PICKLE].name = "net/data.pk";
    make_n(N_MEMBERS);
    assert_refused("has no data.pkl");
    static const char *const outside[] = {"../data.pkl", "/data.pkl", "./data.pkl"};
    for (int i = 0; i < 3; i++) {
        set_members();
        members[PICKLE].name = outside[i];
        make_n(N_MEMBERS);
        assert_refused("lies in no folder of the archive's own");
    }
    set_members();
    members[NUMBERS].name = "other/data/0";
    make_n(N_MEMBERS);
    assert_refused("storage '0' is not in the archive");
    set_members();
    members[NUMBERS].size = 12;
    make_n(N_MEMBERS);
    assert_refused("storage '0' has 12 bytes, its tensors expect 16");
    set_members();
    members[PICKLE].size--;
    make_n(N_MEMBERS);
    assert_refused("cut short");
    set_members();
    members[VERSION] = (struct member_spec){"net/byteorder", "big", 3};
    make_n(N_MEMBERS);
    assert_refused("big-endian");
    set_members();
    members[VERSION] = (struct member_spec){"net/constants.pkl", "", 0};
    make_n(N_MEMBERS);
    assert_refused("TorchScript");
}

/* ---- the end of the archive ---- */

#define END_BYTES 22

static void the_end_is_checked(void **state)
{
    static const struct {
        size_t field;
        int n_bytes;
        uint64_t value;
        const char *message;
    } changes[] = {
        {4, 2, 1, "several parts"},
        {8, 2, 1, "several parts"},
        {12, 4, 10, "does not lie in front"},
        {16, 4, UINT32_MAX, "does not lie in front"},
        {20, 2, 1, "has no end"},
        {10, 2, 2, "several parts"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        make();
        set_number(file.data + file.size - END_BYTES + changes[i].field, changes[i].value, changes[i].n_bytes);
        assert_refused(changes[i].message);
    }
    make();
    set_number(file.data + file.size - END_BYTES + 8, N_MEMBERS - 1, 2);
    set_number(file.data + file.size - END_BYTES + 10, N_MEMBERS - 1, 2);
    assert_refused("bytes more than members");
    make();
    set_number(file.data + file.size - END_BYTES + 8, N_MEMBERS + 1, 2);
    set_number(file.data + file.size - END_BYTES + 10, N_MEMBERS + 1, 2);
    assert_refused("the directory is damaged");
}

/* Puts the 64-bit records in front of the end, whose own fields become all ones. */
static void widen_end(uint64_t directory_shift)
{
    unsigned char end[END_BYTES];
    file.size -= END_BYTES;
    memcpy(end, file.data + file.size, END_BYTES);
    const uint64_t directory = listed[0], size = file.size - listed[0], at = file.size;
    put(&file, "PK\6\6", 4);
    put_number(&file, 44, 8);
    put(&file, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
    put_number(&file, N_MEMBERS, 8);
    put_number(&file, N_MEMBERS, 8);
    put_number(&file, size, 8);
    put_number(&file, directory + directory_shift, 8);
    put(&file, "PK\6\7\0\0\0\0", 8);
    put_number(&file, at, 8);
    put_number(&file, 1, 4);
    memset(end + 8, 0xff, 12);
    put(&file, end, END_BYTES);
}

static void wide_archives_are_read(void **state)
{
    make();
    widen_end(0);
    assert_ok(try_open(&file));
    make();
    widen_end(1);
    assert_refused("does not lie in front");
    make();
    widen_end(0);
    set_number(file.data + file.size - END_BYTES + 16, 1, 4);
    assert_refused("contradict each other");
    make();
    widen_end(0);
    file.data[file.size - END_BYTES - 20 + 8] ^= 1;
    assert_refused("in.pth: ");
}

static void damaged_archives_are_refused(void **state)
{
    make();
    const size_t whole = file.size;
    for (file.size = 0; file.size < whole; file.size++)
        assert_refused("in.pth: ");
    for (size_t i = 0; i < whole; i++) { /* nothing is read out of bounds, whatever one byte becomes */
        file.size = whole;
        file.data[i] ^= 0xff;
        try_open(&file);
        file.data[i] ^= 0xff;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_archive_is_right),
        cmocka_unit_test(packed_and_encrypted_members_are_refused),
        cmocka_unit_test(headers_must_agree),
        cmocka_unit_test(members_do_not_overlap),
        cmocka_unit_test(headers_are_not_read_over_and_over),
        cmocka_unit_test(names_occur_once_and_are_plain),
        cmocka_unit_test(checksums_hold),
        cmocka_unit_test(what_belongs_to_it_is_there),
        cmocka_unit_test(the_end_is_checked),
        cmocka_unit_test(wide_archives_are_read),
        cmocka_unit_test(damaged_archives_are_refused),
    };
    return cmocka_run_group_tests(tests, make_pickle, NULL);
}
