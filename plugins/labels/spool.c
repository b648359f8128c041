/* SPDX-License-Identifier: MPL-2.0 */
/* The printer "into a file": each label is a picture in the folder labels of the data directory.
 *
 * The row is on disk before the label exists and the record after it, so a label that came out is never unknown; one
 * that was under way when the program ended is called "unknown" at the next start, because nobody can tell. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "labels/internal.h"

enum { DPI = 300 };

struct job {
	struct label_text text;
	char media[16], file[64], dir[4096];
	const char *state;
	int64_t id, copy;
};

static int read_label(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	struct job *j = arg;
	const struct glane_value *in = labels_host->call->inputs(c);
	struct glane_str code = labels_host->value->as_text(labels_host->value->get(in, "code"));
	struct glane_str dir = labels_host->call->setting(c, "site.data_dir");
	if (!dir.n || dir.n >= sizeof(j->dir))
		return labels_host->call->fail(c, GLANE_EIO, "the data directory has no name of use");
	memcpy(j->dir, dir.p, dir.n + 1);
	return label_text_find(c, code, &j->text);
}

static int count_copies(struct glane_call *c, struct glane_str code, int64_t *ret)
{
	struct glane_rows *rows;
	int rc = labels_host->db->query(c, SQL_JOB_COPIES, (struct glane_val[]){ glane_text(code) }, 1, &rows);
	if (rc)
		return rc;
	rc = labels_host->db->next(rows);
	if (rc == 1)
		*ret = labels_host->db->col(rows, 0).u.i;
	labels_host->db->close(rows);
	return rc < 0 ? rc : GLANE_OK;
}

static int add_job(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	struct job *j = arg;
	struct glane_str code = glane_cstr(j->text.code);
	int64_t copies = 0;
	int rc = count_copies(c, code, &copies);
	if (rc)
		return rc;
	j->copy = copies + 1;
	snprintf(j->file, sizeof(j->file), SPOOL_FOLDER "/%s-%lld.png", j->text.code, (long long)j->copy);
	struct glane_val args[] = { glane_text(code), glane_text(glane_cstr(j->media)), glane_int(j->copy),
		                    glane_text(glane_cstr(j->file)), glane_int(labels_host->call->person(c)),
		                    glane_int(labels_host->call->now_ms(c)) };
	rc = labels_host->db->exec(c, SQL_JOB_ADD, args, sizeof(args) / sizeof(args[0]), NULL);
	j->id = labels_host->db->last_id(c);
	return rc;
}

static int end_job(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	struct job *j = arg;
	struct glane_val args[] = { glane_int(j->id), glane_text(glane_cstr(j->state)) };
	int rc = labels_host->db->exec(c, SQL_JOB_STATE, args, 2, NULL);
	if (rc || strcmp(j->state, "printed") != 0)
		return rc;
	struct glane_value *body = labels_host->value->make(c);
	labels_host->value->integer(body, "job", j->id);
	labels_host->value->text(body, "code", glane_cstr(j->text.code));
	labels_host->value->text(body, "media", glane_cstr(j->media));
	labels_host->value->integer(body, "copy", j->copy);
	struct glane_entry entry = { .size = sizeof(entry), .kind = "printed", .body = body };
	int64_t seq;
	return labels_host->inventory->append(c, &entry, &seq);
}

/* Writes all of it and makes it durable, under its name only when it is whole.  Returns 0 or an errno. */
static int write_file(const char *dir, const char *file, const struct bytes *b)
{
	char path[4200], part[4208];
	snprintf(path, sizeof(path), "%s/" SPOOL_FOLDER, dir);
	if (mkdir(path, 0700) && errno != EEXIST)
		return errno;
	snprintf(path, sizeof(path), "%s/%s", dir, file);
	snprintf(part, sizeof(part), "%s.part", path);
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), fault = 0;
	if (fd < 0)
		return errno;
	for (size_t done = 0; done < b->n && !fault;) {
		ssize_t n = write(fd, b->p + done, b->n - done);
		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			fault = errno;
	}
	if (!fault && fsync(fd))
		fault = errno;
	if (close(fd) && !fault)
		fault = errno;
	if (!fault && rename(part, path))
		fault = errno;
	if (fault)
		unlink(part);
	return fault;
}

static int draw_and_write(struct glane_self *self, struct glane_call *c, const struct media *m, const struct job *j)
{
	struct label_fields f = label_text_fields(&j->text);
	struct bytes png = { 0 };
	f.copy = (uint32_t)j->copy;
	int rc = picture_draw(self, c, m, DPI, &f, &png);
	int fault = rc ? 0 : write_file(j->dir, j->file, &png);
	bytes_fini(&png);
	if (fault)
		rc = labels_host->call->fail(c, fault == ENOSPC ? GLANE_EFULL : GLANE_EIO, "%s/%s: %s", j->dir, j->file,
		                             strerror(fault));
	return rc;
}

int spool_print(struct glane_self *self, struct glane_call *c)
{
	struct job j = { 0 };
	struct media m;
	struct label_layout l;
	int rc = picture_media(c, &m);
	if (rc)
		return rc;
	memcpy(j.media, m.id, sizeof(j.media));
	rc = labels_host->call->within(c, GLANE_READ, read_label, &j);
	if (rc == GLANE_OK)
		rc = picture_refuse(c, label_plan(&m, DPI, glane_cstr(j.text.url), &l));
	if (rc == GLANE_OK)
		rc = labels_host->call->within(c, GLANE_WRITE, add_job, &j);
	if (rc)
		return rc;
	rc = draw_and_write(self, c, &m, &j);
	j.state = rc ? "failed" : "printed";
	int ended = labels_host->call->within(c, GLANE_WRITE, end_job, &j);
	if (rc || ended)
		return rc ? rc : ended;
	struct glane_value *root = labels_host->reply->root(c);
	labels_host->value->integer(root, "job", j.id);
	labels_host->value->text(root, "file", glane_cstr(j.file));
	labels_host->reply->status(c, 201);
	labels_host->reply->see_other(c, glane_cstr("/p/labels/"));
	return GLANE_OK;
}

int spool_start(struct glane_self *self, struct glane_call *c)
{
	(void)self;
	return labels_host->db->exec(c, SQL_JOB_INTERRUPTED, NULL, 0, NULL);
}
