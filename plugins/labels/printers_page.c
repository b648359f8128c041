/* SPDX-License-Identifier: MPL-2.0 */
/* The page of printers: how each is, as a picture of what to do; what waits; labels of which a person says whether they came
 * out.  And what is done to one: pause, order, roll, shift, profile, trials.  Adding: printers_add.c. */
#include <stdio.h>
#include <string.h>

#include "labels/internal.h"
#include "labels/printers_pages.h"
#include "labels/trial.h"

static const char *const state_open[] = { "queued", "claimed", "sending", "sent" };

/* --- how they are -------------------------------------------------------------------------------- */
/* The symbol of trouble.svg. */
static const char *picture_of(const char *trouble, int paused)
{
	return trouble[0] ? trouble : paused ? "paused" : "well";
}

/* A size that we know for the roll that the printer says it has; "": none, or it is that of the profile. */
static const char *roll_there(const struct printer *p, const struct device_status *s)
{
	struct media own;
	if (!s->media_known || media_find(glane_cstr(p->media), &own))
		return "";
	for (uint32_t i = 0; i < media_count; i++) {
		const struct media *m = &media_table[i].media;
		uint32_t w = (m->turned ? m->h_dmm : m->w_dmm) / 10, h = m->kind != MEDIA_LABELS ? 0 : (m->turned ? m->w_dmm : m->h_dmm) / 10;
		if (w == s->media_w_mm && h == s->media_h_mm && (m->kind == MEDIA_RED) == (s->media_red != 0))
			return strcmp(m->id, own.id) == 0 || (h == 0 && own.kind == m->kind && own.w_dmm == m->w_dmm) ? "" : m->id;
	}
	return "";
}

static int add_printer(struct glane_self *self, struct glane_call *c, const struct printer *p, int above, struct glane_value *o)
{
	const struct glane_value_api *v = labels_host->value;
	int rc = printers_fill(self, c, p, o);
	struct printer_live live;
	printer_live(self, p->slot, &live);
	const char *trouble = device_trouble_names[live.status.trouble], *roll = roll_there(p, &live.status);
	v->integer(o, "id", p->id);
	v->text(o, "picture", glane_cstr(picture_of(trouble, p->paused)));
	v->text(o, "kind", kind_name(c, p->language, p->model, p->dpi));
	if (!v->as_text(v->get(o, "words")).n)
		v->text(o, "words", labels_host->call->tr(c, "printers.well", NULL));
	v->boolean(o, "above", above);
	v->boolean(o, "may", labels_host->call->may(c, PRINTERS));
	v->boolean(o, "may_pause", labels_host->call->may(c, PAUSE));
	if (p->media[0])
		v->text(o, "roll", glane_cstr(p->media));
	if (roll[0])
		v->text(o, "take_roll", glane_cstr(roll));
	int64_t n = v->as_integer(v->get(o, "waiting"), 0);
	if (n)
		v->integer(o, "n", n);
	return rc;
}

/* Where its picture is.  Another copy is another address: a page that stays open would go on showing the one before, without its mark. */
static void add_picture(struct glane_value *o, struct glane_rows *row)
{
	const struct glane_db_api *db = labels_host->db;
	char path[80];
	snprintf(path, sizeof(path), "/p/labels/job/%lld/picture.png?copy=%lld", (long long)db->col(row, 0).u.i, (long long)db->col(row, 4).u.i);
	labels_host->value->text(o, "picture", glane_cstr(path));
}

