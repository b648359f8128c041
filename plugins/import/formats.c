/* SPDX-License-Identifier: MPL-2.0 */
/* The four formats: their columns, and what a row says beyond weight, day and price. */

#include "import/line.h"
#include "text/text.h"

static int pieces_of(struct line *l, struct glane_str cell)
{
	int64_t n = 0;
	if (cell.n == 0)
		return 0;
	if (text_decimal(cell, 0, &n) < 0 || n < 1 || n > 100000)
		return GLANE_EINVAL;
	l->pieces = n;
	return 0;
}

static struct glane_str folded(struct glane_str s, char out[LABEL_MAX + 1])
{
	if (s.n > LABEL_MAX)
		return (struct glane_str){ "", 0 };
	return (struct glane_str){ out, text_fold(s, out) };
}

/* --- a notebook of weighings ------------------------------------------------------------------------------ */
enum { R_DATE, R_LABEL, R_WEIGHT, R_DESTINATION, R_NOTE, R_REMARK, R_COUNT };
static const struct table_column reception_columns[R_COUNT] = {
	[R_DATE] = { "date", 1 },           [R_LABEL] = { "categorie", 1 }, [R_WEIGHT] = { "poids_kg", 1 },
	[R_DESTINATION] = { "destination", 1 }, [R_NOTE] = { "notes", 0 },      [R_REMARK] = { "controle", 0 },
};

static void reception_row(struct line *l, const struct glane_str *cells)
{
	char text[LABEL_MAX + 1];
	struct glane_str where = folded(cells[R_DESTINATION], text);
	l->place = cells[R_DESTINATION];
	l->note = cells[R_NOTE];
	l->remark = cells[R_REMARK];
	l->flow = text_is(where, "recyclage") ? FLOW_DOOR : FLOW_IN;
	if (!text_is(where, "recyclage") && !text_is(where, "boutique"))
		l->reason = REASON_DESTINATION;
}

const struct format_spec format_reception = { reception_columns, R_COUNT, R_DATE, R_LABEL, R_WEIGHT, -1, 0, reception_row };

/* --- a till's notebook -------------------------------------------------------------------------------------- */
enum { T_DATE, T_LABEL, T_PIECES, T_WEIGHT, T_PRICE, T_PAYMENT, T_NOTE, T_REMARK, T_COUNT };
static const struct table_column till_columns[T_COUNT] = {
	[T_DATE] = { "date", 1 },       [T_LABEL] = { "categorie", 1 },           [T_PIECES] = { "quantite", 0 }, [T_WEIGHT] = { "poids_kg", 1 },
	[T_PRICE] = { "prix_total", 1 }, [T_PAYMENT] = { "methode_paiement", 0 }, [T_NOTE] = { "notes", 0 },      [T_REMARK] = { "controle", 0 },
};

static void till_row(struct line *l, const struct glane_str *cells)
{
	l->flow = FLOW_SALE;
	l->payment = cells[T_PAYMENT];
	l->note = cells[T_NOTE];
	l->remark = cells[T_REMARK];
	if (pieces_of(l, cells[T_PIECES]) < 0)
		l->reason = REASON_PIECES;
}

const struct format_spec format_till = { till_columns, T_COUNT, T_DATE, T_LABEL, T_WEIGHT, T_PRICE, 1, till_row };

/* --- objects that are there ---------------------------------------------------------------------------------- */
enum { I_DATE, I_LABEL, I_TITLE, I_WEIGHT, I_PRICE, I_PIECES, I_STATE, I_CODE, I_NOTE, I_REMARK, I_COUNT };
static const struct table_column item_columns[I_COUNT] = {
	[I_DATE] = { "date", 0 },      [I_LABEL] = { "categorie", 1 }, [I_TITLE] = { "titre", 0 }, [I_WEIGHT] = { "poids_kg", 1 },
	[I_PRICE] = { "prix", 0 },     [I_PIECES] = { "quantite", 0 }, [I_STATE] = { "etat", 0 },  [I_CODE] = { "code", 0 },
	[I_NOTE] = { "notes", 0 },     [I_REMARK] = { "controle", 0 },
};

