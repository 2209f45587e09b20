/* SPDX-License-Identifier: Apache-2.0 */
/* The options of piacheck check. */
#include "cmd/check.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "base/banned.h"

#define SETTER(name) static bool set_##name(struct cmd *cmd, void *to, struct str value)

static bool
bad_value(struct cmd *cmd, const char *option, struct str value, const char *allowed)
{
	diag_add(&cmd->diags, DIAG_CMD_BAD_VALUE, (struct diag_at){ 0 }, str_of(option), value,
	    str_of(allowed));
	return false;
}

#define LIST_SETTER(name)                                                                          \
	SETTER(name)                                                                               \
	{                                                                                          \
		(void)cmd;                                                                         \
		str_list_add(&((struct check_options *)to)->name, value);                          \
		return true;                                                                       \
	}
#define TEXT_SETTER(name)                                                                          \
	SETTER(name)                                                                               \
	{                                                                                          \
		(void)cmd;                                                                         \
		((struct check_options *)to)->name = value;                                        \
		return true;                                                                       \
	}
#define FLAG_SETTER(name)                                                                          \
	SETTER(name)                                                                               \
	{                                                                                          \
		(void)cmd;                                                                         \
		(void)value;                                                                       \
		((struct check_options *)to)->name = true;                                         \
		return true;                                                                       \
	}

LIST_SETTER(assessments)
LIST_SETTER(configs)
LIST_SETTER(registers)
LIST_SETTER(logs)
LIST_SETTER(waivers)
TEXT_SETTER(log_map)
TEXT_SETTER(baseline)
TEXT_SETTER(checkpoint)
TEXT_SETTER(key_file)
FLAG_SETTER(no_color)
FLAG_SETTER(no_progress)
FLAG_SETTER(reveal_subjects)
FLAG_SETTER(digests)
FLAG_SETTER(follow)
FLAG_SETTER(stats)

SETTER(format)
{
	struct check_options *options = to;
	struct str variant = { 0 };
	const struct report_format *format = report_find(value, &variant);

	if (format == NULL) {
		struct buf names = { 0 };
		report_names(&names);
		diag_add(&cmd->diags, DIAG_CMD_NO_FORMAT, (struct diag_at){ 0 }, value,
		    buf_str(&names), (struct str){ 0 });
		buf_release(&names);
		return false;
	}
	struct check_output *output =
	    ARRAY_ADD(options->outputs, options->output_count, options->output_room);
	output->format = format;
	output->variant = variant;
	return true;
}

SETTER(output)
{
	struct check_options *options = to;

	if (options->output_count == 0 && !set_format(cmd, to, STR("text")))
		return false;
	struct check_output *output = &options->outputs[options->output_count - 1];
	if (output->file.len > 0) {
		diag_addz(
		    &cmd->diags, DIAG_CMD_OUTPUT_TWICE, (struct diag_at){ 0 }, NULL, NULL, NULL);
		return false;
	}
	output->file = value;
	return true;
}

SETTER(fail_on)
{
	struct check_options *options = to;
	enum severity severity;

	if (str_is(value, "never"))
		options->fail_on = -1;
	else if (severity_parse(value, &severity))
		options->fail_on = (int)severity;
	else
		return bad_value(cmd, "--fail-on", value, "error, warning, note, never");
	return true;
}

SETTER(as_of)
{
	return cmd_read_date(cmd, "--as-of", value, &((struct check_options *)to)->as_of);
}

SETTER(store)
{
	((struct check_options *)to)->store = value;
	if (!str_starts(value, STR("postgresql:")) && !str_starts(value, STR("postgres:")))
		return true;
	diag_addz(&cmd->diags, DIAG_CMD_STORE_POSTGRESQL, (struct diag_at){ 0 }, NULL, NULL, NULL);
	return false;
}

TEXT_SETTER(partial)

/* FROM-TO or FROM-: bytes. */
SETTER(range)
{
	struct check_options *options = to;
	struct str rest = { 0 }, from = str_split(value, '-', &rest);
	int64_t first, last = INT64_MAX;

	if (!str_parse_i64(from, &first) || first < 0 || from.len == value.len ||
	    (rest.len > 0 && (!str_parse_i64(rest, &last) || last <= first)))
		return bad_value(cmd, "--range", value, "0-1000000, 1000000-");
	options->range_from = (uint64_t)first;
	options->range_to = rest.len > 0 ? (uint64_t)last : UINT64_MAX;
	return true;
}

SETTER(jobs)
{
	int64_t n;

	if (!str_parse_i64(value, &n) || n < 1 || n > 64)
		return bad_value(cmd, "--jobs", value, "1, 2, … 64");
	((struct check_options *)to)->jobs = (unsigned)n;
	return true;
}

/* Of check, scan and merge. */
/* clang-format off */
#define REGISTER_ROW \
	{ "registers", 'r', "DIR", "台帳（CSV）のディレクトリ", "directory of registers (CSV)", \
	    set_registers }

#define HOW_ROWS \
	{ "log-map", 0, "FILE", "ログの列の対応付け（YAML）", "mapping of the log's columns (YAML)", \
	    set_log_map }, \
	{ "as-of", 0, "DATE", "この日を基準に点検する（既定は今日）", \
	    "check as of this day (default today)", set_as_of }, \
	{ "pseudonym-key", 0, "FILE", "宛名番号の仮名化の鍵", "key for the pseudonyms of subjects", \
	    set_key_file }, \
	{ "reveal-subjects", 0, NULL, "宛名番号を仮名にしない", "do not pseudonymise subjects", \
	    set_reveal_subjects }, \
	{ "no-progress", 0, NULL, "進み具合を表示しない", "no progress display", set_no_progress }
