/* SPDX-License-Identifier: MPL-2.0 */
/* A profile of the centre's own: an expression with named groups over one whole frame.
 * Mere trust is no limit: steps, depth and memory of a match are bounded, and so is the expression. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <stdlib.h>
#include <string.h>

#include <pcre2.h>

#include "scale/frame.h"
#include "scale/mass.h"
#include "scale/protocols.h"

enum {
	REGEX_MOST = 256, BYTES_MOST = 16, ASK_LEAST_MS = 100, ASK_MOST_MS = 1000, /* older than that is no longer fresh */
	MATCH_STEPS = 20000, MATCH_DEPTH = 500, MATCH_HEAP_KIB = 1024
};
enum group { WEIGHT, UNIT, STABLE, OVER, UNDER, GROUPS };
static const char *const GROUP_NAMES[GROUPS] = { "weight", "unit", "stable", "over", "under" };

struct pattern {
	pcre2_code *code;
	pcre2_match_data *match;
	pcre2_match_context *limits;
	int group[GROUPS]; /* its number; -1: not in the expression */
	char unit[8];
	char ask[BYTES_MOST], ends[BYTES_MOST];
	size_t ask_n, ends_n;
	uint32_t ask_ms;
};

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Text with \r \n \\ \xNN into bytes. */
static int bytes_of(const char *text, char *out, size_t *ret_n)
{
	size_t n = 0;
	for (const char *p = text ? text : ""; *p; p++) {
		char c = *p;
		if (n == BYTES_MOST)
			return -1;
		if (c == '\\') {
			c = *++p;
			if (c == 'r')
				c = '\r';
			else if (c == 'n')
				c = '\n';
			else if (c == 'x' && hex(p[1]) >= 0 && hex(p[2]) >= 0) {
				c = (char)(hex(p[1]) << 4 | hex(p[2]));
				p += 2;
			} else if (c != '\\') {
				return -1;
			}
		}
		out[n++] = c;
	}
	*ret_n = n;
	return 0;
}

static int compile(struct pattern *p, const char *regex)
{
	pcre2_compile_context *c = pcre2_compile_context_create(NULL);
	int fault;
	PCRE2_SIZE where;
	if (!c)
		abort();
	pcre2_set_max_pattern_length(c, REGEX_MOST);
	p->code = pcre2_compile((PCRE2_SPTR)regex, PCRE2_ZERO_TERMINATED,
	                        PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY, &fault, &where, c);
	pcre2_compile_context_free(c);
	if (!p->code)
		return -1;
	p->match = pcre2_match_data_create_from_pattern(p->code, NULL);
	p->limits = pcre2_match_context_create(NULL);
	if (!p->match || !p->limits)
		abort();
	pcre2_set_match_limit(p->limits, MATCH_STEPS);
	pcre2_set_depth_limit(p->limits, MATCH_DEPTH);
	pcre2_set_heap_limit(p->limits, MATCH_HEAP_KIB);
	for (int i = 0; i < GROUPS; i++) {
		int number = pcre2_substring_number_from_name(p->code, (PCRE2_SPTR)GROUP_NAMES[i]);
		p->group[i] = number > 0 ? number : -1;
	}
	return 0;
}

struct pattern *pattern_new(const struct pattern_setup *s, const char **ret_why)
{
	struct pattern *p = calloc(1, sizeof *p);
	const char *unit = s->unit ? s->unit : "";
	if (!p)
		abort();
	if (compile(p, s->regex ? s->regex : ""))
		*ret_why = "regex";
	else if (p->group[WEIGHT] < 0)
		*ret_why = "group";
	else if (*unit ? !mass_unit_find(unit, strlen(unit)) : p->group[UNIT] < 0)
		*ret_why = "unit";
	else if (bytes_of(s->ask, p->ask, &p->ask_n) || (p->ask_n && (s->ask_ms < ASK_LEAST_MS || s->ask_ms > ASK_MOST_MS)))
		*ret_why = "ask";
	else if (bytes_of(s->ends, p->ends, &p->ends_n))
		*ret_why = "ends";
	else {
		memcpy(p->unit, unit, strlen(unit)); /* one of ours: they are short */
		p->ask_ms = p->ask_n ? s->ask_ms : 0;
		return p;
	}
	pattern_free(p);
	return NULL;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_match_data_free(p->match);
	pcre2_match_context_free(p->limits);
	pcre2_code_free(p->code);
	free(p);
}

const char *pattern_ask(const struct pattern *p, size_t *ret_n, uint32_t *ret_ms)
{
	*ret_n = p->ask_n;
	*ret_ms = p->ask_ms;
	return p->ask_n ? p->ask : NULL;
}

/* What a group took; n is 0 when it took nothing or is not there. */
static struct span taken(const struct pattern *p, const char *frame, int group)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(p->match) + 2 * (group < 0 ? 0 : group);
	if (group < 0 || (uint32_t)group >= pcre2_get_ovector_count(p->match) || at[0] == PCRE2_UNSET || at[1] <= at[0])
		return (struct span){ frame, 0 };
	return (struct span){ frame + at[0], at[1] - at[0] };
}

static void frame(const struct pattern *p, struct span s, struct weight *w)
{
	struct span unit;
	if (pcre2_match(p->code, (PCRE2_SPTR)s.p, s.n, 0, 0, p->match, p->limits) < 0)
		return;
	w->tells = p->group[STABLE] >= 0;
	w->stable = taken(p, s.p, p->group[STABLE]).n > 0;
	if (taken(p, s.p, p->group[OVER]).n)
		w->state = WEIGHT_OVER;
	else if (taken(p, s.p, p->group[UNDER]).n)
		w->state = WEIGHT_UNDER;
	else {
		unit = span_trim(taken(p, s.p, p->group[UNIT]));
		if (!unit.n)
			unit = (struct span){ p->unit, strlen(p->unit) };
		if (frame_mass_in(taken(p, s.p, p->group[WEIGHT]), unit, w))
			*w = (struct weight){ .state = WEIGHT_FAULT }; /* it is a frame, and its weight is no number */
	}
	frame_raw(w, s.p, s.n);
}

/* Where the frame ends and what its mark is long; *ret_mark 0: not yet. */
static size_t end_of(const struct pattern *p, const unsigned char *b, size_t n, size_t *ret_mark)
{
	size_t most = p->ends_n ? p->ends_n : 1;
	for (size_t i = 0; i + most <= n; i++) {
		if (p->ends_n ? !memcmp(b + i, p->ends, p->ends_n) : b[i] == '\r' || b[i] == '\n') {
			*ret_mark = most;
			return i;
		}
	}
	*ret_mark = 0;
	return n;
}

size_t own_read(const struct pattern *own, const unsigned char *p, size_t n, struct weight *ret)
{
	size_t mark = 0, end;
	*ret = (struct weight){ .state = WEIGHT_NONE };
	if (!own) /* nobody has said how it talks */
		return n;
	end = end_of(own, p, n, &mark);
	if (!mark)
		return n > PROTOCOL_FRAME_MOST ? n : 0;
	if (end && end <= PROTOCOL_FRAME_MOST)
		frame(own, (struct span){ (const char *)p, end }, ret);
	return end + mark;
}