static void item_row(struct line *l, const struct glane_str *cells)
{
	static const char *const states[][2] = {
		{ "", "on_sale" }, { "en vente", "on_sale" }, { "en attente", "pending" }, { "a tester", "to_test" }, { "repare", "repaired" },
		{ "reserve", "reserved" },
	};
	char text[LABEL_MAX + 1];
	struct glane_str state = folded(cells[I_STATE], text);
	l->flow = FLOW_ITEM;
	l->title = cells[I_TITLE];
	l->code = cells[I_CODE];
	l->note = cells[I_NOTE];
	l->remark = cells[I_REMARK];
	if (pieces_of(l, cells[I_PIECES]) < 0)
		l->reason = REASON_PIECES;
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]) && !l->state; i++)
		l->state = text_is(state, states[i][0]) ? states[i][1] : NULL;
	if (!l->state)
		l->reason = REASON_STATE;
}

const struct format_spec format_items = { item_columns, I_COUNT, I_DATE, I_LABEL, I_WEIGHT, I_PRICE, 0, item_row };

/* --- Oressource: the rows of its tables in one file (README.md has the query) ------------------------------------ */
enum { O_DATE, O_TABLE, O_LABEL, O_OBJECT, O_PIECES, O_WEIGHT, O_PRICE, O_REFUND, O_PAYMENT, O_CHANNEL, O_NOTE, O_COUNT };
static const struct table_column oressource_columns[O_COUNT] = {
	[O_DATE] = { "timestamp", 1 }, [O_TABLE] = { "classe", 1 },     [O_LABEL] = { "type_dechet", 1 },      [O_OBJECT] = { "objet", 0 },
	[O_PIECES] = { "quantite", 0 }, [O_WEIGHT] = { "masse", 1 },    [O_PRICE] = { "prix_total", 0 },        [O_REFUND] = { "remboursement", 0 },
	[O_PAYMENT] = { "moyen_paiement", 0 }, [O_CHANNEL] = { "type_collecte", 0 }, [O_NOTE] = { "commentaire", 0 },
};

/* Their words for what we call channels; others are as the import says. */
static const char *channel_of(struct glane_str s)
{
	static const char *const words[][2] = {
		{ "apport volontaire", "drop_off" }, { "apport", "drop_off" }, { "collecte a domicile", "home_collection" }, { "decheterie", "reuse_area" },
		{ "porte a porte", "kerbside_round" }, { "professionnel", "business" }, { "evenement", "event" },
	};
	char text[LABEL_MAX + 1];
	struct glane_str f = folded(s, text);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text_is(f, words[i][0]))
			return words[i][1];
	return NULL;
}

static void oressource_row(struct line *l, const struct glane_str *cells)
{
	static const struct {
		const char *name, *exit;
		enum flow flow;
	} tables[] = {
		{ "collecte", NULL, FLOW_IN }, { "vente", NULL, FLOW_SALE }, { "sortie", "gift", FLOW_OUT }, { "sortiesc", "partner", FLOW_OUT },
		{ "sortiesr", "recycle", FLOW_OUT }, { "sortiesd", "civic", FLOW_OUT }, { "sortiesp", "residual", FLOW_OUT },
	};
	char text[LABEL_MAX + 1];
	struct glane_str table = folded(cells[O_TABLE], text);
	int64_t refund = 0;
	size_t i = 0, n = sizeof(tables) / sizeof(tables[0]);
	while (i < n && !text_is(table, tables[i].name))
		i++;
	l->place = cells[O_TABLE];
	l->title = cells[O_OBJECT];
	l->payment = cells[O_PAYMENT];
	l->note = cells[O_NOTE];
	l->channel = channel_of(cells[O_CHANNEL]);
	l->flow = i < n ? tables[i].flow : FLOW_IN;
	l->exit = i < n ? tables[i].exit : NULL;
	if (i == n)
		l->reason = REASON_DESTINATION;
	else if (pieces_of(l, cells[O_PIECES]) < 0)
		l->reason = REASON_PIECES;
	else if (cells[O_REFUND].n && (text_cents(cells[O_REFUND], &refund) < 0 || refund != 0))
		l->reason = REASON_REFUND;
}

const struct format_spec format_oressource = { oressource_columns, O_COUNT, O_DATE, O_LABEL, O_WEIGHT, O_PRICE, 1, oressource_row };
