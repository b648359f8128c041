/* SPDX-License-Identifier: MPL-2.0 */
/* The printer "into a file": each label is a picture in the folder labels of the data directory.
 *
 * One job takes what is queued, in its order.  The row says "printing" on disk before the label exists and "printed" after
 * it, so a label that came out is never unknown; one that was under way when the program ended is. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "labels/internal.h"

enum { LABELS_A_RUN = 25 }; /* then others have the thread */

struct print {
	struct label_text text;
	char code[16], media[16], file[64], dir[4096];
	const char *fault; /* NULL: none */
	int64_t id, copy;
	int gone;
};

static int begin(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	(void)arg;
	return spool_interrupted(c);
}

static int more(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	(void)arg;
	return labels_host->job->enqueue(c, JOB_PRINT, NULL, "spool", 0);
}

static void keep(char *to, size_t cap, struct glane_str s)
{
	snprintf(to, cap, "%.*s", (int)s.n, s.p);
}

/* The next one; id 0: there is none. */
static int claim(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	struct print *p = arg;
	const struct glane_db_api *db = labels_host->db;
	struct glane_rows *row;
	*p = (struct print){ 0 };
	int rc = db->query(c, SQL_SPOOL_NEXT, NULL, 0, &row);
	if (rc < 0)
		return rc;
	rc = db->next(row);
	if (rc == 1) {
		p->id = db->col(row, 0).u.i;
		keep(p->code, sizeof(p->code), db->col(row, 1).u.s);
		keep(p->media, sizeof(p->media), db->col(row, 2).u.s);
		p->copy = db->col(row, 3).u.i;
		keep(p->file, sizeof(p->file), db->col(row, 4).u.s);
	}
	db->close(row);
	if (rc != 1)
		return rc;
	struct glane_str dir = labels_host->call->setting(c, "site.data_dir"), code;
	int64_t item;
	if (!dir.n || dir.n >= sizeof(p->dir))
		return labels_host->call->fail(c, GLANE_EIO, "the data directory has no name of use");
	keep(p->dir, sizeof(p->dir), dir);
	rc = labels_host->inventory->code_find(c, glane_cstr(p->code), &code, &item);
	p->gone = rc == GLANE_EGONE || rc == GLANE_ENOENT;
	if (rc < 0 && !p->gone)
		return rc;
	return spool_state(c, p->id, p->gone ? "cancelled" : "printing", "");
}

static int read_text(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	struct print *p = arg;
	return label_text_find(c, glane_cstr(p->code), &p->text);
}

static int end(struct glane_self *self, struct glane_call *c, void *arg)
{
	(void)self;
	struct print *p = arg;
	if (p->fault)
		return spool_state(c, p->id, "failed", p->fault);
	return spool_printed(c, p->id, glane_cstr(p->code), glane_cstr(p->media), p->copy);
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

/* Nothing of it stops those behind it. */
static void draw_and_write(struct glane_self *self, struct print *p)
{
	struct label_fields f = label_text_fields(&p->text);
	struct bytes png = { 0 };
	struct media m;
	f.copy = (uint32_t)p->copy;
	int rc = media_find(glane_cstr(p->media), &m);
	if (rc == GLANE_OK)
		rc = picture_png_of(self, &m, PRINTER_DPI, &f, &png);
	int fault = rc ? 0 : write_file(p->dir, p->file, &png);
	bytes_fini(&png);
	if (rc)
		labels_host->call->log(self, GLANE_LOG_WARNING, "the label of %s could not be drawn: %d", p->code, rc);
	if (fault)
		labels_host->call->log(self, GLANE_LOG_WARNING, "%s/%s: %s", p->dir, p->file, strerror(fault));
	p->fault = fault == ENOSPC || fault == EDQUOT ? "full" : rc || fault ? "device" : NULL;
}

int printer_run(struct glane_self *self, struct glane_call *c, const struct glane_value *args)
{
	(void)args;
	struct print p;
	int rc = labels_host->call->within(c, GLANE_WRITE, begin, NULL);
	for (int n = 0; rc == GLANE_OK && !labels_host->call->cancelled(c); n++) {
		if (n == LABELS_A_RUN)
			return labels_host->call->within(c, GLANE_WRITE, more, NULL);
		rc = labels_host->call->within(c, GLANE_WRITE, claim, &p);
		if (rc || !p.id)
			return rc;
		if (p.gone)
			continue;
		int unread = labels_host->call->within(c, GLANE_READ, read_text, &p);
		if (unread)
			p.fault = "device";
		else
			draw_and_write(self, &p);
		rc = labels_host->call->within(c, GLANE_WRITE, end, &p);
		if (unread) /* its words are in the log once the job has failed */
			return unread;
	}
	return rc;
}
