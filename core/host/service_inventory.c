/* SPDX-License-Identifier: MPL-2.0 */
/* host->inventory: what a plugin may do to the shared inventory, through its declared kinds. */
#include "host/internal.h"
#include "http/inputs.h"
#include "inventory/states.h"

static int ready(struct glane_call *c, bool write, struct inventory **ret)
{
	call_of(c);
	if (!c->conn || (write && c->mode != LANE_WRITE))
		return error_fail(&c->error, GLANE_EBUG, "%s: the inventory changes in WRITE calls only", c->plugin->name);
	if (write && c->before_depth)
		return error_fail(&c->error, GLANE_EBUG, "%s: a BEFORE subscription may not append", c->plugin->name);
	if (write && c->deadline_ms && clock_monotonic_ms() > c->deadline_ms)
		return error_fail(&c->error, GLANE_ETIME, "%s: the call took too long", c->plugin->name);
	*ret = call_inventory(c);
	return 0;
}

static const struct glane_kind *kind_of(const struct plugin *p, const char *name)
{
	for (uint32_t i = 0; name && i < p->decl.kind_count; i++)
		if (strcmp(p->decl.kinds[i].name, name) == 0)
			return &p->decl.kinds[i];
	return NULL;
}

static int append(struct glane_call *c, const struct glane_entry *given, int64_t *ret_seq)
{
	struct inventory *inv;
	int rc = ready(c, true, &inv);
	if (rc < 0)
		return rc;
	if (given->size < offsetof(struct glane_entry, changes) + sizeof(given->changes) || given->size > 4096)
		return c->status = error_fail(&c->error, GLANE_EBUG, "%s: entry.size is %u", c->plugin->name, given->size);
	struct glane_entry e = { 0 };
	memcpy(&e, given, given->size < sizeof(e) ? given->size : sizeof(e));
	e.size = sizeof(e);
	const struct glane_kind *kind = kind_of(c->plugin, given->kind);
	if (!kind)
		return c->status = error_fail(&c->error, GLANE_EBUG, "%s: the kind \"%s\" is not declared", c->plugin->name,
		                              given->kind ? given->kind : "");
	struct glane_value *none = e.body ? NULL : value_object(c->arena);
	rc = inputs_check(c->arena, kind->fields, e.body ? e.body : none, &c->error);
	if (rc < 0)
		return c->status = rc;
	e.kind = arena_printf(c->arena, "%s.%s", c->plugin->name, kind->name).p;
	return inventory_append(inv, &e, ret_seq);
}

static int reverse(struct glane_call *c, int64_t seq, const char *reason_key, int64_t *ret_seq)
{
	struct inventory *inv;
	int rc = ready(c, true, &inv);
	return rc < 0 ? rc : inventory_reverse(inv, seq, reason_key, ret_seq);
}

static int undo(struct glane_call *c, int64_t seq, int64_t *ret_count)
{
	struct inventory *inv;
	int rc = ready(c, true, &inv);
	return rc < 0 ? rc : inventory_undo(inv, seq, UNDO_WINDOW_MS, ret_count);
}

static int item_draw(struct glane_call *c, struct glane_str blank, int64_t *ret_item, struct glane_str *ret_code)
{
	struct inventory *inv;
	int rc = ready(c, true, &inv);
	return rc < 0 ? rc : inventory_item_draw(inv, blank, ret_item, ret_code);
}

static int codes_draw(struct glane_call *c, uint32_t n, struct glane_value *ret_codes)
{
	struct inventory *inv;
	int rc = ready(c, true, &inv);
	return rc < 0 ? rc : inventory_codes_draw(inv, n, ret_codes);
}

static int code_find(struct glane_call *c, struct glane_str typed, struct glane_str *ret_code, int64_t *ret_item)
{
	struct inventory *inv;
	int rc = ready(c, false, &inv);
	if (rc < 0)
		return rc;
	int before = c->error.status;
	rc = inventory_code_find(inv, typed, ret_code, ret_item);
	if (rc == GLANE_EINVAL || rc == GLANE_ENOENT || rc == GLANE_EGONE)
		c->error.status = before; /* an answer; whoever returns it has core's words for it */
	return rc;
}

static int outlet_set(struct glane_call *c, int64_t id, struct glane_str name, const char *exit_class, int active, int64_t *ret_id)
{
	struct inventory *inv;
	int rc = ready(c, true, &inv);
	struct outlet_edit e = { .id = id, .name = name, .exit_class = str_c(exit_class), .active = active };
	return rc < 0 ? rc : inventory_outlet_set(inv, &e, ret_id);
}

static int container_set(struct glane_call *c, int64_t id, struct glane_str name, int64_t tare_grams, int active, int64_t *ret_id)
{
	struct inventory *inv;
	int rc = ready(c, true, &inv);
	struct container_edit e = { .id = id, .name = name, .tare_grams = tare_grams, .active = active };
	return rc < 0 ? rc : inventory_container_set(inv, &e, ret_id);
}

static uint32_t states_after(uint32_t state)
{
	uint32_t bits = 0;
	for (uint32_t to = GLANE_STATE_PENDING; to <= GLANE_STATE_VOID; to++)
		if (state_allowed(state, to))
			bits |= 1u << to;
	return bits;
}

const struct glane_inventory_api inventory_api = {
	.size = sizeof(struct glane_inventory_api),
	.item_draw = item_draw,
	.codes_draw = codes_draw,
	.code_find = code_find,
	.states_after = states_after,
	.append = append,
	.reverse = reverse,
	.undo = undo,
	.outlet_set = outlet_set,
	.container_set = container_set,
};
