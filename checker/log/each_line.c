/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a log, or of a range of it, for formats in which a line is a record or a part of one. */
#include "log/format.h"
#include "base/banned.h"

void
each_line(struct log_source *source, struct log_events *events, void *context,
    void (*take)(void *context, struct str line, uint32_t number))
{
	each_line_or_many(source, events, context, take, NULL);
}

void
each_line_or_many(struct log_source *source, struct log_events *events, void *context,
    void (*take)(void *context, struct str line, uint32_t number),
    void (*take_many)(void *context, struct str *window, uint32_t *number))
{
	uint32_t number = 0, first = 1;
	struct str line;

	if (source->range.from > 0 && source_seek(source, &first, '\n'))
		number = first - 1;
	while (source_line(source, &number, &line) && number < source->stop_line) {
		if (number < source->start_line)
			continue;
		const struct log_fault *fault = source_fault(source, number, number);
		if (fault != NULL)
			events_bad(events, fault->code, fault->line, fault->column,
			    (struct str){ 0 }, (struct str){ 0 });
		else if (str_trim(line).len > 0)
			take(context, line, number);
		/* Only where nothing is wrong with any line, and all are ours. */
		if (take_many == NULL || source->fault_from < source->fault_count ||
		    source->marred || number + 1 < source->start_line ||
		    source->stop_line != UINT32_MAX)
			continue;
		struct str window = source_window(source);
		take_many(context, &window, &number);
		source_used(source, window.ptr);
	}
}
