/* SPDX-License-Identifier: MPL-2.0 */
/* frozen.h: contract 1 as it stays: sizes, offsets and numbers.  Compiled as C and as C++.
 *
 * Members are only appended: no AT() ever changes, and a SIZE() only grows, with the minor number. */
#include <glane/plugin.h>

#ifdef __cplusplus
#define HOLDS(condition) static_assert(condition, #condition)
#else
#define HOLDS(condition) _Static_assert(condition, #condition)
#endif
#define SIZE(type, n) HOLDS(sizeof(struct type) == (n))
#define AT(type, member, n) HOLDS(offsetof(struct type, member) == (n))

HOLDS(sizeof(void *) == 8 && sizeof(long) == 8); /* LP64 only */
HOLDS(GLANE_ABI_MAJOR == 1);

SIZE(glane_str, 16);
AT(glane_str, p, 0);
AT(glane_str, n, 8);

SIZE(glane_val, 24);
AT(glane_val, type, 0);
AT(glane_val, pad, 4);
AT(glane_val, u, 8);

SIZE(glane_list, 16);
AT(glane_list, items, 0);
AT(glane_list, count, 8);
AT(glane_list, stride, 12);

SIZE(glane_call_api, 184);
AT(glane_call_api, size, 0);
AT(glane_call_api, pad, 4);
AT(glane_call_api, alloc, 8);
AT(glane_call_api, inputs, 16);
AT(glane_call_api, body, 24);
AT(glane_call_api, fail, 32);
AT(glane_call_api, refuse, 40);
AT(glane_call_api, refuse_input, 48);
AT(glane_call_api, log, 56);
AT(glane_call_api, cancelled, 64);
AT(glane_call_api, now_ms, 72);
AT(glane_call_api, day, 80);
AT(glane_call_api, person, 88);
AT(glane_call_api, device, 96);
AT(glane_call_api, may, 104);
AT(glane_call_api, lang, 112);
AT(glane_call_api, tr, 120);
AT(glane_call_api, setting, 128);
AT(glane_call_api, random, 136);
AT(glane_call_api, within, 144);
AT(glane_call_api, wake_fd, 152);
AT(glane_call_api, wake, 160);
AT(glane_call_api, render, 168);
AT(glane_call_api, forget, 176);

SIZE(glane_value_api, 144);
AT(glane_value_api, size, 0);
AT(glane_value_api, pad, 4);
AT(glane_value_api, make, 8);
AT(glane_value_api, object, 16);
AT(glane_value_api, array, 24);
AT(glane_value_api, integer, 32);
AT(glane_value_api, decimal, 40);
AT(glane_value_api, quantity, 48);
AT(glane_value_api, text, 56);
AT(glane_value_api, boolean, 64);
AT(glane_value_api, null, 72);
AT(glane_value_api, put, 80);
AT(glane_value_api, get, 88);
AT(glane_value_api, at, 96);
AT(glane_value_api, key_at, 104);
AT(glane_value_api, count, 112);
AT(glane_value_api, type, 120);
AT(glane_value_api, as_integer, 128);
AT(glane_value_api, as_text, 136);

SIZE(glane_reply_api, 48);
AT(glane_reply_api, size, 0);
AT(glane_reply_api, pad, 4);
AT(glane_reply_api, root, 8);
AT(glane_reply_api, status, 16);
AT(glane_reply_api, see_other, 24);
AT(glane_reply_api, file, 32);
AT(glane_reply_api, write, 40);

SIZE(glane_db_api, 56);
AT(glane_db_api, size, 0);
AT(glane_db_api, pad, 4);
AT(glane_db_api, query, 8);
AT(glane_db_api, next, 16);
AT(glane_db_api, col, 24);
AT(glane_db_api, close, 32);
AT(glane_db_api, exec, 40);
AT(glane_db_api, last_id, 48);

SIZE(glane_movement, 64);
AT(glane_movement, category, 0);
AT(glane_movement, item, 8);
AT(glane_movement, outlet, 16);
AT(glane_movement, grams, 24);
AT(glane_movement, pieces, 32);
AT(glane_movement, from, 40);
AT(glane_movement, to, 48);
AT(glane_movement, measured, 56);
AT(glane_movement, pad, 60);

