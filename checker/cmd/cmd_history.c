/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck history: past runs in a store, and whether the store is still what was written. */
#include <stdio.h>

#include "base/io.h"
#include "base/scope.h"
#include "cmd/options.h"
#include "finding/finding.h"
#include "base/banned.h"

struct history_options {
	struct str store, head;
	bool json;
};

static bool
set_store(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct history_options *)to)->store = value;
	return true;
}

static bool
set_head(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct history_options *)to)->head = value;
	return true;
}

static bool
set_format(struct cmd *cmd, void *to, struct str value)
{
	return cmd_read_format(cmd, value, &((struct history_options *)to)->json);
}

static const struct cmd_option rows[] = {
	{ "store", 0, "FILE", "履歴のファイル", "the history's file", set_store },
	{ "head", 0, "HASH", "verify: 以前に表示されたハッシュが履歴にあることも確かめる",
	    "verify: this hash, printed earlier, must be in the chain", set_head },
	{ "format", 'f', "text|json", "出力形式（既定 text）", "output format (default text)",
	    set_format },
};

static bool
verify(struct cmd *cmd, struct store *store, struct str head, struct buf *out)
{
	struct buf hash = { 0 };
	size_t runs = 0;
	bool good = store_verify(store, &runs, &cmd->diags) &&
	    (head.len == 0 || store_verify_head(store, head, &cmd->diags)) &&
	    store_head(store, &runs, &hash, &cmd->diags);

	if (good)
		buf_addf(out,
		    cmd->lang == LANG_EN ? "%zu runs, nothing altered; head %s\n"
					 : "%zu 回の点検結果に改変はありません。先頭ハッシュ %s\n",
		    runs, hash.ptr);
	buf_release(&hash);
	return good;
}

static bool
run_action(struct cmd *cmd, struct store *store, const struct history_options *options,
    struct str action, struct str run, struct buf *out)
{
	if (str_is(action, "list"))
		return store_list(store, options->json, cmd->lang, out, &cmd->diags);
	if (str_is(action, "show"))
		return store_show(store, run, options->json, cmd->lang, out, &cmd->diags);
	if (str_is(action, "trend"))
		return store_trend(store, options->json, cmd->lang, out, &cmd->diags);
	if (str_is(action, "verify"))
		return verify(cmd, store, options->head, out);
	diag_add(&cmd->diags, DIAG_CMD_BAD_VALUE, (struct diag_at){ 0 }, STR("history"), action,
	    STR("list, show, trend, verify"));
	return false;
}

int
cmd_history(struct cmd *cmd, int argc, char **argv)
{
	const struct cmd_options table = { rows, COUNT_OF(rows) };
	struct history_options options = { 0 };
	struct str *operands;
	size_t count;
	struct buf out = { 0 };
	int status;

	if (!cmd_parse(cmd, &table, 1, &options, argc, argv, &operands, &count, &status))
		return status;
	if (options.store.len == 0 || count > 2) {
		diag_addz(&cmd->diags, count > 2 ? DIAG_CMD_BAD_OPERANDS : DIAG_CMD_NO_STORE,
		    (struct diag_at){ 0 }, "history", "list|show|trend|verify --store FILE [RUN]",
		    NULL);
		return CMD_BAD;
	}
	struct store *store = store_open(options.store, true, &cmd->diags);
	if (store == NULL)
		return CMD_BAD;
	bool good = run_action(cmd, store, &options, count > 0 ? operands[0] : STR("list"),
	    count > 1 ? operands[1] : (struct str){ 0 }, &out);
	good = good && cmd_write(cmd, (struct str){ 0 }, &out);
	store_close(store);
	buf_release(&out);
	return good ? CMD_OK : CMD_BAD;
}
