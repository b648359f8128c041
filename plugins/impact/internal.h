/* SPDX-License-Identifier: MPL-2.0 */
/* internal.h: what the files of this plugin share.  Truth is core's movements; this plugin only adds them up. */
#ifndef IMPACT_INTERNAL_H
#define IMPACT_INTERNAL_H

#include "self/self.h"
#include "impact/co2.h"
#include "impact/period.h"
#include "impact/rates.h"

enum {
	SQL_REACHED,       /* name */
	SQL_REACH,         /* name, record */
	SQL_BATCH_END,     /* record, how many -> last record of the batch */
	SQL_LATE_ADD,      /* record, day */
	SQL_LATE_FIND,     /* after, up to: records about a closed period -> seq, at_ms */
	SQL_PRICES,        /* after, up to: what sales were paid */
	SQL_PRICES_BACK,   /* after, up to: the same of those that were taken back */
	SQL_REPAIRS,       /* after, up to: objects set to repaired -> record, written, happened, how many, NULL */
	SQL_REPAIRS_BACK,  /* the same of those that were taken back, with the day that they had */
	SQL_WAS_CLOSED,    /* day, record -> 1 when the day was closed before the record */
	SQL_REPAIR_ADD,    /* record, day, how many */
	SQL_REPAIRED,      /* first day, last day */
	SQL_ADD_TOTAL,     /* after, up to */
	SQL_ADD_FRESH,     /* after, up to */
	SQL_FRESH_CLEAR,
	SQL_SLICE,         /* level, start -> the next */
	SQL_SLICE_DIFFERS, /* level, start -> rows that only one of the two has */
	SQL_SLICE_CLEAR,
	SQL_SLICE_TAKE,
	SQL_SLICE_DONE,
	SQL_TOTAL_MOVEMENTS,
	SQL_FLOWS,         /* level, first start, last start */
	SQL_PLACE,         /* code -> id, names */
	SQL_PLACES,
	SQL_PLACE_NAME,    /* code, in English? */
	SQL_LIST,          /* first day, last one looked at: day, record, n; category 0: all, stream "": all -> all movements before, and whether wanted */
	SQL_LIST_LATE,     /* the same, of those that count when they were written */
	SQL_MOVEMENT,      /* record, n, in English? */
	SQL_STREAM_FLOWS,  /* level, first start, last start, category 0: all; by category */
	SQL_SPELLS,        /* -> category, stream, first day, last day */
	SQL_CATEGORY_FLOWS, /* level, first start, last start, in English?: by category of level 1 */
	SQL_CATEGORY_SALES, /* level, first start, last start, in English?: by category of level 1 and account */
	SQL_SCREENS,       /* how many last records, since, ms in which undoing is undoing: by kind */
	SQL_WAITING,       /* first day, last day, place: by way; GLANE_EGONE without the import */
	SQL_STREAM_NAME,   /* code, in English?, day */
	SQL_STREAMS,       /* in English?, day: those with an organisation */
	SQL_CATEGORIES,    /* in English? */
	SQL_CATEGORY_KNOWN,
	SQL_CATEGORIES_SEEN,  /* those that are new */
	SQL_CATEGORY_CHANGED, /* record, day, category, names, parent, active: kept where it is another than was seen */
	SQL_CATEGORY_SEEN,    /* category, record, names, parent, active */
	SQL_CATEGORY_CHANGES, /* first day, last day, in English? */
	SQL_CLASSES,       /* in English? */
	SQL_CLASS_OTHER,   /* category, day: is there a class from that day on? */
	SQL_CLASS_ADD,     /* category, day, class */
	SQL_CLASS_REMOVE,
	SQL_RETURN_STATE,  /* stream, first day: the newest that stands */
	SQL_RETURN_LIVE,   /* first day, last day, stream */
	SQL_RETURN_FROZEN, /* stream, first day */
	SQL_RETURN_EVIDENCE, /* last day, stream, in English?, last record, behind day, record, movement; how many to look at */
	SQL_RETURN_EVIDENCE_LATE, /* the same, of those that count when they were written */
	SQL_YEAR,          /* year: the newest that stands */
	SQL_YEAR_ADD,
	SQL_YEAR_UNDO,
	SQL_RETURN_ADD,
	SQL_RETURN_LINE_ADD,
	SQL_RETURN_UNDO,
	SQL_IS_CLOSED,     /* first day, last day -> 1 when all of it is closed by one lock */
	SQL_FACTORS,       /* set 0: of the period, its first day, its last day */
	SQL_FACTOR_SETS,
	SQL_FACTOR_SET_ID, /* name */
	SQL_CATEGORY_OF,   /* code */
	SQL_FACTOR_LAST,   /* -> name, first day, last day */
	SQL_FACTOR_ADD,    /* set, code, CO2, mass, per, source */
	SQL_FACTOR_SET_END, /* last day of the open one */
	SQL_FACTOR_SET_ADD, /* name, first day, last day, source, record */
	SQL_FACTOR_SET_USED, /* record -> a closing that rests on its set */
	SQL_FACTOR_DROP,   /* record */
	SQL_FACTOR_SET_DROP, /* record */
	SQL_FACTOR_SET_REOPEN, /* last day */
	SQL_EQUIVALENTS,   /* day, code: that one first, else the usual one -> code, milligrams, version, source */
	SQL_GOODS,         /* level, first start, last start: what was sold or given, or came back, by category */
	SQL_CATEGORY_FACTORS, /* set, in English? -> every category, with its factor */
	SQL_ITEM_FACTOR,   /* item, set */
	SQL_LOCK_ADD,
	SQL_LOCK_UNDO,     /* record, record that undoes it */
	SQL_LOCK_SAME,     /* first day, last day -> a lock that stands */
	SQL_LOCK_IS,       /* record */
	SQL_LOCKS,
	SQL_LOCK_OF,       /* first day, last day */
	SQL_BEHIND,        /* -> records that the roll-up has not seen */
	SQL_COUNT
};
extern const char *const statements[SQL_COUNT]; /* sql.c */
enum { KIND_FACTORS, KIND_LOCKED };
enum { JOB_CATCH_UP };
enum { TOPIC_TODAY };
#define SEE "impact.see"
#define MANAGE "impact.manage"

