#!/bin/sh
# check_includes.sh ROOT: reads every #include below ROOT and prints those that the table of ROOT/docs/architecture.md does not
# allow; fails if there is one, or if a file in quotes is not found. ROOT/tests/tools/include_exceptions.txt lists arrows, as FILE HEADER,
# that wait to be cut; one that is gone must leave the list. Nor may files of one layer include each other in a circle, where X.c, X.h
# and X_internal.h count as one file, and with them a header that has no .c, includes X.h and is included by X.c, if it is so of one X alone;
# ROOT/tests/tools/circle_exceptions.txt lists, in the same way, the arrows that close circles.
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
    if (to == layer) { keep_arrow(target, name); return }
    if (to == "host/include" || (layer, to) in allowed) return
    if ((file, name) in excepted) { delete excepted[file, name]; return }
    complain(layer " may not include " to " (\"" name "\")")
}
# What counts as one file, where circles are looked for.
function stem_of(path) {
    sub(/[.][a-z]+$/, "", path)
    sub(/_internal$/, "", path)
    return path
}
function keep_arrow(target, name) {
    n_arrows++
    arrow_file[n_arrows] = file
    arrow_target[n_arrows] = target
    arrow_name[n_arrows] = name
    includes[file, target] = 1
}
# Finds the headers that are private to one other file: owner_of[stem] is its stem.
function find_owners(    i, header, owner, stem) {
    for (i = 1; i <= n_arrows; i++) {
        header = arrow_file[i]
        owner = stem_of(arrow_target[i])
        stem = stem_of(header)
        if (header !~ /[.]h$/ || owner == stem || !((owner ".c", header) in includes) || exists(stem ".c")) continue
        if (stem in owner_of && owner_of[stem] != owner) owner = stem # of none alone
        owner_of[stem] = owner
    }
}
function whole_of(path,    stem) {
    stem = stem_of(path)
    return stem in owner_of ? owner_of[stem] : stem
}
function draw_arrows(    i, from, to) {
    for (i = 1; i <= n_arrows; i++) {
        from = whole_of(arrow_file[i])
        to = whole_of(arrow_target[i])
        if (from == to) continue
        all_next[from] = all_next[from] to " "
        if ((arrow_file[i], arrow_name[i]) in closing) {
            delete closing[arrow_file[i], arrow_name[i]]
            closes[arrow_file[i] " " arrow_name[i]] = from " " to
            continue
        }
        arrow[from, to] = arrow_file[i] " " arrow_name[i]
        next_of[from] = next_of[from] to " "
        is_stem[from] = is_stem[to] = 1
    }
}
# Whether a stem that is left includes, or is included by, another that is left.
function leads_on(stem,    n, i, to) {
    n = split(next_of[stem], to, " ")
    for (i = 1; i <= n; i++)
        if (to[i] in is_stem) return to[i]
    return ""
}
# Leaves the stems that are in circles or lead to one: all others are taken away from their ends.
function trim(    stem, changed) {
    do {
        changed = 0
        for (stem in is_stem)
            if (leads_on(stem) == "") { delete is_stem[stem]; changed = 1 }
    } while (changed)
}
function complain_of_circle(first,    stem, on, at, count, path, i, text) {
    for (stem = first; !(stem in at); stem = on) {
        at[stem] = ++count
        path[count] = stem
        on = leads_on(stem)
    }
    for (i = at[stem]; i <= count; i++)
        text = text "\n    " arrow[path[i], i < count ? path[i + 1] : stem]
    print "these files include each other in a circle:" text
    failed = 1
}
# Whether arrows lead from one stem to another.
function reaches(from, goal,    queue, n_queue, seen, i, j, n, to) {
    queue[n_queue = 1] = from
    seen[from] = 1
    for (i = 1; i <= n_queue; i++) {
        if (queue[i] == goal) return 1
        n = split(all_next[queue[i]], to, " ")
        for (j = 1; j <= n; j++)
            if (!(to[j] in seen)) { seen[to[j]] = 1; queue[++n_queue] = to[j] }
    }
    return 0
}
function check_circles(    stem, row, end) {
    find_owners()
    draw_arrows()
    trim()
    for (stem in is_stem) { complain_of_circle(stem); break }
    for (row in closes) {
        split(closes[row], end, " ")
        if (reaches(end[2], end[1])) continue
        print "tests/tools/circle_exceptions.txt: " row ": this arrow closes no circle any more, delete the line"
        failed = 1
    }
}
function check_system(name,    library) {
    if (name ~ libc || name ~ /^gfla\//) return
    for (library in headers_of)
        if (name ~ headers_of[library]) {
            if ((file, name) in excepted) delete excepted[file, name]
            else if (!((layer, library) in allowed)) complain(layer " may not include " library " (<" name ">)")
            else if (layer == "host/include" && file != "host/include/gfla/opencl.h") complain("OpenCL belongs to gfla/opencl.h alone")
            else if (library == "MPI" && file != "host/train/mpi/exchange_mpi.c") complain("MPI belongs to host/train/mpi/exchange_mpi.c alone")
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
function read_exceptions(list, rows,    row, word) {
    while ((getline row < list) > 0)
        if (split(row, word, " ") == 2) rows[word[1], word[2]] = row
    close(list)
}
BEGIN {
    n_paths = split("beside host/include/ host/ cl/ ./", paths, " ")
    libc = "^(assert|complex|ctype|dirent|dlfcn|errno|fcntl|fenv|float|fnmatch|ftw|getopt|glob|inttypes|limits|locale|math|poll|pthread|sched|setjmp|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|string|strings|time|unistd|sys/[a-z]+)[.]h$"
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
    headers_of["MPI"] = "^mpi[.]h$"
    headers_of["codecs"] = "^(png|jpeglib|jerror|gif_lib|tiffio|webp/[a-z]+|lib(heif|avcodec|avformat|avutil|swscale)/[a-z]+)[.]h$"
    read_table("docs/architecture.md")
    split("", excepted)
    split("", closing)
    read_exceptions("tests/tools/include_exceptions.txt", excepted)
    read_exceptions("tests/tools/circle_exceptions.txt", closing)
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
    check_circles()
    for (left in closing) { print "tests/tools/circle_exceptions.txt: " closing[left] ": this arrow is gone, delete the line"; failed = 1 }
    for (left in excepted) { print "tests/tools/include_exceptions.txt: " excepted[left] ": this arrow is gone, delete the line"; failed = 1 }
    if (!n_files) { print "no files were found"; failed = 1 }
    exit failed
}'