/* clang-format on */

/* What is looked at, and how: of every command that evaluates rules. */
static const struct cmd_option input_rows[] = {
	{ "assessment", 'a', "FORM",
	    "評価書（YAML・XML、公表されたPDF・Excel・HTML・テキスト、YAMLとXMLのディレクトリ）",
	    "assessment (YAML, XML, a published PDF, workbook, HTML or text, a directory of YAML "
	    "and XML)",
	    set_assessments },
	{ "config", 'c', "ROOT", "ホスト設定の写し（/ も可）、またはcompose等の文書",
	    "snapshot of a host's configuration (or /), or documents such as compose",
	    set_configs },
	REGISTER_ROW,
	{ "log", 'l', "LOG", "アクセスログ（CSV・JSON・syslogなど、gzip・zstd可）",
	    "access log (CSV, JSON, syslog and others; gzip and zstd too)", set_logs },
	HOW_ROWS,
};
const struct cmd_options check_input_option_table = { input_rows, COUNT_OF(input_rows) };

static const struct cmd_option log_input_rows[] = { REGISTER_ROW, HOW_ROWS };
const struct cmd_options log_input_option_table = { log_input_rows, COUNT_OF(log_input_rows) };

static const struct cmd_option growing_rows[] = {
	{ "checkpoint", 0, "FILE", "増えていくログを、前回読み終えた所から読む（結果は全体）",
	    "go on with growing logs where the last run stopped (the result is of all)",
	    set_checkpoint },
	{ "follow", 0, NULL,
	    "終わらずにログを見続け、新しい指摘をそのつど表示する（SIGINT・SIGTERMで終わる）",
	    "do not end: watch the logs and print findings as they come, until SIGINT or SIGTERM",
	    set_follow },
	{ "stats", 0, NULL, "最後に、読んだログの件数・量・速さ・メモリを1行で表示する",
	    "at the end, one line of records, bytes, rate and memory of the logs", set_stats },
};
const struct cmd_options growing_option_table = { growing_rows, COUNT_OF(growing_rows) };

static const struct cmd_option scan_rows[] = {
	{ "partial", 0, "OUT",
	    "点検せず、部分結果をこのファイルに書く（piacheck merge で合わせる）",
	    "do not check: write a part to this file, for piacheck merge", set_partial },
	{ "range", 0, "FROM-TO",
	    "ログのこの範囲（バイト）から始まる記録だけ（TO を省くと終わりまで）",
	    "only records that begin in this range of bytes (without TO: to the end)", set_range },
	{ "jobs", 'j', "N", "同時に動かす読取プロセスの数（既定はCPUの数）",
	    "readers at once (default: as many as processors)", set_jobs },
};
const struct cmd_options scan_option_table = { scan_rows, COUNT_OF(scan_rows) };

static const struct cmd_option jobs_rows[] = {
	{ "jobs", 'j', "N", "同時に動かす読取・判定プロセスの数（既定はCPUの数、評価書には8まで）",
	    "workers that read and judge at once (default: as many as processors; for "
	    "assessments at most 8)",
	    set_jobs },
};
const struct cmd_options check_jobs_table = { jobs_rows, COUNT_OF(jobs_rows) };

static const struct cmd_option rows[] = {
	{ "format", 'f', "FORMAT", "text, json, sarif, sarif:github, junit, md, csv（繰り返し可）",
	    "text, json, sarif, sarif:github, junit, md, csv (repeatable)", set_format },
	{ "output", 'o', "FILE", "直前の -f の出力先", "where the -f before it goes", set_output },
	{ "store", 0, "FILE", "結果を履歴に加える", "append the run to this history", set_store },
	{ "digests", 0, NULL, "ログのダイジェストも報告に入れる（時間がかかる）",
	    "digests of logs in the report, too (takes time)", set_digests },
};
const struct cmd_options check_option_table = { rows, COUNT_OF(rows) };

static const struct cmd_option judging_rows[] = {
	{ "fail-on", 0, "LEVEL", "終了状態1とする重大度: error, warning, note, never（既定 error）",
	    "severity that makes the exit status 1: error, warning, note, never (default error)",
	    set_fail_on },
	{ "baseline", 0, "FILE", "前回の -f json の結果と比べる",
	    "compare with a former -f json report", set_baseline },
	{ "waivers", 0, "FILE", "承認済みの例外（YAML・CSV）", "waivers (YAML or CSV)",
	    set_waivers },
	{ "no-color", 0, NULL, "色を付けない", "no colours", set_no_color },
};
const struct cmd_options check_judging_table = { judging_rows, COUNT_OF(judging_rows) };

bool
check_add_format(struct cmd *cmd, struct check_options *options, struct str name)
{
	return set_format(cmd, options, name);
}

bool
check_add_output(struct cmd *cmd, struct check_options *options, struct str file)
{
	return set_output(cmd, options, file);
}

bool
check_has_inputs(const struct check_options *options)
{
	return options->assessments.count + options->configs.count + options->registers.count +
	    options->logs.count >
	    0;
}

void
check_options_release(struct check_options *options)
{
	data_options_release(&options->data);
	str_list_release(&options->assessments);
	str_list_release(&options->configs);
	str_list_release(&options->registers);
	str_list_release(&options->logs);
	str_list_release(&options->parts);
	str_list_release(&options->waivers);
	free(options->outputs);
}
