#!/usr/bin/env python3
"""Writes gfla/_native.py, the ctypes declarations, from the public C headers.

    tools/bind.py HEADER_FOLDER [OUTPUT]      without OUTPUT: standard output

The headers follow docs/conventions.md, so a small reader is enough: comments are dropped, and each declaration at the
top level is a typedef, an enum, a struct, or a function marked GFLA_API. Anything else is an error, not a guess. The
build runs this (cmake/Python.cmake); nothing of it is kept in the repository.
"""
import pathlib
import re
import sys

SCALARS = {
    "void": "None", "bool": "ct.c_bool", "char": "ct.c_char", "float": "ct.c_float", "double": "ct.c_double",
    "int": "ct.c_int", "unsigned": "ct.c_uint", "unsigned int": "ct.c_uint", "long": "ct.c_long", "size_t": "ct.c_size_t",
    "long long": "ct.c_longlong", "unsigned char": "ct.c_ubyte", "signed char": "ct.c_byte", "ptrdiff_t": "ct.c_ssize_t",
    **{name: "ct.c_void_p" for name in ("cl_command_queue", "cl_context", "cl_device_id", "cl_mem", "cl_event")},
    **{f"int{n}_t": f"ct.c_int{n}" for n in (8, 16, 32, 64)},
    **{f"uint{n}_t": f"ct.c_uint{n}" for n in (8, 16, 32, 64)},
}


class HeaderError(Exception):
    pass


def tidy(text):
    return re.sub(r"\s+", " ", text).strip()


def split_top(text, separator):
    """Splits at separators that stand in no bracket."""
    parts, depth, begin = [], 0, 0
    for i, c in enumerate(text):
        if c in "({[":
            depth += 1
        elif c in ")}]":
            depth -= 1
        elif c == separator and depth == 0:
            parts.append(text[begin:i])
            begin = i + 1
    parts.append(text[begin:])
    return [tidy(part) for part in parts if tidy(part)]


