/* SPDX-License-Identifier: MPL-2.0 */
#include "http/head.h"

#include <string.h>

/* llhttp's enumerators have the names of ours. */
#define HTTP_GET LLHTTP_NAME_GET
#define HTTP_POST LLHTTP_NAME_POST
#define HTTP_HEAD LLHTTP_NAME_HEAD
#define HTTP_OPTIONS LLHTTP_NAME_OPTIONS
#include <llhttp.h>
#undef HTTP_GET
#undef HTTP_POST
#undef HTTP_HEAD
#undef HTTP_OPTIONS

/* --- scanning ------------------------------------------------------------- */

/* A line of `n` bytes without its end, the first byte at `at`. */
static int scan_line(struct head_scan *s, const char *p, size_t at, size_t n)
{
	if (!s->has_line) {
		if (n == 0) { /* one empty line before a request is forgiven (RFC 9112, 2.2) */
			if (s->start > 0)
				return -400;
			s->start = (uint32_t)at + 2;
			return 0;
		}
		if (n > HEAD_LINE_MAX)
			return -414;
		s->has_line = true;
		return 0;
	}
	if (n == 0)
		return 1;
	if (p[at] == ' ' || p[at] == '\t') /* a folded line */
		return -400;
	return ++s->fields > HEAD_FIELDS_MAX ? -431 : 0;
}

/* The last line is not complete: may it still become one? */
static int scan_rest(const struct head_scan *s, const char *p, size_t n)
{
	size_t length = n - s->line;
	const char *cr = length ? memchr(p + s->line, '\r', length) : NULL;
	if (cr && cr != p + n - 1)
		return -400;
	if (!s->has_line && length > HEAD_LINE_MAX + (cr ? 1 : 0))
		return -414;
	return n - s->start > HEAD_MAX ? -431 : 0;
}

int head_scan(struct head_scan *s, const char *p, size_t n, size_t *ret_end)
{
	const char *lf;
	while (s->seen < n && (lf = memchr(p + s->seen, '\n', n - s->seen))) {
		size_t end = (size_t)(lf - p), length = end - s->line;
		if (length == 0 || memchr(p + s->line, '\r', length) != lf - 1)
			return -400;
		int r = scan_line(s, p, s->line, length - 1);
		if (r < 0)
			return r;
		if (end + 1 - s->start > HEAD_MAX)
			return -431;
		s->line = s->seen = (uint32_t)end + 1;
		if (r == 1) {
			*ret_end = end + 1;
			return 1;
		}
	}
	s->seen = (uint32_t)n;
	return scan_rest(s, p, n);
}

/* --- llhttp --------------------------------------------------------------- */

struct head_parser {
	llhttp_t parser; /* must be first */
	struct http_field *fields;
	uint32_t room, count;
	bool in_value; /* the last thing seen was a value */
	bool complete;
	struct glane_str target;
};

static struct head_parser *parser_of(llhttp_t *p)
{
	return CONTAINER_OF(p, struct head_parser, parser);
}

/* Spans come in one piece because the head does; llhttp may still cut one where it changes its state. */
static int span_add(struct glane_str *s, const char *at, size_t n)
{
	if (!s->p)
		s->p = at;
	else if (s->p + s->n != at)
		return HPE_USER;
	s->n += n;
	return 0;
}

static int on_url(llhttp_t *p, const char *at, size_t n)
{
	return span_add(&parser_of(p)->target, at, n);
}

static int on_header_field(llhttp_t *p, const char *at, size_t n)
{
	struct head_parser *h = parser_of(p);
	if (h->count == 0 || h->in_value || h->fields[h->count - 1].name.p + h->fields[h->count - 1].name.n != at) {
		if (h->count == h->room)
			return HPE_USER;
		h->fields[h->count++] = (struct http_field){ .name = { NULL, 0 }, .value = { NULL, 0 } };
		h->in_value = false;
	}
	return span_add(&h->fields[h->count - 1].name, at, n);
}

