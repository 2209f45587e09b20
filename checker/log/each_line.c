/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a log, or of a range of it, for formats in which a line is a record or a part of one. */
#include "log/format.h"
#include "base/banned.h"

void
each_line(struct log_source *source, struct log_events *events, void *context,
    void (*take)(void *context, struct str line, uint32_t number))
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
	}
}