def strip_header(text, defines):
    """Drops comments and directives; keeps the numbers that are #defined."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S)
    text = re.sub(r"#ifdef __cplusplus.*?#endif", " ", text, flags=re.S).replace("\\\n", " ")
    kept = []
    for line in text.splitlines():
        number = re.match(r'\s*#\s*define\s+(GFLA_\w+)\s+(-?\d+|"[^"]*")\s*$', line)
        if number:
            defines[number[1]] = number[2]
        if not line.lstrip().startswith("#"):
            kept.append(line)
    return "\n".join(kept)


class Binding:
    """Everything that the headers declare, in their order."""

    def __init__(self):
        self.types = dict(SCALARS)  # C name -> Python expression
        self.defines = {}
        self.lines = []
        self.functions = []
        self.complete = set()  # structs whose fields are known

    # --- types

    def pointer_to(self, base):
        if base == "None":
            return "ct.c_void_p"
        if base == "ct.c_char":
            return "ct.c_char_p"
        return f"ct.POINTER({base})"

    def base_type(self, words):
        name = tidy(re.sub(r"\b(const|volatile|restrict)\b", " ", words))
        if name.startswith(("struct ", "enum ")):
            name = name.split(" ", 1)[1]
        if name not in self.types:
            raise HeaderError(f"unknown type '{words}'")
        return self.types[name]

    def declarator(self, text):
        """'const char *name[4]' -> ('name', ctypes expression). The name may be missing."""
        pointer = re.fullmatch(r"(.+?)\(\s*\*\s*(\w*)\s*\)\s*\((.*)\)", text)
        if pointer:
            return pointer[2], self.function_pointer(pointer[1], pointer[3])
        match = re.fullmatch(r"((?:(?:const|struct|enum|unsigned|signed|long)\s+)*\w+(?:\s+const)?)\s*"
                             r"((?:\*\s*(?:const\s*)?)*)\s*(\w*)\s*((?:\[[^\]]*\])*)", text)
        if not match:
            raise HeaderError(f"cannot read '{text}'")
        base, stars, name, dimensions = match.groups()
        kind = self.base_type(base)
        for _ in range(stars.count("*")):
            kind = self.pointer_to(kind)
        for size in reversed(re.findall(r"\[([^\]]*)\]", dimensions)):
            kind = f"({kind} * {self.number(size)})"
        return name, kind

    def number(self, text):
        text = tidy(text)
        if text.isdigit():
            return int(text)
        if text in self.defines:
            return int(self.defines[text])
        raise HeaderError(f"'{text}' is no number")

    def function_pointer(self, result, arguments):
        kinds = [self.declarator(tidy(result))[1]] + self.argument_types(arguments)
        return f"ct.CFUNCTYPE({', '.join(kinds)})"

    def argument_types(self, text):
        if tidy(text) in ("", "void"):
            return []
        kinds = []
        for argument in split_top(text, ","):
            array = re.fullmatch(r"(.*?\w)\s*\[[^\]]*\]", argument)  # decays to a pointer
            kind = self.declarator(array[1])[1] if array else self.declarator(argument)[1]
            kinds.append(self.pointer_to(kind) if array else kind)
        return kinds

    # --- declarations

    def add_enum(self, name, body):
        value = -1
        rows = []
        for item in split_top(body, ","):
            key, _, given = (part.strip() for part in item.partition("="))
            value = self.enum_value(given, rows) if given else value + 1
            rows.append((key, value))
        self.lines += [f"{key} = {value}" for key, value in rows]
        self.defines.update((key, str(value)) for key, value in rows)
        if name:
            self.types[name] = "ct.c_int"
            if name == "gfla_status":
                self.lines += ["", "class gfla_status(ct.c_int):", "    pass", ""]
                self.types[name] = name
        self.lines.append("")

    def enum_value(self, text, rows):
        known = dict(rows)
        expression = re.sub(r"\b[A-Z]\w*\b", lambda m: str(known.get(m[0], self.defines.get(m[0], m[0]))), text)
        expression = re.sub(r"\b(\d+)[uU]\b", r"\1", expression)
        if not re.fullmatch(r"[\d\s()<|+*-]+", expression):
            raise HeaderError(f"'{text}' is no number")
        return int(eval(expression))  # digits and operators alone, checked above

    def declare_struct(self, name):
        if name not in self.types:
            self.types[name] = name
            self.lines += [f"class {name}(ct.Structure):", "    pass", "", ""]

    def add_struct(self, name, body):
        self.declare_struct(name)
        fields = []
        for statement in split_top(body, ";"):
            if re.search(r"\(\s*\*", statement):
                fields.append(self.declarator(statement))
                continue
            first, *others = split_top(statement, ",")
            fields.append(self.declarator(first))
            base = re.match(r"((?:(?:const|struct|enum|unsigned|signed|long)\s+)*\w+)", first)[0]
            fields += [self.declarator(f"{base} {other}") for other in others]
        self.lines.append(f"{name}._fields_ = [")
        self.lines += [f'    ("{field}", {kind}),' for field, kind in fields]
        self.lines += ["]", ""]
        self.complete.add(name)

    def add_function(self, text):
        match = re.fullmatch(r"(.+?)\b(gfla_\w+)\s*\((.*)\)", text, flags=re.S)
        if not match:
            raise HeaderError(f"cannot read '{text}'")
        result = self.declarator(tidy(match[1]))[1]
        self.functions.append((match[2], result, self.argument_types(match[3])))

    def add(self, statement):
        statement = re.sub(r"__attribute__\s*\(\(.*?\)\)", "", statement).strip()
        if statement.startswith("GFLA_API"):
            return self.add_function(tidy(statement.removeprefix("GFLA_API")))
        match = re.fullmatch(r"typedef\s+enum\s*(\w*)\s*\{(.*)\}\s*(\w+)", statement, flags=re.S)
        if match:
            return self.add_enum(match[3], match[2])
        match = re.fullmatch(r"enum\s*(\w*)\s*\{(.*)\}", statement, flags=re.S)
        if match:
            return self.add_enum(match[1], match[2])
        match = re.fullmatch(r"(?:typedef\s+)?struct\s*(\w+)\s*\{(.*)\}\s*(\w*)", statement, flags=re.S)
        if match:
            return self.add_struct(match[1], match[2])
        match = re.fullmatch(r"typedef\s+struct\s+(\w+)\s+(\w+)", statement) or re.fullmatch(r"struct\s+(\w+)", statement)
        if match:
            return self.declare_struct(match[1])
        match = re.fullmatch(r"typedef\s+(.+?\(\s*\*\s*(\w+)\s*\)\s*\(.*\))", statement, flags=re.S)
        if match:
            self.lines += [f"{match[2]} = {self.declarator(tidy(match[1]))[1]}", ""]
            self.types[match[2]] = match[2]
            return None
        match = re.fullmatch(r"typedef\s+(.+?)(\w+)", statement, flags=re.S)
        if match:
            self.types[match[2]] = self.declarator(tidy(match[1]))[1]
            return None
        raise HeaderError(f"cannot read '{statement}'")


def in_order(folder):
    """The headers, each after those that it includes."""
    texts = {path.name: path.read_text() for path in sorted(folder.glob("*.h"))}
    done = []

    def visit(name):
        for other in re.findall(r"#include\s*<gfla/(\w+\.h)>", texts[name]):
            if other not in done:
                visit(other)
        if name not in done:
            done.append(name)

    for name in texts:
        visit(name)
    return [(name, texts[name]) for name in done]


def bind(folder):
    binding = Binding()
    for name, text in in_order(folder):
        binding.lines += [f"# --- gfla/{name}", ""]
        try:
            for statement in split_top(strip_header(text, binding.defines), ";"):
                binding.add(statement)
        except HeaderError as error:
            raise HeaderError(f"{folder / name}: {error}") from None
    defines = [f"{key} = {value}" for key, value in binding.defines.items() if f"{key} = {value}" not in binding.lines]
    functions = [f'    "{name}": ({result}, [{", ".join(arguments)}]),' for name, result, arguments in binding.functions]
    return "\n".join([
        '"""ctypes declarations of the C API. Written by tools/bind.py from host/include/gfla: change those, not this."""',
        "# fmt: off", "# mypy: ignore-errors", "import ctypes as ct", "", *defines, "", *binding.lines,
        "# name: (result, arguments)", "functions = {", *functions, "}", ""]).replace("\n\n\n\n", "\n\n\n")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    try:
        text = bind(pathlib.Path(sys.argv[1]))
    except HeaderError as error:
        sys.exit(f"bind.py: {error}")
    if len(sys.argv) == 2:
        sys.stdout.write(text)
    else:
        pathlib.Path(sys.argv[2]).write_text(text)


if __name__ == "__main__":
    main()
