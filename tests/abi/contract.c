/* SPDX-License-Identifier: MPL-2.0 */
/* Every type of the contract, reachable from one function: what abidiff compares with contract-1.3.abi. */
#include <glane/plugin.h>

struct contract {
	const struct glane_str *str;
	const struct glane_val *val;
	const struct glane_list *list;
	const struct glane_call_api *call_api;
	const struct glane_value_api *value_api;
	const struct glane_reply_api *reply_api;
	const struct glane_db_api *db_api;
	const struct glane_movement *movement;
	const struct glane_entry *entry;
	const struct glane_change *change;
	const struct glane_inventory_api *inventory_api;
	const struct glane_record *record;
	const struct glane_job_api *job_api;
	const struct glane_label_api *label_api;
	const struct glane_live_api *live_api;
	const struct glane_metric_api *metric_api;
	const struct glane_host *host;
	const struct glane_input *input;
	const struct glane_route *route;
	const struct glane_sub *sub;
	const struct glane_job *job;
	const struct glane_service *service;
	const struct glane_kind *kind;
	const struct glane_permission *permission;
	const struct glane_topic *topic;
	const struct glane_letter *letter;
	const struct glane_panel *panel;
	const struct glane_label_field *label_field;
	const struct glane_setting *setting;
	const struct glane_metric *metric;
	const struct glane_command *command;
	const struct glane_check *check;
	const struct glane_personal *personal;
	const struct glane_dep *dep;
	const struct glane_view *view;
	const struct glane_ref *ref;
	const struct glane_file *file;
	const struct glane_plugin *plugin;
	glane_call_fn *call_fn;
	glane_args_fn *args_fn;
	glane_record_fn *record_fn;
	glane_label_fn *label_fn;
};
GLANE_EXPORT void glane_contract(const struct contract *c);
GLANE_EXPORT void glane_contract(const struct contract *c)
{
	(void)c;
}
