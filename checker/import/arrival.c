/* SPDX-License-Identifier: Apache-2.0 */
/* Counts only: what came is read and judged when all of it is there. */
#include "import/arrival.h"

#include "pdf/pdf.h"
#include "base/banned.h"

/* The stream of piacheck-pdf: the line of a page comes before what stands on it. */
static void
count_pages(struct arrival *arrival, struct str stream)
{
	size_t end;
	int64_t total;

	while ((end = str_find_char(stream, '\n', arrival->seen)) != STR_NONE) {
		struct str rest, line = str_sub(stream, arrival->seen, end - arrival->seen);
		struct str word = str_split(line, ' ', &rest);

		arrival->seen = end + 1;
		if (str_is(word, "page"))
			arrival->pages++;
		else if (str_is(word, "pages") && str_parse_i64(rest, &total) && total > 0)
			arrival->total_pages = (uint64_t)total;
	}
}

void
arrival_listen(void *context, struct str so_far)
{
	struct arrival *arrival = context;
	struct progress_step step = { .unit = PROGRESS_BYTES, .done = so_far.len };
	uint64_t before = arrival->pages;

	if (arrival->sink->progress == NULL)
		return;
	if (str_starts(so_far, STR(PDF_STREAM))) {
		count_pages(arrival, so_far);
		if (arrival->pages == before)
			return;
		step = (struct progress_step){ .unit = PROGRESS_PAGES,
			.done = arrival->pages - 1,
			.total = arrival->total_pages };
	}
	sink_progress(arrival->sink, &step);
}