SIZE(glane_entry, 80);
AT(glane_entry, size, 0);
AT(glane_entry, pad, 4);
AT(glane_entry, kind, 8);
AT(glane_entry, body, 16);
AT(glane_entry, item, 24);
AT(glane_entry, happened_from_ms, 32);
AT(glane_entry, happened_to_ms, 40);
AT(glane_entry, moves, 48);
AT(glane_entry, changes, 64);

SIZE(glane_change, 64);
AT(glane_change, item, 0);
AT(glane_change, set, 8);
AT(glane_change, state, 12);
AT(glane_change, category, 16);
AT(glane_change, grams, 24);
AT(glane_change, pieces, 32);
AT(glane_change, price_cents, 40);
AT(glane_change, title, 48);

SIZE(glane_inventory_api, 80);
AT(glane_inventory_api, size, 0);
AT(glane_inventory_api, pad, 4);
AT(glane_inventory_api, item_draw, 8);
AT(glane_inventory_api, codes_draw, 16);
AT(glane_inventory_api, code_find, 24);
AT(glane_inventory_api, append, 32);
AT(glane_inventory_api, reverse, 40);
AT(glane_inventory_api, undo, 48);
AT(glane_inventory_api, states_after, 56);
AT(glane_inventory_api, outlet_set, 64);
AT(glane_inventory_api, container_set, 72);

SIZE(glane_record, 144);
AT(glane_record, size, 0);
AT(glane_record, reversed, 4);
AT(glane_record, seq, 8);
AT(glane_record, reverses, 16);
AT(glane_record, at_ms, 24);
AT(glane_record, happened_from_ms, 32);
AT(glane_record, happened_to_ms, 40);
AT(glane_record, person, 48);
AT(glane_record, device, 56);
AT(glane_record, item, 64);
AT(glane_record, kind, 72);
AT(glane_record, plugin, 88);
AT(glane_record, body, 104);
AT(glane_record, moves, 112);
AT(glane_record, changes, 128);

SIZE(glane_job_api, 16);
AT(glane_job_api, size, 0);
AT(glane_job_api, pad, 4);
AT(glane_job_api, enqueue, 8);

SIZE(glane_label_api, 16);
AT(glane_label_api, size, 0);
AT(glane_label_api, pad, 4);
AT(glane_label_api, collect, 8);

SIZE(glane_live_api, 16);
AT(glane_live_api, size, 0);
AT(glane_live_api, pad, 4);
AT(glane_live_api, publish, 8);

SIZE(glane_metric_api, 24);
AT(glane_metric_api, size, 0);
AT(glane_metric_api, pad, 4);
AT(glane_metric_api, add, 8);
AT(glane_metric_api, set, 16);

SIZE(glane_host, 80);
AT(glane_host, size, 0);
AT(glane_host, abi_major, 4);
AT(glane_host, abi_minor, 6);
AT(glane_host, call, 8);
AT(glane_host, value, 16);
AT(glane_host, reply, 24);
AT(glane_host, db, 32);
AT(glane_host, inventory, 40);
AT(glane_host, job, 48);
AT(glane_host, label, 56);
AT(glane_host, live, 64);
AT(glane_host, metric, 72);

SIZE(glane_input, 56);
AT(glane_input, name, 0);
AT(glane_input, type, 8);
AT(glane_input, required, 12);
AT(glane_input, min, 16);
AT(glane_input, max, 24);
AT(glane_input, choices, 32);
AT(glane_input, inner, 40);

SIZE(glane_route, 96);
AT(glane_route, method, 0);
AT(glane_route, mode, 4);
AT(glane_route, path, 8);
AT(glane_route, permission, 16);
AT(glane_route, template_name, 24);
AT(glane_route, summary, 32);
AT(glane_route, form, 40);
AT(glane_route, content_types, 48);
AT(glane_route, run, 56);
AT(glane_route, inputs, 64);
AT(glane_route, max_body, 80);
AT(glane_route, timeout_ms, 84);
AT(glane_route, cache_s, 88);
AT(glane_route, open_post, 92);

SIZE(glane_sub, 24);
AT(glane_sub, kind, 0);
AT(glane_sub, mode, 8);
AT(glane_sub, when, 12);
AT(glane_sub, run, 16);

SIZE(glane_job, 32);
AT(glane_job, name, 0);
AT(glane_job, mode, 8);
AT(glane_job, every_ms, 12);
AT(glane_job, at_minute, 16);
AT(glane_job, attempts, 20);
AT(glane_job, run, 24);