/* Levels of impact_total, schema/0008: a day, a month or a year, by category or all categories together. */
static inline int64_t level_of(enum unit unit, int all)
{
	return 2 * (int64_t)unit + all;
}

/* rollup.c */
int on_record(struct glane_self *s, struct glane_call *c, const struct glane_record *r); /* AFTER every record */
int rebuild_command(struct glane_self *s, struct glane_call *c);
/* WRITE: adds up what is new, now. */
int rollup_catch_up(struct glane_self *s, struct glane_call *c) GLANE_CHECKED;
int rollup_start(struct glane_self *s, struct glane_call *c);                                  /* start() */
int rollup_job(struct glane_self *s, struct glane_call *c, const struct glane_value *args);
/* The one integer of a query; 0: no row. */
int one_int(struct glane_self *s, struct glane_call *c, uint32_t sql, const struct glane_val *args, size_t n, int64_t *ret) GLANE_CHECKED;

/* figures.c */
typedef void flow_fn(void *arg, int64_t start, const struct flow *f);
/* Every sum of movements of these days, with the first day of the year, month or day it is of; `largest`: which of them. */
int figures_flows(struct glane_self *s, struct glane_call *c, int64_t from, int64_t to, enum unit largest, flow_fn *fn, void *arg) GLANE_CHECKED;
/* Grams in stock as the day begins; `place` "": in all places. */
int figures_before(struct glane_self *s, struct glane_call *c, int64_t day, struct glane_str place, int64_t *ret) GLANE_CHECKED;
/* The balance of a period. */
int figures_balance(struct glane_self *s, struct glane_call *c, const struct period *p, struct glane_str place, struct balance *ret) GLANE_CHECKED;

/* The same with the stream that each category was in that day; `category` 0: all, else that one and those below it. */
typedef void stream_fn(void *arg, int64_t start, struct glane_str stream, const struct flow *f);
int figures_streams(struct glane_self *s, struct glane_call *c, const struct period *p, int64_t category, enum unit largest, stream_fn *fn, void *arg) GLANE_CHECKED;

/* goods.c */
struct factors { /* one version of the factors */
	int64_t id, permille[3]; /* low, central, high */
	int64_t since;           /* first day */
	struct glane_str name, source, displacement_source;
};
struct co2_figures {
	struct factors factors;
	struct co2_sum sum;
	int64_t avoided[3]; /* milligrams of CO2e: low, central, high */
	int64_t intensity;  /* grams of CO2e a kilogram of goods, central */
};
/* `set` 0: the one with which the period was closed, else the one in force on its last day. */
int factors_of(struct glane_self *s, struct glane_call *c, const struct period *p, int64_t set, struct factors *ret) GLANE_CHECKED;
/* `into` (may be NULL): `lines` and `missed`, by category. */
int figures_co2(struct glane_self *s, struct glane_call *c, const struct period *p, struct glane_str place, int64_t set, struct co2_figures *ret,
                struct glane_value *into) GLANE_CHECKED;
