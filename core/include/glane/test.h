/* SPDX-License-Identifier: MPL-2.0 */
/* glane/test.h: a plugin's test bench: the real store, router and inventory, no socket, no thread, a clock that stands
 * still, a temporary data directory.  Link with `pkg-config --libs glane-test`; any test library will do.
 *
 *     struct glane_test *t = glane_test_open("build/template.so", NULL);
 *     glane_test_post(t, "/p/template/notes", "{\"text\":\"bonjour\"}");   // 201
 *     glane_test_int(t, "id", 0);                                          // a member of the last reply
 *     glane_test_close(t);
 *
 * A plugin that does not start makes glane_test_open() end the process with its reason.  One thread at a time. */
#ifndef GLANE_TEST_H
#define GLANE_TEST_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define GLANE_TEST_API __attribute__((visibility("default")))
#else
#define GLANE_TEST_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct glane_test;

/* Paths of the plugins' files, ended by NULL: dependencies too, in any order.  The clock stands at 2026-01-10 09:00 UTC. */
GLANE_TEST_API struct glane_test *glane_test_open(const char *so, ...);
/* The same, for plugins that are expected to fail: the reason by glane_test_reason(). */
GLANE_TEST_API struct glane_test *glane_test_try(const char *so, ...);
GLANE_TEST_API const char *glane_test_reason(struct glane_test *t, const char *plugin); /* "": it runs */
GLANE_TEST_API void glane_test_close(struct glane_test *t); /* removes the directory */
GLANE_TEST_API void glane_test_reopen(struct glane_test *t); /* as after a restart of the daemon */
GLANE_TEST_API const char *glane_test_dir(struct glane_test *t);

GLANE_TEST_API void glane_test_clock(struct glane_test *t, int64_t now_ms);
GLANE_TEST_API void glane_test_advance(struct glane_test *t, int64_t ms);
GLANE_TEST_API void glane_test_lang(struct glane_test *t, const char *lang); /* "fr", "en", "ar" */
/* Asked by a person of this role, "volunteer"; NULL: by somebody who may everything, as at first. */
GLANE_TEST_API void glane_test_role(struct glane_test *t, const char *role);
GLANE_TEST_API void glane_test_public(struct glane_test *t, int on);         /* asked by anyone else, not by staff */

/* Each returns the HTTP status and keeps the reply until the next request. */
GLANE_TEST_API int glane_test_get(struct glane_test *t, const char *target);  /* JSON */
GLANE_TEST_API int glane_test_page(struct glane_test *t, const char *target); /* HTML */
GLANE_TEST_API int glane_test_post(struct glane_test *t, const char *target, const char *json); /* a new key each time */
GLANE_TEST_API int glane_test_post_key(struct glane_test *t, const char *target, const char *json, const char *uuid);
GLANE_TEST_API int glane_test_form(struct glane_test *t, const char *target, const char *urlencoded); /* as a browser does */
GLANE_TEST_API int glane_test_bytes(struct glane_test *t, const char *target, const char *content_type, const void *p, size_t n);
GLANE_TEST_API int glane_test_command(struct glane_test *t, const char *words, const char *json); /* glane WORDS; the reply is its value */
/* The same with a body of its own type: "multipart/form-data; boundary=..." for a command that takes files. */
GLANE_TEST_API int glane_test_command_body(struct glane_test *t, const char *words, const char *content_type, const void *p, size_t n);

GLANE_TEST_API const char *glane_test_body(struct glane_test *t, size_t *ret_n); /* ret_n may be NULL; ends with 0 */
GLANE_TEST_API const char *glane_test_type(struct glane_test *t);                /* content type */
GLANE_TEST_API const char *glane_test_field(struct glane_test *t, const char *name); /* of the head: "Location"; "" */
/* Members of the last JSON reply by path: "lines.0.net". */
GLANE_TEST_API int64_t glane_test_int(struct glane_test *t, const char *path, int64_t missing);
GLANE_TEST_API const char *glane_test_text(struct glane_test *t, const char *path); /* "" when it is no text */
GLANE_TEST_API int64_t glane_test_count(struct glane_test *t, const char *path);    /* members of an array or object; -1: not there */
GLANE_TEST_API int glane_test_contains(struct glane_test *t, const char *text);     /* in the last body */

GLANE_TEST_API int64_t glane_test_sql(struct glane_test *t, const char *sql); /* first integer of a query, with core's rights; INT64_MIN: none */
GLANE_TEST_API void glane_test_exec(struct glane_test *t, const char *sql);   /* to break things on purpose */
GLANE_TEST_API void glane_test_settle(struct glane_test *t);                  /* subscriptions, jobs and search, until nothing is left */
GLANE_TEST_API int64_t glane_test_events(struct glane_test *t, const char *topic); /* live events so far */
GLANE_TEST_API const char *glane_test_verify(struct glane_test *t); /* "" or the first difference */

#ifdef __cplusplus
}
#endif
#endif
