/* SPDX-License-Identifier: MPL-2.0 */
/* The demonstration centre goes through the same routes as a volunteer's touches, so what it shows is what the product
 * does.  The same seed gives the same weeks. */
#include "app/demo.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli.h"
#include "app/door.h"
#include "base/clock.h"
#include "base/value.h"

enum { WEEKS = 5, WEIGHINGS_A_DAY = 26, SALES_A_DAY = 7, DAYS_OF_WEEK_OPEN = 4, SHELF = 400 };

struct shop {
	struct door *door;
	struct arena arena;
	struct error error;
	uint64_t seed;
	const struct glane_value *categories;
	int weighings, items, exits;
	int64_t recycler, partner;
	char shelf[SHELF][16]; /* codes of what is on sale */
	int on_shelf;
};

static uint32_t dice(struct shop *s, uint32_t sides)
{
	s->seed = s->seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(s->seed >> 33) % sides;
}

static int ask(struct shop *s, int method, const char *path, const struct glane_value *body, const struct glane_value **ret)
{
	struct door_answer a;
	struct buf b;
	struct glane_value *v;
	const char *why;
	buf_init(&b, 1u << 20);
	if (body)
		value_json(body, &b);
	int rc = door_call(s->door, method, path, "application/json", buf_get(&b), &a, &s->error);
	buf_fini(&b);
	if (rc == 0 && value_parse_json(&s->arena, buf_get(&a.body), &v, &why) < 0)
		rc = error_fail(&s->error, GLANE_EBUG, "%s: %s", path, why);
	if (rc == 0 && a.status >= 300)
		rc = error_fail(&s->error, GLANE_EINVAL, "%s: %s", path, value_get_text(value_get(v, "error"), "message").p);
	buf_fini(&a.body);
	if (rc == 0)
		*ret = v;
	return rc;
}

/* A category that has usual weights, and one of its object types. */
static const struct glane_value *pick(struct shop *s, int64_t *ret_category)
{
	for (int tries = 0; tries < 200; tries++) {
		const struct glane_value *c = value_at(s->categories, dice(s, value_count(s->categories)));
		const struct glane_value *children = value_get(c, "children");
		const struct glane_value *child = value_count(children) ? value_at(children, dice(s, value_count(children))) : NULL;
		int64_t usual = value_get_int(child, "usual_grams", 0);
		if (usual > 100 && usual < 60000) {
			*ret_category = value_get_int(child, "id", 0);
			return child;
		}
	}
	return NULL;
}

static int label(struct shop *s, const struct glane_value *type, int64_t category, int64_t grams, int64_t record)
{
	static const char *const remarks[] = { "très bon état", "comme neuf", "à rafraîchir", "petite rayure", "testé" };
	static const int64_t prices[] = { 100, 200, 300, 450, 500, 800, 1000, 1500, 2500, 4000 };
	const struct glane_value *answer;
	struct glane_value *body = value_object(&s->arena);
	value_add_int(body, "category", category);
	value_add_int(body, "grams", grams);
	value_add_int(body, "source", record);
	value_add_int(body, "price", prices[dice(s, COUNT_OF(prices))]);
	value_add_text(body, "title", arena_printf(&s->arena, "%s, %s", value_get_text(type, "name").p, remarks[dice(s, COUNT_OF(remarks))]));
	int rc = ask(s, GLANE_POST, "/p/items/items", body, &answer);
	s->items += rc == 0;
	if (rc == 0 && s->on_shelf < SHELF)
		snprintf(s->shelf[s->on_shelf++], sizeof(s->shelf[0]), "%s", value_get_text(answer, "code").p);
	return rc;
}

static void happened(struct shop *s, struct glane_value *body, int64_t day)
{
	struct civil c = civil_of_day(day);
	if (day < zone_day(zone_get("Europe/Paris"), clock_now_ms()))
		value_add_text(body, "happened", arena_printf(&s->arena, "%04d-%02d-%02d", c.year, c.month, c.day));
}

/* What got no label leaves by weight, as much as came in. */
static int let_go(struct shop *s, int64_t category, int64_t grams, int64_t day)
{
	static const char *const classes[] = { "recycle", "recycle", "gift", "residual", "partner", "civic" };
	const char *class = classes[dice(s, COUNT_OF(classes))];
	int64_t outlet = class == classes[0] ? s->recycler : class == classes[4] ? s->partner : 0;
	const struct glane_value *answer;
	struct glane_value *body = value_object(&s->arena);
	value_add_text(body, "class", str_c(class));
	value_add_int(body, "category", category);
	value_add_int(body, "gross", grams);
	if (outlet)
		value_add_int(body, "outlet", outlet);
	happened(s, body, day);
	int rc = ask(s, GLANE_POST, "/p/exits/out", body, &answer);
	s->exits += rc == 0;
	return rc;
}