/* { low, central, high, words, new, estimated, missed, intensity, doubtful, factors, source, ... } */
void co2_say(struct glane_self *s, struct glane_call *c, const struct co2_figures *f, struct glane_value *into);

/* equivalent.c: { code, low, central, high, words, basis, others: [{ other, label }] } as `equivalent`, where any CO2 was avoided; the one that
 * the input `equivalent` names. */
int equivalent_say(struct glane_self *s, struct glane_call *c, const struct co2_figures *f, const struct period *p, struct glane_value *into) GLANE_CHECKED;

/* sales.c: { cents, n, grams, pieces, unpriced, unpriced_grams, reuse, per_sale, per_piece, per_tonne, per_tonne_reuse, words ... } */
void sales_say(struct glane_self *s, struct glane_call *c, const struct balance *b, struct glane_value *into);
/* waiting.c: imported lines that somebody has to confirm, of a period. */
struct waiting {
	int64_t lines, grams;                 /* they count in all figures */
	int64_t kept, kept_grams, kept_blank; /* these in none; kept_blank: those whose grams nobody can read */
	int64_t undatable;                    /* nor these; they may be of any period */
};
/* Of entries, of exits; all 0 where there is no import. */
int figures_waiting(struct glane_self *s, struct glane_call *c, const struct period *p, struct glane_str place, struct waiting ret[2]) GLANE_CHECKED;
/* `list`: a { text } for each kind that there is, "Entrées : 3 lignes …". */
void waiting_say(struct glane_self *s, struct glane_call *c, const struct waiting *w, struct glane_str label, struct glane_value *list);
int waiting_any(const struct waiting w[2]);

/* repair.c */
int repair_find(struct glane_self *s, struct glane_call *c, int64_t after, int64_t upto) GLANE_CHECKED; /* of these records */
/* Objects repaired in a period, without those that were taken back. */
int figures_repaired(struct glane_self *s, struct glane_call *c, const struct period *p, int64_t *ret) GLANE_CHECKED;

/* ask.c: inputs `period` and `place` of pages and commands; words what is wrong with them. */
int ask_period(struct glane_self *s, struct glane_call *c, struct period *ret) GLANE_CHECKED; /* without one: this year */
int ask_place(struct glane_self *s, struct glane_call *c, struct glane_str *ret) GLANE_CHECKED; /* "": the whole centre */
struct glane_str period_label(struct glane_self *s, struct glane_call *c, const struct period *p);

/* dashboard.c */
int get_dashboard(struct glane_self *s, struct glane_call *c);
int get_today(struct glane_self *s, struct glane_call *c);
/* { day, entries, exits, reuse } of the local day. */
int today_say(struct glane_self *s, struct glane_call *c, struct glane_value *into) GLANE_CHECKED;
/* streams.c */
int get_streams(struct glane_self *s, struct glane_call *c);
enum co2_per per_of(struct glane_str word); /* "piece", "mass", "either" */
/* factors.c */
int factors_command(struct glane_self *s, struct glane_call *c);
int on_factors(struct glane_self *s, struct glane_call *c, const struct glane_record *r); /* BEFORE impact.factors */
/* category.c */
int category_start(struct glane_self *s, struct glane_call *c) GLANE_CHECKED;
int on_category(struct glane_self *s, struct glane_call *c, const struct glane_record *r); /* AFTER core.category_set */
/* item.c */
int get_item(struct glane_self *s, struct glane_call *c);
/* co2_page.c */
int get_co2(struct glane_self *s, struct glane_call *c);
/* lock.c */
int get_locks(struct glane_self *s, struct glane_call *c);
int post_lock(struct glane_self *s, struct glane_call *c);
int post_unlock(struct glane_self *s, struct glane_call *c);
int on_lock(struct glane_self *s, struct glane_call *c, const struct glane_record *r); /* BEFORE impact.locked */
/* { at, factors, ... } of the lock of exactly this period; *ret 0: it is open. */
int lock_say(struct glane_self *s, struct glane_call *c, const struct period *p, struct glane_value *into, int *ret) GLANE_CHECKED;
/* screens.c */
int get_screens(struct glane_self *s, struct glane_call *c);
/* movements.c */
int get_movements(struct glane_self *s, struct glane_call *c);

#endif
