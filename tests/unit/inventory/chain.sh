#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# Walks the journal of a database with nothing but sqlite3 and sha256sum: chain.sh FILE
# Prints "N records, M erased, HASH", or the first record that does not agree, and fails.
set -eu
hash_of() { # of what comes in
	sha256sum | cut -d ' ' -f 1
}
query() {
	sqlite3 -readonly -noheader -list -separator ' ' "$file" "$1"
}
file=$1
query "SELECT h.hash, h.body_hash, t.seq IS NULL, coalesce(j.salt || t.line, ''), char(10) || h.line
	FROM core_journal_header h JOIN core_journal j USING (seq) LEFT JOIN core_journal_text t USING (seq) ORDER BY h.seq" | {
	previous=0000000000000000000000000000000000000000000000000000000000000000 count=0 erased=0
	while read -r hash body_hash gone body && read -r header; do
		count=$((count + 1))
		case $header in "$count|"*) ;; *) echo "record $count: missing"; exit 1 ;; esac
		if [ "$gone" = 1 ]; then
			erased=$((erased + 1))
		elif [ "$(printf '%s' "$body" | hash_of)" != "$body_hash" ]; then
			echo "record $count: text"
			exit 1
		fi
		if [ "$(printf '%s\n%s' "$previous" "$header" | hash_of)" != "$hash" ]; then
			echo "record $count: header"
			exit 1
		fi
		previous=$hash
	done
	echo "$count records, $erased erased, $previous"
}
