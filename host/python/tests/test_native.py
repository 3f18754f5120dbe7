"""gfla/_native.py against the layouts that a C compiler sees in the headers, and the generator that writes it."""
import ctypes as ct
import os
import pathlib
import shutil
import subprocess
import sys

import pytest
from gfla import _native

PYTHON = pathlib.Path(__file__).resolve().parents[1]
INCLUDE = PYTHON.parent / "include"
BIND = PYTHON / "tools" / "bind.py"


def structs():
    return [value for value in vars(_native).values() if isinstance(value, type) and getattr(value, "_fields_", None)]


def constants():
    return {name: value for name, value in vars(_native).items() if name.startswith("GFLA_") and isinstance(value, int)}


def layout_program():
    lines = ["#include <stddef.h>", "#include <stdio.h>"]
    lines += [f"#include <gfla/{path.name}>" for path in sorted((INCLUDE / "gfla").glob("*.h"))]
    lines += ["int main(void) {"]
    for struct in structs():
        lines.append(f'    printf("{struct.__name__} %zu\\n", sizeof(struct {struct.__name__}));')
        for field, *_ in struct._fields_:
            lines.append(f'    printf("{struct.__name__}.{field} %zu\\n", offsetof(struct {struct.__name__}, {field}));')
    lines += [f'    printf("{name} %d\\n", (int){name});' for name in constants()]
    return "\n".join(lines + ["    return 0;", "}", ""])


def test_layouts_are_those_of_the_compiler(tmp_path):
    compiler = os.environ.get("CC", "cc")
    if not shutil.which(compiler):
        pytest.skip("no C compiler")
    (tmp_path / "layout.c").write_text(layout_program())
    subprocess.run([compiler, "-std=c11", f"-I{INCLUDE}", "layout.c", "-o", "layout"], cwd=tmp_path, check=True)
    rows = subprocess.run([tmp_path / "layout"], capture_output=True, text=True, check=True).stdout.split("\n")
    seen = {key: int(value) for key, value in (row.split() for row in rows if row)}
    expected = dict(constants())
    for struct in structs():
        expected[struct.__name__] = ct.sizeof(struct)
        expected.update((f"{struct.__name__}.{field}", getattr(struct, field).offset) for field, *_ in struct._fields_)
    assert seen == expected


HEADER = """
#define GFLA_LIMIT 4
typedef enum gfla_kind { GFLA_ONE = 1, GFLA_TWO, GFLA_BOTH = GFLA_ONE | GFLA_TWO, } gfla_kind;
typedef struct gfla_thing gfla_thing; /* opaque; with a comment */
typedef int (*gfla_report)(void *user, const char *text);
struct gfla_params {
    size_t struct_size;
    const float *values, bias[GFLA_LIMIT];
    enum gfla_kind kind;
    void (*done)(void *user);
};
GFLA_API gfla_kind gfla_thing_open(gfla_thing **thing, const char *const *names, const int sizes[3], gfla_report report);
GFLA_API void gfla_nothing(void);
"""


@pytest.fixture
def bind():
    sys.path.insert(0, str(BIND.parent))
    try:
        import bind
    finally:
        sys.path.pop(0)
    return bind


def test_generator_reads_each_kind_of_declaration(bind, tmp_path):
    (tmp_path / "all.h").write_text(HEADER)
    module = {}
    exec(bind.bind(tmp_path), module)
    assert (module["GFLA_LIMIT"], module["GFLA_TWO"], module["GFLA_BOTH"]) == (4, 2, 3)
    params = module["gfla_params"]
    assert [name for name, _ in params._fields_] == ["struct_size", "values", "bias", "kind", "done"]
    assert params.bias.size == 16 and params.values.size == ct.sizeof(ct.c_void_p)
    result, arguments = module["functions"]["gfla_thing_open"]
    assert result is ct.c_int
    thing, names, sizes, report = arguments
    assert thing is ct.POINTER(ct.POINTER(module["gfla_thing"])) and names is ct.POINTER(ct.c_char_p)
    assert sizes is ct.POINTER(ct.c_int) and report is module["gfla_report"]
    assert module["functions"]["gfla_nothing"] == (None, [])


@pytest.mark.parametrize(
    "text",
    [
        "GFLA_API int gfla_x(struct unknown *p);",
        "union gfla_u { int a; };",
        "int gfla_global;",
        "struct gfla_s { int bits : 3; };",
    ],
)
def test_generator_refuses_what_it_cannot_read(bind, tmp_path, text):
    (tmp_path / "odd.h").write_text(text)
    with pytest.raises(bind.HeaderError, match="odd.h"):
        bind.bind(tmp_path)