/* Its picture, the question whether it came out; or a line of what waits. */
static void add_job(struct glane_self *self, struct glane_call *c, struct glane_value *asked, struct glane_value *queue, struct glane_rows *row)
{
	const struct glane_value_api *v = labels_host->value;
	const struct glane_db_api *db = labels_host->db;
	const char *state = db->col(row, 2).u.s.p;
	int still = printer_live_still(self, db->col(row, 0).u.i);
	int waits = 0;
	for (size_t i = 0; i < sizeof(state_open) / sizeof(state_open[0]); i++)
		waits |= strcmp(state, state_open[i]) == 0;
	if (still && (strcmp(state, "sending") == 0 || strcmp(state, "sent") == 0)) /* who waits for it may say so at once */
		waits = 0;
	struct glane_value *o = v->object(waits ? queue : asked, NULL);
	spool_fill(c, o, row);
	add_picture(o, row);
	v->quantity(o, "at_ms", db->col(row, 7).u.i, GLANE_U_TIME_MS);
	v->boolean(o, "cancel", waits);
	v->text(o, "why", trouble_words(c, still ? glane_cstr(device_trouble_names[DEVICE_SLOW]) : db->col(row, 3).u.s));
}

static int add_jobs(struct glane_self *self, struct glane_call *c, struct glane_value *root)
{
	const struct glane_db_api *db = labels_host->db;
	struct glane_value *asked = labels_host->value->array(root, "questions"), *queue = labels_host->value->array(root, "queue");
	struct glane_rows *row;
	int rc = db->query(c, SQL_SPOOL_QUEUE, NULL, 0, &row);
	while (rc >= 0 && (rc = db->next(row)) == 1)
		add_job(self, c, asked, queue, row);
	return rc;
}

/* GET /printers */
int printers_page(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *root = labels_host->reply->root(c), *list = v->array(root, "printers");
	struct printers all;
	int rc = printers_all(c, &all);
	for (uint32_t i = 0; rc == GLANE_OK && i < all.count; i++)
		rc = add_printer(self, c, &all.at[i], i > 0, v->object(list, NULL));
	v->text(root, "closes", labels_host->call->setting(c, "site.closes"));
	v->boolean(root, "may", labels_host->call->may(c, PRINTERS));
	rc = rc ? rc : add_jobs(self, c, root);
	int look = v->count(v->get(root, "questions")) > 0;
	for (uint32_t i = 0; i < v->count(list); i++)
		look |= v->as_text(v->get(v->at(list, i), "trouble")).n > 0;
	v->boolean(root, "look", look); /* somebody has to */
	return rc;
}

/* --- one of them ------------------------------------------------------------------------------------ */
static int find(struct glane_call *c, struct printer *p)
{
	int rc = printers_find(c, in_int(c, "id", 0), p);
	if (rc == 0 || (rc == 1 && !p->slot))
		return labels_host->call->refuse(c, GLANE_ENOENT, "printer_gone", NULL);
	return rc < 0 ? rc : GLANE_OK;
}

static void add_choices(struct glane_call *c, struct glane_value *root, const struct printer *p)
{
	static const char *const strips[] = { "left", "right", "top", "bottom" };
	const struct glane_value_api *v = labels_host->value;
	const struct glane_value *typed = v->get(root, "input"), *fault = v->get(root, "fault");
	struct glane_value *list = v->array(root, "strips");
	char key[40];
	for (size_t i = 0; i < 4; i++) {
		struct glane_value *o = v->object(list, NULL);
		snprintf(key, sizeof(key), "printers.strip_%s", strips[i]);
		v->text(o, "id", glane_cstr(strips[i]));
		v->text(o, "name", labels_host->call->tr(c, key, NULL));
		v->text(o, "value", v->as_text(v->get(typed, strips[i])));
		v->text(o, "fault", v->as_text(v->get(fault, strips[i])));
	}
	list = v->array(root, "darknesses");
	for (int n = 0; n <= 10; n++) {
		struct glane_value *o = v->object(list, NULL), *args = v->make(c);
		v->integer(args, "level", n);
		v->integer(o, "n", n);
		v->text(o, "name", labels_host->call->tr(c, n ? "printers.dark" : "printers.dark_own", args));
		v->boolean(o, "chosen", p->darkness == n);
	}
}

static int darkens(const struct printer *p)
{
	const struct encoder *e = encoder_find(glane_cstr(p->language));
	return e && e->dark;
}

