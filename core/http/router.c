/* SPDX-License-Identifier: MPL-2.0 */
/* A tree of path segments: literals sorted for binary search, then one parameter, then one rest.  Which names the
 * parameters have is kept with each route, because routes that share a node may call them differently. */
#include "http/router.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { PARAMS = 4, SEGMENTS = 16, METHODS = 8 };

struct leaf {
	const struct http_route *route;
	struct glane_str names[PARAMS]; /* owned */
};

struct node {
	struct node **literals; /* sorted by text */
	size_t count;
	struct node *param;
	struct leaf *rest[METHODS]; /* "/{name*}" below this node, by method */
	struct leaf *here[METHODS];
	struct glane_str text; /* owned */
};

struct router {
	struct node root;
	const struct http_route **routes;
	size_t count;
};

struct router *router_new(void)
{
	return xcalloc(1, sizeof(struct router));
}

static struct glane_str copy_of(struct glane_str s)
{
	char *p = xmalloc(s.n + 1);
	memcpy(p, s.p, s.n);
	p[s.n] = 0;
	return (struct glane_str){ p, s.n };
}

static void leaf_free(struct leaf *l)
{
	for (size_t i = 0; l && i < PARAMS; i++)
		free((char *)l->names[i].p);
	free(l);
}

static void node_fini(struct node *n)
{
	for (size_t i = 0; i < n->count; i++) {
		node_fini(n->literals[i]);
		free(n->literals[i]);
	}
	if (n->param) {
		node_fini(n->param);
		free(n->param);
	}
	for (size_t m = 0; m < METHODS; m++) {
		leaf_free(n->rest[m]);
		leaf_free(n->here[m]);
	}
	free(n->literals);
	free((char *)n->text.p);
}

void router_free(struct router *r)
{
	if (!r)
		return;
	node_fini(&r->root);
	free(r->routes);
	free(r);
}

/* --- paths ---------------------------------------------------------------- */

/* "/a/b" -> "a", "b"; "/" -> "".  A plugin's root has two forms, "/p/x" and "/p/x/", which are one.  Returns the number
 * of segments; more than SEGMENTS: SEGMENTS + 1, with the last one kept in `ret`. */
static size_t split(struct glane_str path, struct glane_str *ret)
{
	size_t count = 0;
	const char *p = path.p + 1, *end = path.p + path.n;
	for (;;) {
		const char *slash = memchr(p, '/', (size_t)(end - p));
		if (count == SEGMENTS)
			return SEGMENTS + 1;
		ret[count++] = (struct glane_str){ p, (size_t)((slash ? slash : end) - p) };
		if (!slash)
			break;
		p = slash + 1;
	}
	if (count == 3 && ret[2].n == 0 && str_is(ret[0], "p"))
		count = 2;
	return count;
}