SIZE(glane_service, 24);
AT(glane_service, name, 0);
AT(glane_service, restart_ms, 8);
AT(glane_service, pad, 12);
AT(glane_service, run, 16);

SIZE(glane_kind, 32);
AT(glane_kind, name, 0);
AT(glane_kind, summary, 8);
AT(glane_kind, fields, 16);

SIZE(glane_permission, 24);
AT(glane_permission, name, 0);
AT(glane_permission, title_key, 8);
AT(glane_permission, default_roles, 16);

SIZE(glane_topic, 16);
AT(glane_topic, name, 0);
AT(glane_topic, permission, 8);

SIZE(glane_letter, 16);
AT(glane_letter, letter, 0);
AT(glane_letter, pad, 4);
AT(glane_letter, route, 8);

SIZE(glane_panel, 64);
AT(glane_panel, slot, 0);
AT(glane_panel, kind, 8);
AT(glane_panel, title_key, 16);
AT(glane_panel, source, 24);
AT(glane_panel, tag, 32);
AT(glane_panel, module, 40);
AT(glane_panel, permission, 48);
AT(glane_panel, order, 56);
AT(glane_panel, pad, 60);

SIZE(glane_label_field, 32);
AT(glane_label_field, name, 0);
AT(glane_label_field, title_key, 8);
AT(glane_label_field, sample, 16);
AT(glane_label_field, run, 24);

SIZE(glane_setting, 32);
AT(glane_setting, key, 0);
AT(glane_setting, type, 8);
AT(glane_setting, pad, 12);
AT(glane_setting, initial, 16);
AT(glane_setting, title_key, 24);

SIZE(glane_metric, 24);
AT(glane_metric, name, 0);
AT(glane_metric, kind, 8);
AT(glane_metric, help, 16);

SIZE(glane_command, 64);
AT(glane_command, words, 0);
AT(glane_command, summary, 8);
AT(glane_command, permission, 16);
AT(glane_command, mode, 24);
AT(glane_command, timeout_ms, 28);
AT(glane_command, run, 32);
AT(glane_command, inputs, 40);
AT(glane_command, template_name, 56);

SIZE(glane_check, 16);
AT(glane_check, name, 0);
AT(glane_check, sql, 8);

SIZE(glane_personal, 48);
AT(glane_personal, table, 0);
AT(glane_personal, purpose_key, 8);
AT(glane_personal, export_sql, 16);
AT(glane_personal, erase_sql, 24);
AT(glane_personal, expire_sql, 32);
AT(glane_personal, forget_sql, 40);

SIZE(glane_dep, 16);
AT(glane_dep, plugin, 0);
AT(glane_dep, min_schema, 8);
AT(glane_dep, optional, 12);

SIZE(glane_view, 8);
AT(glane_view, name, 0);

SIZE(glane_ref, 16);
AT(glane_ref, table, 0);
AT(glane_ref, column, 8);

SIZE(glane_file, 32);
AT(glane_file, name, 0);
AT(glane_file, type, 8);
AT(glane_file, p, 16);
AT(glane_file, n, 24);

SIZE(glane_plugin, 440);
AT(glane_plugin, size, 0);
AT(glane_plugin, abi_major, 4);
AT(glane_plugin, abi_minor, 6);
AT(glane_plugin, name, 8);
AT(glane_plugin, version, 16);
AT(glane_plugin, title_key, 24);
AT(glane_plugin, license, 32);
AT(glane_plugin, init, 40);
AT(glane_plugin, start, 48);
AT(glane_plugin, stop, 56);
AT(glane_plugin, fini, 64);
AT(glane_plugin, depends, 72);
AT(glane_plugin, views, 88);
AT(glane_plugin, refs, 104);
AT(glane_plugin, statements, 120);
AT(glane_plugin, checks, 136);
AT(glane_plugin, personal, 152);
AT(glane_plugin, routes, 168);
AT(glane_plugin, letters, 184);
AT(glane_plugin, subs, 200);
AT(glane_plugin, kinds, 216);
AT(glane_plugin, jobs, 232);
AT(glane_plugin, services, 248);
AT(glane_plugin, topics, 264);
AT(glane_plugin, permissions, 280);
AT(glane_plugin, settings, 296);
AT(glane_plugin, panels, 312);
AT(glane_plugin, label_fields, 328);
AT(glane_plugin, metrics, 344);
AT(glane_plugin, commands, 360);
AT(glane_plugin, migrations, 376);
AT(glane_plugin, templates, 392);
AT(glane_plugin, assets, 408);
AT(glane_plugin, catalogues, 424);

