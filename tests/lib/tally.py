# SPDX-License-Identifier: MPL-2.0
"""tally.py LOG...: adds up what meson's testlog.json files say, subtest by subtest.

Prints a line for each test that failed or was skipped, then "passed failed skipped".  In Python because meson is."""
import json
import re
import sys

# Subtests of the outermost level; deeper ones are indented and already in their parent's verdict.
TAP_LINE = re.compile(r"(not )?ok\b(?:\s*#\s*(?P<early>skip|todo)\b)?(?P<rest>.*?)(?:#\s*(?P<late>skip|todo)\b(?P<why>.*))?$", re.I)
# What cmocka and Node say about the failure before it; Node's text may begin below its key.
TAP_REASON = re.compile(r"#|  error: (?!\|-$)|    (?=\S)")
TAP_PLAN = re.compile(r"^1\.\.\d+", re.M)
WELL = ("OK", "EXPECTEDFAIL")


def tally_test(where, test):
    name, result, out = f"{where}: {test['name']}", test["result"], test.get("stdout", "")
    passed = failed = skipped = 0
    if TAP_PLAN.search(out):
        explain = False
        for line in out.splitlines():
            m = TAP_LINE.match(line)
            if not m:
                if line.startswith("# Subtest:") or line == "  ...":  # Node's heading of the next one, end of its reasons
                    explain = False
                elif explain and TAP_REASON.match(line):
                    print(f"    {line.strip()}")
                continue
            explain = False
            directive = (m["early"] or m["late"] or "").lower()
            if directive == "skip":
                skipped += 1
                print(f"SKIPPED {name}: {m['rest'].strip(' -')} {(m['why'] or '').strip()}".rstrip())
            elif m[1] and directive != "todo":
                failed += 1
                explain = True
                print(f"FAILED {name}: {m['rest'].strip(' -')}")
            else:
                passed += 1
    elif result in WELL:
        passed = 1
    if result == "SKIP" and not skipped:
        skipped = 1
        print(f"SKIPPED {name}")
    # A crash, a time-out, too few subtests, a wrong exit status: no line of the output says so.
    elif result not in WELL + ("SKIP",) and not failed:
        failed = 1
        print(f"FAILED {name}: {result.lower()}, status {test.get('returncode')}")
    return passed, failed, skipped


totals = [0, 0, 0]
for path in sys.argv[1:]:
    where = path.split("/")[0]
    with open(path, encoding="utf-8", errors="replace") as log:
        for line in log:
            for i, n in enumerate(tally_test(where, json.loads(line))):
                totals[i] += n
print(*totals)
