#!/bin/sh
# check_names.sh ROOT: files are called by their names. The first line of a header names it, by its path or the end of one
# (`/* base/text.h - ...`); the first line of a .c or .cl file that begins with a name begins with its own. Every .c, .h or .cl file
# that a comment or a document names is there. An upper-case part of a name (train_NAME.c) or a single letter (x.c) stands for any.
set -eu
cd "$1"
find . -path ./build -prune -o -path ./.git -prune -o -type f \( -name '*.c' -o -name '*.h' -o -name '*.cl' -o -name '*.md' \) -print |
  sed 's|^\./||' | LC_ALL=C sort | awk '
function complain(why) {
    print file ":" line_number ": " why
    failed = 1
}
function ends(path, name) { return path == name || substr(path, length(path) - length(name)) == "/" name }
function check_head(line,    name) {
    name = ""
    if (match(line, /^\/\* ?[A-Za-z0-9_.\/-]+\.(c|h|cl) - /)) {
        name = substr(line, 1, RLENGTH - 3)
        sub(/^\/\* ?/, "", name)
    }
    if (name == "" && file ~ /\.h$/) complain("the first line of a header names it: /* " file " - what it is for. */")
    else if (name != "" && !ends(file, name)) complain("it says that it is " name)
}
# Checks each name of a file in text, which is a comment or a line of a document.
function check_text(text,    before, name, base) {
    while (match(text, /[A-Za-z0-9_.*<>${}\/-]+\.(c|h|cl)/)) {
        before = substr(text, RSTART + RLENGTH, 1)
        name = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        base = name
        sub(/.*\//, "", base)
        if (before ~ /[A-Za-z0-9_(\/]/ || name ~ /[A-Z*<>${}]/ || base ~ /^.\./ || name ~ /^[.\/-]/ || base ~ /^x_/) continue
        if (!(name in known) && !(name in foreign)) complain(name " is not in this tree")
    }
}
# The comments of a line of C; in_comment carries over to the next line.
function comments_of(line,    out, at) {
    out = ""
    while (line != "") {
        if (in_comment) {
            at = index(line, "*/")
            if (!at) return out " " line
            out = out " " substr(line, 1, at - 1)
            line = substr(line, at + 2)
            in_comment = 0
        } else {
            at = index(line, "/*")
            if (!at) {
                at = index(line, "//")
                return at ? out " " substr(line, at + 2) : out
            }
            line = substr(line, at + 2)
            in_comment = 1
        }
    }
    return out
}
BEGIN { # of libraries
    foreign["clblast_c.h"] = foreign["cl.h"] = foreign["CL/cl.h"] = 1
}
{
    files[NR] = $0
    for (path = $0; ; ) {
        known[path] = 1
        if (!sub(/^[^\/]*\//, "", path)) break
    }
}
END {
    for (i = 1; i <= NR; i++) {
        file = files[i]
        in_comment = line_number = 0
        if (file ~ /CHANGELOG\.md$/) continue # what was
        while ((getline line < file) > 0) {
            line_number++
            if (file ~ /\.md$/) check_text(line)
            else {
                if (line_number == 1) check_head(line)
                check_text(comments_of(line))
            }
        }
        close(file)
    }
    if (NR == 0) { print "no files were found"; exit 1 }
    exit failed
}'