HOLDS(GLANE_OK == 0);
HOLDS(GLANE_EINVAL == -1);
HOLDS(GLANE_EDENIED == -2);
HOLDS(GLANE_ENOENT == -3);
HOLDS(GLANE_ECONFLICT == -4);
HOLDS(GLANE_EGONE == -5);
HOLDS(GLANE_ETOOBIG == -6);
HOLDS(GLANE_EBUSY == -7);
HOLDS(GLANE_ETIME == -8);
HOLDS(GLANE_ENOMEM == -9);
HOLDS(GLANE_EIO == -10);
HOLDS(GLANE_EFULL == -11);
HOLDS(GLANE_EBUG == -12);
HOLDS(GLANE_EAUTH == -13);
HOLDS(GLANE_EREUSED == -14);
HOLDS(GLANE_ELIMIT == -15);
HOLDS(GLANE_NULL == 0);
HOLDS(GLANE_INT == 1);
HOLDS(GLANE_REAL == 2);
HOLDS(GLANE_TEXT == 3);
HOLDS(GLANE_BLOB == 4);
HOLDS(GLANE_LOG_DEBUG == 0);
HOLDS(GLANE_LOG_INFO == 1);
HOLDS(GLANE_LOG_WARNING == 2);
HOLDS(GLANE_LOG_ERROR == 3);
HOLDS(GLANE_U_NONE == 0);
HOLDS(GLANE_U_GRAMS == 1);
HOLDS(GLANE_U_CENTS == 2);
HOLDS(GLANE_U_TIME_MS == 3);
HOLDS(GLANE_U_DAY == 4);
HOLDS(GLANE_U_PER_MILLE == 5);
HOLDS(GLANE_U_CO2_GRAMS == 6);
HOLDS(GLANE_V_NULL == 0);
HOLDS(GLANE_V_BOOL == 1);
HOLDS(GLANE_V_INTEGER == 2);
HOLDS(GLANE_V_DECIMAL == 3);
HOLDS(GLANE_V_QUANTITY == 4);
HOLDS(GLANE_V_TEXT == 5);
HOLDS(GLANE_V_OBJECT == 6);
HOLDS(GLANE_V_ARRAY == 7);
HOLDS(GLANE_ESTIMATED == 0);
HOLDS(GLANE_MEASURED == 1);
HOLDS(GLANE_FROM_ITEM == 2);
HOLDS(GLANE_SET_TITLE == 1);
HOLDS(GLANE_SET_CATEGORY == 2);
HOLDS(GLANE_SET_GRAMS == 4);
HOLDS(GLANE_SET_PIECES == 8);
HOLDS(GLANE_SET_PRICE == 16);
HOLDS(GLANE_SET_STATE == 32);
HOLDS(GLANE_STATE_PENDING == 1);
HOLDS(GLANE_STATE_TO_TEST == 2);
HOLDS(GLANE_STATE_REPAIRED == 3);
HOLDS(GLANE_STATE_ON_SALE == 4);
HOLDS(GLANE_STATE_RESERVED == 5);
HOLDS(GLANE_STATE_SOLD == 6);
HOLDS(GLANE_STATE_GIVEN == 7);
HOLDS(GLANE_STATE_RECYCLED == 8);
HOLDS(GLANE_STATE_SCRAPPED == 9);
HOLDS(GLANE_STATE_VOID == 10);
HOLDS(GLANE_GET == 1);
HOLDS(GLANE_POST == 2);
HOLDS(GLANE_READ == 1);
HOLDS(GLANE_WRITE == 2);
HOLDS(GLANE_POOL == 3);
HOLDS(GLANE_F_INT == 1);
HOLDS(GLANE_F_TEXT == 2);
HOLDS(GLANE_F_BOOL == 3);
HOLDS(GLANE_F_CODE == 4);
HOLDS(GLANE_F_DATE == 5);
HOLDS(GLANE_F_CHOICE == 6);
HOLDS(GLANE_F_GRAMS == 7);
HOLDS(GLANE_F_CENTS == 8);
HOLDS(GLANE_F_FILE == 9);
HOLDS(GLANE_F_LIST == 10);
HOLDS(GLANE_F_LINES == 11);
HOLDS(GLANE_F_OUTPUT == 12);
HOLDS(GLANE_AFTER == 0);
HOLDS(GLANE_BEFORE == 1);
