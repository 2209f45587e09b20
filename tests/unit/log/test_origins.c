/* SPDX-License-Identifier: Apache-2.0 */
/* Logsources of records: a rule sees those that it is for, keywords too; the mapping's logsource stands for all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/scope.h"
#include "log/sent.h"
#include "sigma/flow.h"
#include "base/banned.h"

#define EVENT(channel, id)                                                                         \
	"{\"Event\":{\"System\":{\"EventID\":" id ",\"Channel\":\"" channel                        \
	"\",\"TimeCreated\":{\"#attributes\":{\"SystemTime\":\"2025-04-01T00:00:00Z\"}}},"         \
	"\"EventData\":{\"CommandLine\":\"whoami\"}}}\n"

/* lines: 1 process_creation of Sysmon, 2 of Security, 3 a registry's value, 4 a log-on, 5 a service */
static const char windows[] = EVENT("Microsoft-Windows-Sysmon/Operational", "1")
    EVENT("Security", "4688") EVENT("Microsoft-Windows-Sysmon/Operational", "13")
	EVENT("Security", "4624") EVENT("System", "7045");
/* lines: 1 process_creation of Sysmon for Linux, 2 a file's name changed, 3 opened, 4 a connection refused */
static const char others[] =
    EVENT("Linux-Sysmon/Operational", "1") EVENT("Microsoft-Windows-Kernel-File/Analytic", "27")
	EVENT("Microsoft-Windows-Kernel-File/Analytic", "12")
	    EVENT("Microsoft-Windows-SMBServer/Connectivity", "1020");
static const char cisco[] = "192.0.2.9 7: Apr  1 09:00:00.1: %PARSER-5-CFGLOG_LOGGEDCMD: User:a  "
			    "logged command:whoami\nApr  1 09:00:00 h app[1]: whoami\n";
static const char linux_log[] =
    "Apr  1 09:00:00 h sshd[1]: whoami\nApr  1 09:00:00 h sudo[1]: whoami\n"
    "Apr  1 09:00:00 h CRON[1]: whoami\nApr  1 09:00:00 h app[1]: whoami\n";

static const struct source_case {
	const char *log, *mapping, *logsource, *lines;
} cases[] = {
	{ windows, NULL, "{product: windows, category: process_creation}", "12" },
	{ windows, NULL, "{category: process_creation}", "12" },
	{ windows, NULL, "{product: windows, service: sysmon}", "13" },
	{ windows, NULL, "{product: windows, service: security}", "24" },
	{ windows, NULL, "{product: windows, category: registry_set}", "3" },
	{ windows, NULL, "{product: windows, category: registry_event}", "3" },
	{ windows, NULL, "{product: windows, category: registry_add}", "" },
	{ windows, NULL, "{product: windows, service: system}", "5" },
	{ windows, NULL, "{product: windows}", "12345" },
	{ windows, NULL, "{product: linux}", "" },
	{ windows, NULL, "{category: access}", "12345" },
	{ windows, NULL, NULL, "12345" },
	{ windows, "{logsource: {product: linux}}", "{product: linux}", "12345" },
	{ windows, "{logsource: {product: linux}}", "{product: windows}", "" },
	{ others, NULL, "{product: linux, category: process_creation}", "1" },
	{ others, NULL, "{product: windows, category: process_creation}", "" },
	{ others, NULL, "{product: windows, category: file_rename}", "2" },
	{ others, NULL, "{product: windows, category: file_access}", "3" },
	{ others, NULL, "{product: windows, service: smbserver-connectivity}", "4" },
	{ cisco, "{year: 2025}", "{product: cisco, service: aaa}", "1" },
	{ cisco, "{year: 2025}", "{product: linux}", "2" },
	{ linux_log, "{year: 2025}", "{product: linux, service: sshd}", "1" },
	{ linux_log, "{year: 2025}", "{product: linux, service: auth}", "12" },
	{ linux_log, "{year: 2025}", "{product: linux, service: cron}", "3" },
	{ linux_log, "{year: 2025}", "{product: linux, service: syslog}", "1234" },
	{ linux_log, "{year: 2025}", "{product: linux, service: auditd}", "" },
	{ linux_log, "{year: 2025}", "{product: windows}", "" },
};

/* The lines of the records that the rule selects. */
static void
lines_of(const struct source_case *c, const char *detection, char lines[16])
{
	static const struct pseudonym pseudonym = { .key = { 1 } };
	struct arena arena = { 0 };
	struct sent rows;
	struct log_detection rule = { .rule = STR_INIT("r") };
	struct log_job job = { .detections = &rule,
		.detection_count = 1,
		.pseudonym = &pseudonym,
		.match_limit = 100 };
	size_t n = 0;

	sent_init(&rows);
	rule.sigma = sigma_compile(flow_parse(&arena, detection), STR("r"), NULL, &rows.diags);
	rule.logsource = c->logsource == NULL ? NULL : flow_parse(&arena, c->logsource);
	job.mapping = c->mapping == NULL ? NULL : flow_parse(&arena, c->mapping);
	sent_read(&job, c->log, str_of(c->log).len, &rows);
	assert_int_equal(rows.diags.count, 0);
	for (char line = '1'; line <= '5'; line++) {
		char row[] = "file=t.log line=?\n";
		row[sizeof row - 3] = line;
		struct str text = buf_str(&rows.text);
		for (struct str one; str_line(&text, &one);)
			if (str_starts(one, STR("match ")) &&
			    str_ends(one, str_sub(str_of(row), 0, sizeof row - 2)))
				lines[n++] = line;
	}
	lines[n] = '\0';
	sigma_free((struct sigma_rule *)(uintptr_t)rule.sigma);
	sent_release(&rows);
	arena_release(&arena);
}

static void
test_origins(void **state)
{
	char lines[16];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		print_message("  %s\n", cases[i].logsource == NULL ? "none" : cases[i].logsource);
		lines_of(&cases[i], "{s: {time: '*'}, condition: s}", lines);
		assert_string_equal(lines, cases[i].lines);
		lines_of(&cases[i], "{s: [whoami], condition: s}", lines);
		assert_string_equal(lines, cases[i].lines);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_origins),
	};

	return cmocka_run_group_tests_name("log/origins", tests, NULL, NULL);
}