static void add_trials(struct glane_call *c, struct glane_value *root, const struct printer *p)
{
	static const char *const names[] = { "label", "head", "frame", "dark" };
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *list = v->array(root, "trials");
	char key[40];
	if (printer_is_office(p)) /* sheets have their own page for adjusting */
		return;
	for (size_t i = 0; i < 4 && !(i && printer_is_folder(p)); i++) {
		if (strcmp(names[i], "dark") == 0 && !darkens(p))
			continue;
		struct glane_value *o = v->object(list, NULL);
		v->text(o, "id", glane_cstr(names[i]));
		v->integer(o, "printer", p->id);
		v->boolean(o, "first", i == 0);
		snprintf(key, sizeof(key), "trial.%s", names[i]);
		v->text(o, "name", labels_host->call->tr(c, key, NULL));
		snprintf(key, sizeof(key), "trial.%s_what", names[i]);
		v->text(o, "what", labels_host->call->tr(c, key, NULL));
	}
}

/* What became of the newest trial. */
static int add_tried(struct glane_call *c, struct glane_value *root, const struct printer *p)
{
	const struct glane_value_api *v = labels_host->value;
	const struct glane_db_api *db = labels_host->db;
	struct glane_rows *row;
	int rc = spool_first(c, SQL_SPOOL_TRIED, (struct glane_val[]){ glane_int(p->id) }, 1, &row);
	if (rc == 1) {
		struct glane_value *o = v->object(root, "tried");
		const char *state = db->col(row, 2).u.s.p;
		spool_fill(c, o, row);
		add_picture(o, row);
		v->text(o, "why", trouble_words(c, db->col(row, 3).u.s));
		v->boolean(o, "answer", strcmp(state, "unknown") == 0);
		v->boolean(o, "out", strcmp(state, "confirmed") == 0);
	}
	if (rc >= 0)
		db->close(row);
	return rc < 0 ? rc : GLANE_OK;
}

/* GET /printers/{id} */
int printer_page(struct glane_self *self, struct glane_call *c)
{
	const struct glane_value_api *v = labels_host->value;
	struct glane_value *root = labels_host->reply->root(c), *o;
	struct printer p;
	int rc = find(c, &p);
	if (rc)
		return rc;
	o = v->object(root, "printer");
	rc = add_printer(self, c, &p, 0, o);
	v->integer(o, "shift_x", p.shift_x);
	v->integer(o, "shift_y", p.shift_y);
	form_fill(c, &p);
	v->boolean(root, "folder", printer_is_folder(&p));
	v->boolean(root, "office", printer_is_office(&p));
	v->boolean(root, "asks", p.asks);
	v->boolean(root, "trust", p.trust);
	v->boolean(root, "inverted", p.inverted);
	v->boolean(root, "plain", p.plain);
	v->boolean(root, "darkens", darkens(&p));
	v->boolean(root, "tspl", strcmp(p.language, "tspl") == 0);
	v->boolean(root, "zpl", strcmp(p.language, "zpl") == 0);
	add_choices(c, root, &p);
	add_trials(c, root, &p);
	return rc ? rc : add_tried(c, root, &p);
}

/* --- what is done to one ----------------------------------------------------------------------------- */
static int back(struct glane_call *c, const struct printer *p)
{
	char path[60];
	labels_host->value->integer(labels_host->reply->root(c), "printer", p->id);
	snprintf(path, sizeof(path), "/p/labels/printers/%lld", (long long)p->id);
	labels_host->reply->see_other(c, glane_cstr(path));
	return GLANE_OK;
}

static int save(struct glane_self *self, struct glane_call *c, struct printer *p)
{
	int rc = printers_save(self, c, p);
	return rc ? rc : back(c, p);
}

static int change(struct glane_self *self, struct glane_call *c, void *arg)
{
	const struct printer *asked = arg; /* its kind */
	struct printer p;
	int rc = find(c, &p);
	char old_port[PORT_TEXT_MAX];
	snprintf(old_port, sizeof(old_port), "%s", rc ? "" : p.port);
	if (rc == GLANE_OK)
		rc = form_read(c, &p);
	if (rc)
		return rc;
	kind_copy(asked, old_port, &p);
	p.darkness = (uint8_t)in_int(c, "darkness", 0);
	p.asks = in_int(c, "asks", 0) != 0;
	p.trust = in_int(c, "trust", 0) != 0;
	p.inverted = in_int(c, "inverted", 0) != 0;
	p.plain = in_int(c, "plain", 0) != 0;
	return printers_save(self, c, &p);
}

