/* SPDX-License-Identifier: Apache-2.0 */
/* Small runs for the tests of finding/. */
#include "finding/sample.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/banned.h"

const struct finding_rule sample_rules[SAMPLE_RULES] = {
	[SAMPLE_LAW] = { .id = STR_INIT("law/old-citation"),
	    .family = STR_INIT("law"),
	    .severity = SEVERITY_ERROR },
	[SAMPLE_ACCESS] = { .id = STR_INIT("access/night"),
	    .family = STR_INIT("access"),
	    .severity = SEVERITY_WARNING },
	[SAMPLE_FORM] = { .id = STR_INIT("form/cover"),
	    .family = STR_INIT("form"),
	    .severity = SEVERITY_NOTE },
};

static const struct finding_rule *const all[] = { &sample_rules[SAMPLE_ACCESS],
	&sample_rules[SAMPLE_FORM], &sample_rules[SAMPLE_LAW] };

void
sample_begin(struct finding_run *run, const char *id)
{
	struct finding_input input = {
		.file = STR("a.yaml"), .kind = STR("assessment"), .status = STR("read")
	};

	run->id = str_of(id);
	run->started = STR("2026-01-15T09:00:00+09:00");
	run->as_of = STR("2026-01-15");
	run->rules = (const struct finding_rule **)all;
	run->rule_count = SAMPLE_RULES;
	run->rules_run = SAMPLE_RULES;
	finding_run_add_input(run, &input);
}

void
sample_add(struct finding_run *run, int rule, const char *item, const char *subject,
    const char *file, uint32_t line, const char *message)
{
	struct finding f = {
		.rule = &sample_rules[rule],
		.severity = sample_rules[rule].severity,
		.message = { str_of(message), str_of(message) },
		.assessment = item != NULL ? STR("a.yaml") : (struct str){ 0 },
		.assessment_name = item != NULL
		    ? STR("住民基本台帳に関する事務（様式3、公表 令和7年4月1日）")
		    : (struct str){ 0 },
		.item = str_of(item),
		.file = str_of(file),
		.line = line,
		.subject = str_of(subject),
	};

	finding_run_add(run, &f);
}

char *
sample_file(const char *name, struct str content)
{
	const char *dir = getenv("TMPDIR");
	struct buf path = { 0 };
	struct diags diags = { 0 };

	buf_addf(&path, "%s/piacheck-%d-%s", dir != NULL ? dir : "/tmp", (int)getpid(), name);
	BUG_IF(!io_write_file(buf_str(&path), content, &diags));
	diags_release(&diags);
	return path.ptr;
}

size_t
sample_count(const struct diags *diags, enum diag_code code)
{
	size_t n = 0;

	for (size_t i = 0; i < diags->count; i++)
		n += diags->list[i].code == code;
	return n;
}