static int sell(struct shop *s, int64_t day)
{
	static const char *const payments[] = { "cash", "cash", "card", "card", "cheque" };
	const struct glane_value *answer;
	struct glane_value *body = value_object(&s->arena);
	int at = (int)dice(s, (uint32_t)s->on_shelf);
	value_add_text(body, "code", arena_str(&s->arena, str_c(s->shelf[at])));
	value_add_text(body, "class", STR("sale"));
	value_add_text(body, "payment", str_c(payments[dice(s, COUNT_OF(payments))]));
	happened(s, body, day);
	memmove(s->shelf[at], s->shelf[--s->on_shelf], sizeof(s->shelf[0]));
	int rc = ask(s, GLANE_POST, "/p/exits/item", body, &answer);
	s->exits += rc == 0;
	return rc;
}

static int take_over(struct shop *s, const char *name, const char *class, int64_t *ret)
{
	const struct glane_value *answer;
	struct glane_value *body = value_object(&s->arena);
	value_add_text(body, "name", str_c(name));
	value_add_text(body, "class", str_c(class));
	value_add_text(body, "from", STR("2025-01-01"));
	value_add_bool(body, "active", true);
	int rc = ask(s, GLANE_POST, "/p/exits/outlet", body, &answer);
	if (rc == 0)
		*ret = value_get_int(answer, "id", 0);
	return rc;
}

static int weigh(struct shop *s, int64_t day)
{
	static const char *const channels[] = { "drop_off", "drop_off", "drop_off", "home_collection", "reuse_area" };
	static const char *const origins[] = { "Ivry-sur-Seine", "Ivry-sur-Seine", "Vitry-sur-Seine", "Paris 13e", "Villejuif" };
	const struct glane_value *answer;
	int64_t category = 0;
	const struct glane_value *type = pick(s, &category);
	if (!type)
		return error_fail(&s->error, GLANE_EBUG, "no category has a usual weight");
	int64_t usual = value_get_int(type, "usual_grams", 0);
	int64_t grams = usual * (60 + dice(s, 90)) / 100 / 10 * 10 + 10;
	struct glane_value *body = value_object(&s->arena);
	value_add_int(body, "category", category);
	value_add_int(body, "gross", grams);
	value_add_text(body, "channel", str_c(channels[dice(s, COUNT_OF(channels))]));
	value_add_text(body, "origin", str_c(origins[dice(s, COUNT_OF(origins))]));
	happened(s, body, day);
	int rc = ask(s, GLANE_POST, "/p/intake/weighings", body, &answer);
	if (rc == 0) {
		s->weighings++;
		if (dice(s, 5) < 2)
			rc = label(s, type, category, grams, value_get_int(answer, "record", 0));
		else if (dice(s, 2))
			rc = let_go(s, category, grams, day);
	}
	return rc;
}

/* --- a challenge that has run for eight of its thirteen weeks ---------------------------------------------- */
enum { CHALLENGE_WEEKS = 8, BEGINNING_WEEKS = 4 };
static const struct home {
	const char *name;
	int persons, children, grams, after; /* a person and day at the beginning; percent of it afterwards */
} homes[] = {
	{ "Les Mésanges", 4, 2, 620, 70 }, { "Tournesol", 2, 0, 540, 82 }, { "La Ruche", 5, 3, 480, 64 }, { "Petit Pois", 3, 1, 710, 76 },
	{ "Les Loutres", 2, 0, 390, 93 },  { "Cabane 12", 1, 0, 650, 58 }, { "Les Hiboux", 4, 2, 560, 88 }, { "Bambou", 3, 1, 600, 69 },
};

static int home(struct shop *s, const struct home *h, int64_t id, int64_t first_day)
{
	static const struct {
		const char *fraction;
		int percent, every; /* of what a household throws away; weeks from one weigh-in to the next */
	} bins[] = { { "omr", 55, 1 }, { "tri", 25, 1 }, { "verre", 20, 2 } };
	const struct glane_value *answer;
	int rc = 0;
	for (int week = 0; rc == 0 && week < CHALLENGE_WEEKS; week++)
		for (size_t i = 0; rc == 0 && i < COUNT_OF(bins); i++) {
			if (week % bins[i].every)
				continue;
			arena_reset(&s->arena);
			struct glane_value *body = value_object(&s->arena);
			struct civil day = civil_of_day(first_day + week * 7 + 2 * (int64_t)i + 1);
			int64_t grams = (int64_t)h->persons * 7 * bins[i].every * h->grams * bins[i].percent / 100 * (week < BEGINNING_WEEKS ? 100 : h->after) / 100;
			grams = grams * (85 + dice(s, 31)) / 100;
			value_add_text(body, "fraction", str_c(bins[i].fraction));
			value_add_text(body, "day", arena_printf(&s->arena, "%04d-%02d-%02d", day.year, day.month, day.day));
			value_add_text(body, "grams", arena_printf(&s->arena, "%lld,%03lld", (long long)(grams / 1000), (long long)(grams % 1000)));
			rc = ask(s, GLANE_POST, arena_printf(&s->arena, "/p/challenge/h/%lld/weigh", (long long)id).p, body, &answer);
		}
	return rc;
}