/* POST /printers/{id}: the whole profile; a box that is not ticked is not sent. */
int printer_change(struct glane_self *self, struct glane_call *c)
{
	struct printer p = { .id = in_int(c, "id", 0) };
	(void)self;
	int rc = form_read(c, &p);
	if (rc == GLANE_OK)
		rc = kind_ask(c, &p);
	if (rc == GLANE_OK)
		rc = labels_host->call->within(c, GLANE_WRITE, change, &p);
	return rc ? rc : back(c, &p);
}

/* POST /printers/{id}/up: it changes places with the one above. */
int printer_up(struct glane_self *self, struct glane_call *c)
{
	struct printers all;
	struct printer p;
	int rc = find(c, &p);
	if (rc == GLANE_OK)
		rc = printers_all(c, &all);
	for (uint32_t i = 1; rc == GLANE_OK && i < all.count; i++) {
		if (all.at[i].id != p.id)
			continue;
		struct printer *upper = &all.at[i - 1];
		p.rank = upper->rank;
		upper->rank = all.at[i].rank == p.rank ? p.rank + 1 : all.at[i].rank;
		rc = printers_save(self, c, upper);
		if (rc == GLANE_OK)
			rc = printers_save(self, c, &p);
	}
	labels_host->reply->see_other(c, glane_cstr("/p/labels/printers"));
	return rc;
}

/* POST /printers/{id}/roll: the one that is in it. */
int printer_roll(struct glane_self *self, struct glane_call *c)
{
	struct printer p;
	struct media m;
	int rc = find(c, &p);
	if (rc == GLANE_OK && media_find(in_text(c, "media"), &m))
		rc = labels_host->call->refuse_input(c, "media", "media_unknown", NULL);
	if (rc)
		return rc;
	snprintf(p.media, sizeof(p.media), "%s", m.id);
	return save(self, c, &p);
}

/* "2,5" millimetres in hundredths; -1: it is no such number. */
static int64_t hundredths(struct glane_str s)
{
	int64_t n = 0;
	int decimals = -1;
	for (size_t i = 0; i < s.n; i++) {
		char ch = s.p[i];
		if ((ch == ',' || ch == '.') && decimals < 0) {
			decimals = 0;
			continue;
		}
		if (ch < '0' || ch > '9' || n > 9999 || decimals == 2)
			return -1;
		n = n * 10 + (ch - '0');
		decimals += decimals >= 0;
	}
	for (decimals = decimals < 0 ? 0 : decimals; decimals < 2; decimals++)
		n *= 10;
	return s.n && n <= 5000 ? n : -1;
}

/* POST /printers/{id}/shift: white strips that somebody measured beside the frame. */
int printer_shift(struct glane_self *self, struct glane_call *c)
{
	static const char *const names[] = { "left", "right", "top", "bottom" };
	struct printer p;
	int64_t mm[4];
	int rc = find(c, &p), bad = GLANE_OK;
	for (size_t i = 0; rc == GLANE_OK && i < 4; i++) {
		mm[i] = hundredths(in_text(c, names[i]));
		if (mm[i] < 0)
			bad = labels_host->call->refuse_input(c, names[i], "printers.strip_bad", NULL);
	}
	if (rc || bad)
		return rc ? rc : bad;
	p.shift_x += trial_shift(mm[0], mm[1], p.dpi);
	p.shift_y += trial_shift(mm[2], mm[3], p.dpi);
	return save(self, c, &p);
}

/* POST /printers/{id}/remove */
int printer_remove(struct glane_self *self, struct glane_call *c)
{
	int64_t waited, stuck;
	int rc = printers_remove(self, c, in_int(c, "id", 0), &waited, &stuck);
	labels_host->reply->see_other(c, glane_cstr("/p/labels/printers"));
	return rc;
}
