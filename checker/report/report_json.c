/* SPDX-License-Identifier: Apache-2.0 */
/* -f json: piacheck/findings/1, indented. */
#include "report/inner.h"
#include "base/banned.h"

static void
write_json(const struct finding_run *run, const struct report_options *options, struct buf *out)
{
	finding_run_json(run, options->lang, true, out);
}

const struct report_format report_format_json = { .name = "json", .write = write_json };