static int compare(struct glane_str a, struct glane_str b)
{
	int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* Where a literal is, or would be. */
static size_t search(const struct node *n, struct glane_str text, bool *ret_found)
{
	size_t low = 0, high = n->count;
	*ret_found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(n->literals[middle]->text, text);
		if (order == 0) {
			*ret_found = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Code families: one letter as the first segment, whatever its case.  "/p/" is where plugins live. */
static struct glane_str fold_letter(struct glane_str segment, char *room)
{
	if (segment.n != 1 || segment.p[0] < 'a' || segment.p[0] > 'z' || segment.p[0] == 'p')
		return segment;
	room[0] = (char)(segment.p[0] - 'a' + 'A');
	room[1] = 0;
	return (struct glane_str){ room, 1 };
}

/* --- adding --------------------------------------------------------------- */

static struct node *child(struct node *n, struct glane_str text)
{
	bool found;
	size_t at = search(n, text, &found);
	if (found)
		return n->literals[at];
	struct node *new = xcalloc(1, sizeof *new);
	new->text = copy_of(text);
	n->literals = xrealloc(n->literals, (n->count + 1) * sizeof *n->literals);
	memmove(n->literals + at + 1, n->literals + at, (n->count - at) * sizeof *n->literals);
	n->literals[at] = new;
	n->count++;
	return new;
}

static bool is_param(struct glane_str s)
{
	return s.n > 2 && s.p[0] == '{' && s.p[s.n - 1] == '}';
}

static bool is_rest(struct glane_str s)
{
	return is_param(s) && s.p[s.n - 2] == '*';
}

int router_add(struct router *r, const struct http_route *route)
{
	struct glane_str segments[SEGMENTS];
	struct glane_str names_of[PARAMS];
	char letter[2];
	REQUIRE(route->method > 0 && route->method < METHODS && route->path[0] == '/');
	size_t count = split(str_c(route->path), segments), names = 0;
	if (count >= SEGMENTS)
		return GLANE_EINVAL;
	segments[0] = fold_letter(segments[0], letter);
	struct node *n = &r->root;
	bool rest = false;
	for (size_t i = 0; i < count; i++) {
		struct glane_str s = segments[i];
		if (!is_param(s)) {
			n = child(n, s);
			continue;
		}
		rest = is_rest(s);
		if (names == PARAMS || (rest && i + 1 != count))
			return GLANE_EINVAL;
		names_of[names++] = (struct glane_str){ s.p + 1, s.n - 2 - (rest ? 1 : 0) };
		if (!rest) {
			if (!n->param)
				n->param = xcalloc(1, sizeof *n->param);
			n = n->param;
		}
	}
	struct leaf **place = rest ? &n->rest[route->method] : &n->here[route->method];
	if (*place)
		return GLANE_ECONFLICT;
	*place = xcalloc(1, sizeof **place);
	(*place)->route = route;
	for (size_t i = 0; i < names; i++)
		(*place)->names[i] = copy_of(names_of[i]);
	r->routes = xrealloc(r->routes, (r->count + 1) * sizeof *r->routes);
	r->routes[r->count++] = route;
	return 0;
}

/* --- matching ------------------------------------------------------------- */

struct search {
	const struct glane_str *segments;
	size_t count;
	struct glane_str path;
	int method;
	struct glane_str values[PARAMS + SEGMENTS];
	struct route_match *ret;
};

/* Is one of these leaves the answer?  Notes the methods of all that are looked at. */
static bool take(struct search *s, struct leaf *const *leaves, size_t values)
{
	struct route_match *m = s->ret;
	for (unsigned i = 0; i < METHODS; i++)
		if (leaves[i])
			m->methods |= 1u << i;
	m->path_known = m->methods != 0;
	const struct leaf *leaf = s->method > 0 && s->method < METHODS ? leaves[s->method] : NULL;
	if (!leaf)
		return false;
	m->route = leaf->route;
	m->param_count = (uint32_t)values;
	for (size_t i = 0; i < values; i++)
		m->params[i] = (struct route_param){ .name = leaf->names[i], .value = s->values[i] };
	return true;
}

static bool match_from(struct search *s, const struct node *n, size_t i, size_t values)
{
	if (i == s->count)
		return take(s, n->here, values);
	struct glane_str segment = s->segments[i];
	bool found;
	size_t at = search(n, segment, &found);
	if (found && match_from(s, n->literals[at], i + 1, values))
		return true;
	if (n->param && segment.n) {
		s->values[values] = segment;
		if (match_from(s, n->param, i + 1, values + 1))
			return true;
	}
	if (values < PARAMS) {
		const char *end = s->path.p + s->path.n;
		s->values[values] = (struct glane_str){ segment.p, (size_t)(end - segment.p) };
		return take(s, n->rest, values + 1);
	}
	return false;
}

void router_match(const struct router *r, int method, struct glane_str path, struct route_match *ret)
{
	struct glane_str segments[SEGMENTS];
	struct search s = { .segments = segments, .path = path, .method = method, .ret = ret };
	char letter[2];
	*ret = (struct route_match){ .route = NULL };
	if (!path.n || path.p[0] != '/')
		return;
	s.count = split(path, segments);
	if (s.count > SEGMENTS)
		s.count = SEGMENTS; /* only a rest can match: no route has so many */
	segments[0] = fold_letter(segments[0], letter);
	match_from(&s, &r->root, 0, 0);
}

size_t router_count(const struct router *r)
{
	return r->count;
}

const struct http_route *router_at(const struct router *r, size_t i)
{
	REQUIRE(i < r->count);
	return r->routes[i];
}
