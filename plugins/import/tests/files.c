/* SPDX-License-Identifier: MPL-2.0 */
#include "import/tests/files.h"

struct glane_test *t;

int begin(void **state)
{
	(void)state;
	t = glane_test_open(PLUGINS "/import.so", NULL);
	return 0;
}

int end(void **state)
{
	(void)state;
	glane_test_close(t);
	return 0;
}

struct file load(const char *path)
{
	FILE *in = fopen(path, "rb");
	assert_non_null(in);
	assert_int_equal(fseek(in, 0, SEEK_END), 0);
	struct file f = { NULL, (size_t)ftell(in) };
	rewind(in);
	f.p = malloc(f.n + 1);
	assert_non_null(f.p);
	assert_int_equal(fread(f.p, 1, f.n, in), f.n);
	f.p[f.n] = 0;
	fclose(in);
	return f;
}

struct file text(const char *p)
{
	return (struct file){ (char *)p, strlen(p) };
}

static void part(struct file *body, const char *head, struct file content)
{
	size_t n = strlen(head);
	memcpy(body->p + body->n, head, n);
	memcpy(body->p + body->n + n, content.p, content.n);
	body->n += n + content.n;
}

#define BOUNDARY "------------a-boundary-of-the-test"
#define HEAD(name) BOUNDARY "\r\nContent-Disposition: form-data; name=\"" name "\""
#define FILE_TYPE "\r\nContent-Type: application/octet-stream\r\n\r\n"

struct file multipart(struct file file, const struct file *map, const char *const *fields)
{
	struct file body = { malloc(file.n + (map ? map->n : 0) + 4000), 0 };
	assert_non_null(body.p);
	if (file.p)
		part(&body, HEAD("file") "; filename=\"cahier.csv\"" FILE_TYPE, file);
	if (map) {
		part(&body, file.p ? "\r\n" : "", text(""));
		part(&body, HEAD("map") "; filename=\"map.csv\"" FILE_TYPE, *map);
	}
	for (; fields && *fields; fields += 2) {
		char head[200];
		snprintf(head, sizeof(head), "\r\n" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n", fields[0]);
		part(&body, head + (body.n ? 0 : 2), text(fields[1]));
	}
	part(&body, "\r\n" BOUNDARY "--\r\n", text(""));
	return body;
}

int command(const char *words, struct file file, const struct file *map, const char *const *fields)
{
	struct file body = multipart(file, map, fields);
	int status = glane_test_command_body(t, words, MULTIPART, body.p, body.n);
	free(body.p);
	return status;
}

void is_clean(void)
{
	assert_string_equal(glane_test_verify(t), "");
}

int64_t one(const char *format, ...)
{
	char sql[1000];
	va_list ap;
	va_start(ap, format);
	vsnprintf(sql, sizeof(sql), format, ap);
	va_end(ap);
	return glane_test_sql(t, sql);
}