static int challenge(struct shop *s, int64_t today)
{
	int64_t first_day = today - CHALLENGE_WEEKS * 7 - 1;
	struct civil day = civil_of_day(first_day);
	const struct glane_value *answer;
	struct glane_value *body = value_object(&s->arena);
	static const char *const flags[] = { "weigh_omr", "weigh_tri", "weigh_verre", "score_omr", "score_tri", "score_verre", "gesture_stop_pub", "gesture_bulk",
		"gesture_compost", "gesture_second_hand", "gesture_repair", "gesture_tap_water" };
	value_add_text(body, "form", STR("ademe"));
	value_add_text(body, "reference", STR("households"));
	value_add_text(body, "name", STR("Défi zéro déchet du quartier"));
	value_add_text(body, "first_day", arena_printf(&s->arena, "%04d-%02d-%02d", day.year, day.month, day.day));
	for (size_t i = 0; i < COUNT_OF(flags); i++)
		value_add_bool(body, flags[i], true);
	int rc = ask(s, GLANE_POST, "/p/challenge/set", body, &answer);
	for (size_t i = 0; rc == 0 && i < COUNT_OF(homes); i++) {
		body = value_object(&s->arena);
		value_add_text(body, "pseudonym", str_c(homes[i].name));
		value_add_int(body, "persons", homes[i].persons);
		value_add_int(body, "children", homes[i].children);
		value_add_bool(body, "agreed", true);
		value_add_int(body, "start_week", 1);
		rc = ask(s, GLANE_POST, "/p/challenge/c/1/households", body, &answer);
	}
	body = value_object(&s->arena);
	value_add_text(body, "act", STR("open"));
	if (rc == 0)
		rc = ask(s, GLANE_POST, "/p/challenge/c/1/state", body, &answer);
	for (size_t i = 0; rc == 0 && i < COUNT_OF(homes); i++)
		rc = home(s, &homes[i], 1 + (int64_t)i, first_day);
	return rc == 0 ? ask(s, GLANE_POST, "/p/challenge/c/1/publish", value_object(&s->arena), &answer) : rc;
}

static int set(struct shop *s, const char *key, const char *value)
{
	const struct glane_value *answer;
	struct glane_value *setting = value_object(&s->arena);
	value_add_text(setting, "key", str_c(key));
	value_add_text(setting, "value", str_c(value));
	return ask(s, GLANE_POST, "/cli/setting/set", setting, &answer);
}

static int fill(struct shop *s)
{
	const struct glane_value *answer;
	int rc = set(s, "site.name", "La Ressourcerie de démonstration");
	if (rc == 0)
		rc = set(s, "scale.simulated", "1");
	if (rc == 0)
		rc = ask(s, GLANE_GET, "/p/intake/", NULL, &answer);
	if (rc == 0)
		rc = take_over(s, "Recycleur de quartier", "recycle", &s->recycler);
	if (rc == 0)
		rc = take_over(s, "Épicerie solidaire", "partner", &s->partner);
	struct arena kept;
	arena_init(&kept, 16u << 20);
	if (rc == 0)
		s->categories = value_copy(&kept, value_get(answer, "categories"));
	int64_t today = zone_day(zone_get("Europe/Paris"), clock_now_ms());
	for (int64_t day = today - WEEKS * 7; rc == 0 && day <= today; day++) {
		int64_t weekday = (day + 3) % 7; /* 0: Monday; day 0 was a Thursday */
		if (day < today && (weekday < 2 || weekday >= 2 + DAYS_OF_WEEK_OPEN)) /* Wednesday to Saturday; today it is open */
			continue;
		for (int i = 0; rc == 0 && i < WEIGHINGS_A_DAY; i++) {
			arena_reset(&s->arena);
			rc = weigh(s, day);
		}
		for (int i = 0; rc == 0 && i < SALES_A_DAY && s->on_shelf > 20; i++) {
			arena_reset(&s->arena);
			rc = sell(s, day);
		}
	}
	arena_fini(&kept);
	return rc == 0 ? challenge(s, today) : rc;
}

int demo(const struct options *o, int argc)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/glane.db", o->data ? o->data : places_data());
	if (argc) {
		fprintf(stderr, "usage: glane demo\n");
		return EXIT_USAGE;
	}
	if (access(path, F_OK) == 0) {
		fprintf(stderr, "glane: %s is there already: the demonstration wants an empty directory\n", path);
		return EXIT_REFUSED;
	}
	struct shop s = { .seed = 94200 };
	arena_init(&s.arena, 16u << 20);
	error_init(&s.error, NULL);
	int rc = door_open(o, &s.door, &s.error);
	if (rc == 0)
		rc = fill(&s);
	door_close(s.door);
	/* The mark of a demonstration: here, and only here, a plugin's author may reset its data. */
	snprintf(path, sizeof(path), "%s/demo", o->data ? o->data : places_data());
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	arena_fini(&s.arena);
	if (rc < 0) {
		fprintf(stderr, "glane: %s\n", s.error.text);
		return EXIT_REFUSED;
	}
	if (o->json)
		printf("{\"weighings\":%d,\"items\":%d,\"exits\":%d}\n", s.weighings, s.items, s.exits);
	else
		printf("%d weighings, %d items, %d exits\n", s.weighings, s.items, s.exits);
	return EXIT_DONE;
}