static int on_header_value(llhttp_t *p, const char *at, size_t n)
{
	struct head_parser *h = parser_of(p);
	if (h->count == 0)
		return HPE_USER;
	h->in_value = true;
	return span_add(&h->fields[h->count - 1].value, at, n);
}

static int on_headers_complete(llhttp_t *p)
{
	parser_of(p)->complete = true;
	return HPE_PAUSED; /* the body is read by other code */
}

static const llhttp_settings_t SETTINGS = {
	.on_url = on_url,
	.on_header_field = on_header_field,
	.on_header_value = on_header_value,
	.on_headers_complete = on_headers_complete,
};

/* --- our own rules -------------------------------------------------------- */

/* The lower case of a token's characters (RFC 9110, 5.6.2); 0: not one. */
static const char TOKEN[256] = {
	['!'] = '!', ['#'] = '#', ['$'] = '$', ['%'] = '%', ['&'] = '&', ['\''] = '\'', ['*'] = '*', ['+'] = '+', ['-'] = '-',
	['.'] = '.', ['^'] = '^', ['_'] = '_', ['`'] = '`', ['|'] = '|', ['~'] = '~',
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
	['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i',
	['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
	['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
	['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i',
	['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r',
	['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
};

/* "METHOD target HTTP/1.x" with single spaces, and a target in origin form ("*" for OPTIONS). */
static int check_line(char *p, const char *end, struct head *h)
{
	char *target = memchr(p, ' ', (size_t)(end - p));
	if (!target)
		return -400;
	size_t method_n = (size_t)(target - p);
	target++;
	char *space = memchr(target, ' ', (size_t)(end - target));
	if (!space || end - space != 9 || memcmp(space, " HTTP/1.", 8) != 0 || (space[8] != '0' && space[8] != '1'))
		return -400;
	for (const char *c = target; c < space; c++)
		if (*c <= ' ' || *c > '~' || *c == '#')
			return -400;
	h->minor_1 = space[8] == '1';
	h->is_head = method_n == 4 && memcmp(p, "HEAD", 4) == 0;
	if (h->is_head)
		h->method = HTTP_HEAD;
	else if (method_n == 3 && memcmp(p, "GET", 3) == 0)
		h->method = HTTP_GET;
	else if (method_n == 4 && memcmp(p, "POST", 4) == 0)
		h->method = HTTP_POST;
	else if (method_n == 7 && memcmp(p, "OPTIONS", 7) == 0)
		h->method = HTTP_OPTIONS;
	else if (method_n == 7 && memcmp(p, "CONNECT", 7) == 0)
		return -400;
	else
		h->method = HTTP_OTHER;
	h->target = (struct glane_str){ target, (size_t)(space - target) };
	*space = 0;
	if (*target != '/' && !(h->method == HTTP_OPTIONS && str_is(h->target, "*")))
		return -400;
	return 0;
}

static int read_length(struct glane_str v, int64_t *ret)
{
	int64_t n = 0;
	if (*ret >= 0 || v.n == 0 || v.n > 15) /* two, even of the same value; 15 digits fit */
		return -400;
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] < '0' || v.p[i] > '9')
			return -400;
		n = n * 10 + (v.p[i] - '0');
	}
	*ret = n;
	return 0;
}

static bool has_token(struct glane_str list, struct glane_str token)
{
	struct glane_str part;
	while (str_split(&list, ',', &part))
		if (str_eq_nocase(str_trim(part), token))
			return true;
	return false;
}

#define NAME_IS(f, literal) (memcmp((f)->name.p, literal, sizeof(literal) - 1) == 0)

/* Fields that decide about the framing, the host and the connection. */
static int take_field(struct head *h, const struct http_field *f)
{
	switch (f->name.n) {
	case 3:
		h->forwarded |= NAME_IS(f, "via");
		break;
	case 4:
		if (NAME_IS(f, "host")) {
			if (h->host.p)
				return -400;
			h->host = f->value;
		}
		break;
	case 6:
		if (NAME_IS(f, "expect")) {
			if (!str_eq_nocase(f->value, STR("100-continue")))
				return -417;
			h->expect_continue = h->minor_1;
		}
		break;
	case 9:
		h->forwarded |= NAME_IS(f, "forwarded") || NAME_IS(f, "x-real-ip");
		break;
	case 10:
		if (NAME_IS(f, "connection"))
			h->close |= has_token(f->value, STR("close"));
		break;
	case 14:
		if (NAME_IS(f, "content-length"))
			return read_length(f->value, &h->length);
		break;
	case 17:
		if (NAME_IS(f, "transfer-encoding")) {
			if (h->chunked || !h->minor_1 || !str_eq_nocase(f->value, STR("chunked")))
				return -400;
			h->chunked = true;
		}
		break;
	default:
		break;
	}
	if (f->name.n > 11 && NAME_IS(f, "x-forwarded-"))
		h->forwarded = true;
	return 0;
}

/* Names to lower case, values without the white space around them, zeros behind both. */
static int finish_field(struct http_field *f)
{
	char *name = (char *)f->name.p;
	for (size_t i = 0; i < f->name.n; i++)
		if (!(name[i] = TOKEN[(unsigned char)name[i]]))
			return -400; /* llhttp 8.1 lets spaces through */
	if (f->name.n == 0 || name[f->name.n] != ':')
		return -400;
	name[f->name.n] = 0;
	if (!f->value.p)
		f->value = (struct glane_str){ name + f->name.n, 0 };
	f->value = str_trim(f->value);
	((char *)f->value.p)[f->value.n] = 0; /* the line's end, or white space before it */
	return 0;
}

static int check_fields(struct head *h, struct http_field *fields)
{
	for (uint32_t i = 0; i < h->field_count; i++) {
		int r = finish_field(&fields[i]);
		if (r == 0)
			r = take_field(h, &fields[i]);
		if (r < 0)
			return r;
	}
	if (h->chunked && h->length >= 0)
		return -400;
	struct glane_str name;
	if (h->minor_1 && !h->host.p)
		return -400;
	if (h->host.p && !head_host_name(h->host, &name))
		return -400;
	h->close |= !h->minor_1; /* 1.0 never keeps a connection */
	return 0;
}

int head_parse(char *p, size_t n, struct http_field *fields, uint32_t room, struct head *ret)
{
	struct head_parser h = { .fields = fields, .room = room };
	llhttp_init(&h.parser, HTTP_REQUEST, &SETTINGS);
	int error = (int)llhttp_execute(&h.parser, p, n);
	if (!h.complete || (error != HPE_OK && error != HPE_PAUSED))
		return -400;
	struct head head = { .length = -1, .field_count = h.count };
	char *end = memchr(p, '\r', n);
	if (!end)
		return -400;
	int r = check_line(p, end, &head);
	if (r == 0 && !str_eq(head.target, h.target))
		r = -400;
	if (r == 0)
		r = check_fields(&head, fields);
	if (r == 0)
		*ret = head;
	return r;
}

bool head_host_name(struct glane_str host, struct glane_str *ret_name)
{
	size_t i = 0;
	if (host.n && host.p[0] == '[') {
		for (i = 1; i < host.n && host.p[i] != ']'; i++)
			if (!strchr("0123456789abcdefABCDEF:.", host.p[i]) || !host.p[i])
				return false;
		if (i == host.n || i < 3)
			return false;
		i++;
	} else {
		for (; i < host.n && host.p[i] != ':'; i++) {
			char c = TOKEN[(unsigned char)host.p[i]];
			if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'))
				return false;
		}
		if (i == 0)
			return false;
	}
	struct glane_str name = { host.p, i };
	if (i < host.n && host.p[i++] != ':')
		return false;
	if (host.n - i > 5)
		return false;
	for (; i < host.n; i++)
		if (host.p[i] < '0' || host.p[i] > '9')
			return false;
	*ret_name = name;
	return true;
}
