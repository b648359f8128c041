# SPDX-License-Identifier: MPL-2.0
# Reads rules.txt, then every source file, and prints what breaks the rules of the house: "file:line: reason".

function complain(line, why) {
	print name ":" line ": " why
	bad++
}

# The folder of `rules` that a file is below, the longest of them.
function folder_of(path,    f, best) {
	best = ""
	for (f in layers)
		if (index(path, f "/") == 1 && length(f) > length(best))
			best = f
	return best
}

function below_any(path, list,    n, i, part) {
	n = split(list, part, " ")
	for (i = 1; i <= n; i++)
		if (index(path, part[i] "/") == 1)
			return 1
	return 0
}

function check_include(text,    angle, header, slash, first, dir) {
	angle = text ~ /</
	header = text
	sub(/^[^<"]*[<"]/, "", header)
	sub(/[>"].*$/, "", header)
	slash = index(header, "/")
	first = slash ? substr(header, 1, slash - 1) : ""
	if (angle) {
		if (header in libc || first ~ /^(sys|netinet|arpa|net|linux)$/)
			return
		if (!(header in only))
			complain(FNR, "<" header "> is not in tests/lint/rules.txt: say there who may include it")
		else if (!below_any(name, only[header]))
			complain(FNR, "<" header "> is only for " only[header])
		return
	}
	if ((first == "" && header ~ /embedded/) || first == "glane") # made by the build; the contract
		return
	dir = folder_of(name)
	if (dir == "")
		return
	if (first == "") {
		complain(FNR, "write \"" header "\" with its folder")
		return
	}
	if (dir == "plugins") { # its own files: plugins/<first>/...
		if (index(name, "plugins/" first "/") == 1 || index(" " layers[dir] " ", " " first " "))
			return
	} else if (index(" " layers[dir] " ", " " first " ")) {
		return
	}
	complain(FNR, dir " may not include \"" header "\"")
}

# Of a line of C what is no comment; in_comment goes from line to line.
function without_comments(s,    out, at, string) {
	out = ""
	while (s != "") {
		if (in_comment) {
			at = index(s, "*/")
			if (!at)
				return out
			s = substr(s, at + 2)
			in_comment = 0
			continue
		}
		if (!match(s, /\/\*|\/\/|"|'/))
			return out s
		out = out substr(s, 1, RSTART - 1)
		at = substr(s, RSTART, RLENGTH)
		s = substr(s, RSTART)
		if (at == "//")
			return out
		if (at == "/*") {
			in_comment = 1
			s = substr(s, 3)
			continue
		}
		string = at == "\"" ? match(s, /^"([^"\\]|\\.)*"/) : match(s, /^'([^'\\]|\\.)*'/)
		if (!string)
			return out s
		out = out substr(s, 1, RLENGTH)
		s = substr(s, RLENGTH + 1)
	}
	return out
}

function check_c(text) {
	if (text ~ /^[ \t]*#[ \t]*include/)
		check_include(text)
	text = without_comments(text)
	if (match(text, /(^|[^A-Za-z0-9_])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets|setlocale|alloca)[ ]*\(/))
		complain(FNR, "poisoned function: " substr(text, RSTART, RLENGTH))
	if (index(name, "core/store/") == 1 || name ~ /^plugins\/[a-z0-9]+\/tests\//) # tests look behind the scenes
		return
	statement = statement " " text
	if (statement ~ /printf[ ]*\(.*"[ (]*(SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|ATTACH|PRAGMA|SAVEPOINT|RELEASE|BEGIN|WITH) [^"]*%/) {
		complain(FNR, "SQL is made with printf: declare the statement and bind its values")
		statement = ""
	}
	if (text ~ /[;{}]/)
		statement = ""
}

function end_of_file() {
	if (name != "" && !licensed)
		complain(1, "no SPDX-License-Identifier in the first lines")
}

FILENAME == rules {
	if ($1 == "layer") {
		layers[$2] = $3
		for (i = 4; i <= NF; i++)
			layers[$2] = layers[$2] " " $i
	} else if ($1 == "only") {
		only[$2] = $3
		for (i = 4; i <= NF; i++)
			only[$2] = only[$2] " " $i
	} else if ($1 == "libc") {
		for (i = 2; i <= NF; i++)
			libc[$i] = 1
	}
	next
}
FNR == 1 {
	end_of_file()
	name = FILENAME
	sub(/^\.\//, "", name)
	licensed = in_comment = 0
	statement = ""
	files++
}
FNR <= 3 && /SPDX-License-Identifier: / {
	licensed = 1
}
/(^|[^A-Za-z])(TO[D]O|FIX[M]E|X[X]X)([^A-Za-z]|$)/ {
	complain(FNR, "finish it, or write it down where work is planned")
}
name ~ /\.[ch]$/ && name ~ /^(core|plugins)\// {
	check_c($0)
}
name ~ /\.(js|mjs)$/ && name ~ /^(core|plugins|kiosk)\// {
	if (match($0, /(inner|outer)HTML|insertAdjacentHTML|document\.write|[^A-Za-z0-9_.]eval[ ]*\(|new Function[ ]*\(/))
		complain(FNR, substr($0, RSTART, RLENGTH) ": build elements, text stays text")
}
END {
	end_of_file()
	if (!files) {
		print "no source files"
		exit 1
	}
	print files " files, " bad + 0 " complaints"
	exit bad > 0
}
