/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck: the command table, and what is the same for every command. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "confine/confine.h"
#include "pdf/pdf.h"
#include "base/banned.h"

const struct command commands[] = {
	{ "check", "[FORM]… [-c ROOT]… [-r DIR]… [-l LOG]… [options]",
	    "評価書・設定・台帳・ログをルールで点検する",
	    "check assessments, configurations, registers and logs against the rules", cmd_check },
	{ "scan", "LOG… [--partial OUT [--range FROM-TO]] [options]",
	    "アクセスログだけを点検する。--partial で部分結果にする",
	    "check access logs alone; with --partial make a part to be merged", cmd_scan },
	{ "merge", "PART… [options]", "部分結果を合わせて点検する",
	    "put parts together and check them", cmd_merge },
	{ "import", "FILE [-o OUT] [options]", "公表された評価書を構造化評価書（YAML・XML）にする",
	    "turn a published form into a structured assessment (YAML or XML)", cmd_import },
	{ "confirm", "FORM [--list | --apply ANSWERS] [-o OUT]",
	    "取込みで不明・候補になった項目を確定する",
	    "settle what an import left unknown or proposed", cmd_confirm },
	{ "convert", "IN OUT", "構造化評価書のYAMLとXMLを相互に変換する",
	    "convert a structured assessment between YAML and XML, without loss", cmd_convert },
	{ "show", "FORM [-f text|json]", "評価書を読み取ったとおりに表示する",
	    "show an assessment as it is understood", cmd_show },
	{ "corpus", "DIR|FORM… [-o FILE] [--from DATE]",
	    "自団体の評価書に共通する文と、そこから外れる箇所を示す",
	    "show what an office's own forms share, and where one strays from it", cmd_corpus },
	{ "explain", "RULE|FINGERPRINT [-a FORM]… [-c ROOT]… [-r DIR]… [-l LOG]… [options]",
	    "ルールや指摘が、何を見てどう判定したかを説明する",
	    "say what a rule or a finding looked at, and how it came to its verdict", cmd_explain },
	{ "diff", "OLD NEW [-f FORMAT]", "二つの版から変更箇所の表を作る",
	    "make the change table of two versions of a form", cmd_diff },
	{ "changes", "FORM… [--at DATE|--item ID|--due|--ledger DIR] [options]",
	    "評価書の変更箇所を検証する・過去の版を復元する・期限を示す",
	    "verify a form's table of changes, rebuild former versions, show due dates",
	    cmd_changes },
	{ "history", "list|show|trend|verify --store FILE [RUN]",
	    "過去の点検結果を見る・改ざんの有無を検証する",
	    "look at past runs, and verify that they were not altered", cmd_history },
	{ "rules", "list|show ID|test|lint|schema|pack FILE [options]",
	    "ルールの一覧・説明・テスト、証拠の表の定義",
	    "list, explain and test the rules; print the evidence schema", cmd_rules },
	{ 0 },
};

/* Japanese unless the locale says English: the program is for Japanese offices, whose servers often run with LANG=C. */
static enum lang
lang_of_locale(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *value = getenv(names[i]);
		if (value != NULL && value[0] != '\0')
			return strncmp(value, "en", 2) == 0 ? LANG_EN : LANG_JA;
	}
	return LANG_JA;
}

static int
print_version(enum lang lang)
{
	struct confine_support support = confine_support();
	bool en = lang == LANG_EN;

	printf("piacheck %s\n%s: seccomp %s, ", PIACHECK_VERSION, en ? "confinement" : "隔離",
	    support.seccomp ? (en ? "yes" : "有") : (en ? "no" : "無"));
	if (support.landlock_abi > 0)
		printf("landlock %s (ABI %d)", en ? "yes" : "有", support.landlock_abi);
	else
		printf(
		    "landlock %s", en ? "no (this kernel has none)" : "無（このカーネルにない）");
	printf(", %s\n", en ? "resource limits yes" : "資源制限 有");
	return CMD_OK;
}

