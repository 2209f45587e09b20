/* SPDX-License-Identifier: Apache-2.0 */
/* Events of rule tests, through the same code as logs, in this process. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/events.h"
#include "log/limits.h"
#include "log/take_in.h"
#include "base/banned.h"

struct log_events *
log_events_new(const struct log_job *job, struct str file)
{
	struct region *region = mem_alloc(1, sizeof *region);

	region_new_with_rows(
	    region, LOG_REGION_MEMORY_BYTES, LOG_REGION_MEMORY_BYTES, LOG_REGION_MEMORY_BYTES);
	struct log_events *events = events_new(job, NULL, file, region);
	events_start(events, NULL);
	return events;
}

static bool
refuse(struct log_events *events, const struct node *node, uint32_t line)
{
	events_bad(
	    events, DIAG_LOG_RECORD_JSON, line, node->column, (struct str){ 0 }, (struct str){ 0 });
	return false;
}

bool
log_events_add(struct log_events *events, const struct node *event, uint32_t line)
{
	struct log_record *record = &events->record;

	if (event->type != NODE_MAP)
		return refuse(events, event, line);
	record_begin(record, line);
	for (size_t i = 0; i < event->count; i++) {
		const struct node *value = event->items[i];
		size_t column = record_column(record, event->keys[i]);
		if (column == LOG_COLUMNS_MAX ||
		    (value->type != NODE_SCALAR && value->type != NODE_NULL))
			return refuse(events, value, line);
		if (value->type == NODE_NULL)
			record_set(record, column, STR(""), true);
		else
			record_set(record, column, value->text, value->text.len == 0);
	}
	return events_take(events);
}

void
log_events_end(struct log_events *events, struct log_store *store, const struct sink *sink,
    struct diags *diags)
{
	struct region *region = events->region;
	const struct log_job *job = events->job;
	struct str file = events->file;

	events_end(events, true);
	(void)take_in_log(store, file, region, 1, job, sink, diags);
	log_correlate(store, job, diags);
	region_release(region);
	free(region);
}
