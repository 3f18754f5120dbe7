#!/bin/sh
# check_includes.sh ROOT: reads every #include below ROOT and prints those that the table of ROOT/docs/architecture.md does not
# allow; fails if there is one, or if a file in quotes is not found. ROOT/tests/tools/include_exceptions.txt lists arrows, as FILE HEADER,
# that wait to be cut; one that is gone must leave the list.
set -eu
cd "$1"
find host viewsynth models cl -name '*.c' -o -name '*.h' -o -name '*.cl' 2>/dev/null | LC_ALL=C sort | awk '
function layer_of(path,    part) {
    if (path ~ /^host\/include\//) return "host/include"
    if (path ~ /^models\//) return "models"
    split(path, part, "/")
    if (part[1] == "cl" && part[2] != "shared") return "cl"
    return part[1] "/" part[2]
}
function exists(path,    line, found) {
    if (path in known) return known[path]
    found = (getline line < path) >= 0
    close(path)
    return known[path] = found
}
# Where "name" is, for a file in folder: beside it, or below one of the include paths; "" when nowhere.
function resolve(folder, name,    i, path) {
    for (i = 1; i <= n_paths; i++) {
        path = (i == 1 ? folder "/" : paths[i]) name
        sub(/^[.]\//, "", path)
        if (exists(path)) return path
    }
    return ""
}
function complain(why) {
    printf "%s:%d: %s\n", file, number, why
    failed = 1
}
function check_quoted(name,    target, to) {
    target = resolve(folder, name)
    if (target == "") { complain("\"" name "\" is in no include path"); return }
    to = layer_of(target)
    if (to == layer || to == "host/include" || (layer, to) in allowed) return
    if ((file, name) in excepted) { delete excepted[file, name]; return }
    complain(layer " may not include " to " (\"" name "\")")
}
function check_system(name,    library) {
    if (name ~ libc || name ~ /^gfla\//) return
    for (library in headers_of)
        if (name ~ headers_of[library]) {
            if ((file, name) in excepted) delete excepted[file, name]
            else if (!((layer, library) in allowed)) complain(layer " may not include " library " (<" name ">)")
            else if (layer == "host/include" && file != "host/include/gfla/opencl.h") complain("OpenCL belongs to gfla/opencl.h alone")
            else if (library == "clblast_c.h" && file != "host/runtime/blas.c") complain("CLBlast belongs to host/runtime/blas.c alone")
            return
        }
    complain("<" name "> belongs to no library that docs/architecture.md or this check names")
}
function read_table(page,    row, cell, layer, n, library) {
    while ((getline row < page) > 0) {
        if (row !~ /^\| *(host|models|viewsynth|cl)[\/a-z]* *\|/) continue
        split(row, cell, "|")
        gsub(/ /, "", cell[2])
        layer = cell[2]
        if (cell[3] ~ /everything above/)
            for (n in layers) allowed[layer, n] = 1
        for (library in headers_of)
            if (index(cell[3], library)) allowed[layer, library] = 1
        while (match(cell[3], /(host|viewsynth|tests|cl)\/[a-z]+|models/)) {
            allowed[layer, substr(cell[3], RSTART, RLENGTH)] = 1
            named[substr(cell[3], RSTART, RLENGTH)] = 1
            cell[3] = substr(cell[3], RSTART + RLENGTH)
        }
        layers[layer] = named[layer] = 1
    }
    close(page)
}
function read_exceptions(list,    row, word) {
    while ((getline row < list) > 0)
        if (split(row, word, " ") == 2) excepted[word[1], word[2]] = row
    close(list)
}
BEGIN {
    n_paths = split("beside host/include/ host/ cl/ ./", paths, " ")
    libc = "^(assert|complex|ctype|dirent|dlfcn|errno|fcntl|fenv|float|fnmatch|ftw|getopt|glob|inttypes|limits|locale|math|poll|pthread|setjmp|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|string|strings|time|unistd|sys/[a-z]+)[.]h$"
    # The words of the table that stand for libraries.
    headers_of["CL/cl.h"] = "^CL/"
    headers_of["clblast_c.h"] = "^clblast"
    headers_of["Assimp"] = "^assimp/"
    headers_of["meshoptimizer"] = "^meshoptimizer[.]h$"
    headers_of["argp"] = "^argp[.]h$"
    headers_of["cJSON"] = "^cjson/"
    headers_of["libzip"] = "^zip[.]h$"
    headers_of["zlib"] = "^zlib[.]h$"
    headers_of["Expat"] = "^expat[.]h$"
    headers_of["HDF5"] = "^hdf5"
    headers_of["protobuf-c"] = "^(protobuf-c/.*|onnx[.]pb-c)[.]h$"
    headers_of["codecs"] = "^(png|jpeglib|jerror|gif_lib|tiffio|webp/[a-z]+|lib(avcodec|avformat|avutil|swscale)/[a-z]+)[.]h$"
    read_table("docs/architecture.md")
    read_exceptions("tests/tools/include_exceptions.txt")
}
{
    file = $0
    layer = layer_of(file)
    folder = file
    sub(/\/[^\/]*$/, "", folder)
    number = 0
    if (layer != "host/include" && !(layer in named)) {
        complain("the folder " layer " is not in the table of docs/architecture.md")
        named[layer] = 1
    }
    while ((getline line < file) > 0) {
        number++
        if (line !~ /^[ \t]*#[ \t]*include/) continue
        split(line, name, /["<>]/)
        if (line ~ /</) check_system(name[2])
        else check_quoted(name[2])
    }
    close(file)
    n_files++
}
END {
    for (left in excepted) { print "tests/tools/include_exceptions.txt: " excepted[left] ": this arrow is gone, delete the line"; failed = 1 }
    if (!n_files) { print "no files were found"; failed = 1 }
    exit failed
}'