static int
print_usage(FILE *out, enum lang lang)
{
	bool en = lang == LANG_EN;

	fprintf(out, "%s\n\n%s: piacheck COMMAND [options]\n\n",
	    en ? "piacheck: checks 特定個人情報保護評価書 (My Number privacy impact assessments) "
		 "and whether\n"
		 "they are kept in practice"
	       : "piacheck: 特定個人情報保護評価書と、その約束が実際に守られているかを点検する",
	    en ? "usage" : "使い方");
	for (const struct command *c = commands; c->name != NULL; c++)
		fprintf(out, "  %-9s %s\n", c->name, en ? c->summary_en : c->summary_ja);
	fprintf(out, "\n%s\n",
	    en ? "  piacheck COMMAND --help   options of a command\n"
		 "  piacheck --version        version, and what confines the readers on this "
		 "kernel\n"
		 "exit status: 0 nothing found, 1 findings, 2 wrong usage or refused input, 3 "
		 "internal fault"
	       : "  piacheck COMMAND --help   各コマンドのオプション\n"
		 "  piacheck --version        版と、このカーネルで使える隔離機能\n"
		 "終了状態: 0 指摘なし、1 指摘あり、2 使い方の誤り・読めない入力あり、3 "
		 "内部エラー");
	return out == stdout ? CMD_OK : CMD_BAD;
}

static int
unknown_command(const char *typed, enum lang lang)
{
	const char *near = NULL;
	size_t least = 3;

	for (const struct command *c = commands; c->name != NULL; c++) {
		size_t distance = text_distance(str_of(c->name), str_of(typed), least);
		if (distance < least) {
			least = distance;
			near = c->name;
		}
	}
	struct buf masked = { 0 }, shown = { 0 };
	number_mask(str_of(typed), &masked);
	text_visible(buf_str(&masked), &shown);
	buf_release(&masked);
	fprintf(stderr,
	    lang == LANG_EN ? "piacheck: there is no command \"%s\"."
			    : "piacheck: コマンド「%s」はありません。",
	    shown.ptr == NULL ? "" : shown.ptr);
	if (near != NULL)
		fprintf(stderr, " → %s ?", near);
	fprintf(stderr, "\n%s\n",
	    lang == LANG_EN ? "piacheck --help lists the commands."
			    : "piacheck --help でコマンドの一覧を表示します。");
	buf_release(&shown);
	return CMD_BAD;
}

static int
run_command(const struct command *command, enum lang lang, int argc, char **argv)
{
	struct cmd cmd = { .name = command->name, .lang = lang };
	int status = command->run(&cmd, argc, argv);

	cmd_say_diags(&cmd, NULL);
	if (status < CMD_BAD && cmd.diags.errors > 0)
		status = CMD_BAD;
	diags_release(&cmd.diags);
	arena_release(&cmd.arena);
	return status;
}

static int
run(enum lang lang, int argc, char **argv)
{
	if (argc < 2)
		return print_usage(stderr, lang);
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
		return print_version(lang);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0)
		return print_usage(stdout, lang);
	for (const struct command *c = commands; c->name != NULL; c++)
		if (strcmp(argv[1], c->name) == 0)
			return run_command(c, lang, argc - 1, argv + 1);
	return unknown_command(argv[1], lang);
}

/* What printf left in the buffer: a full disk shows only here. */
static int
flush_output(enum lang lang, int status)
{
	struct diags diags = { 0 };
	struct buf line = { 0 };

	if (fflush(stdout) == 0)
		return status;
	io_error_text(errno, &line);
	diag_add(&diags, DIAG_FILE_WRITE, (struct diag_at){ STR("-"), 0, 0 }, buf_str(&line),
	    (struct str){ 0 }, (struct str){ 0 });
	buf_clear(&line);
	diag_line(&diags.list[0], lang, &line);
	fwrite(line.ptr, 1, line.len, stderr);
	buf_release(&line);
	diags_release(&diags);
	return CMD_BAD;
}

int
main(int argc, char **argv)
{
	enum lang lang = lang_of_locale();

	mem_start();
	/* A reader that went away (| head) is a failed write with errno, said like any other. */
	signal(SIGPIPE, SIG_IGN);
	/* So is a file that would grow over its limit: the old report stays, and the temporary one goes. */
	signal(SIGXFSZ, SIG_IGN);
	confine_starter(PDF_PROGRAM);
	confine_self();
	return flush_output(lang, run(lang, argc, argv));
}
