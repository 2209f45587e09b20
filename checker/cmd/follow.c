/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --follow: the same evaluation again whenever a log got longer, and only what was not told before is printed. What was told is kept in the
 * checkpoint, by a key of each finding that stays when counts grow and logs are renamed.
 */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/mem.h"
#include "cmd/check.h"
#include "cmd/watch.h"
#include "log/log.h"
#include "base/banned.h"

enum {
	KEY_BYTES = 16,
	/* An evaluation takes at most a fifth of the time. */
	REST_FACTOR = 4,
	REST_LEAST_MS = 200,
};

struct key {
	unsigned char bytes[KEY_BYTES];
	size_t index; /* of the finding */
};

struct follow {
	struct check *check;
	struct buf said; /* keys of diagnostics that were printed */
	struct watch watch;
	bool failed; /* the last evaluation had errors */
	bool fault;  /* rules, forms or the key had, which are read once */
};

/* --- what was told ------------------------------------------------------------------------------- */

static int
compare_keys(const void *x, const void *y)
{
	const struct key *a = x, *b = y;
	int c = memcmp(a->bytes, b->bytes, KEY_BYTES);

	return c != 0 ? c : a->index < b->index ? -1 : a->index > b->index;
}

static bool
is_told(struct str told, const unsigned char *key)
{
	size_t low = 0, high = told.len / KEY_BYTES;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int c = memcmp(told.ptr + middle * KEY_BYTES, key, KEY_BYTES);
		if (c == 0)
			return true;
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static int
compare_bytes(const void *x, const void *y)
{
	return memcmp(x, y, KEY_BYTES);
}

/* Sorted, so that it is found again. */
static void
tell(struct buf *told, const struct key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_add(told, (struct str){ (const char *)keys[i].bytes, KEY_BYTES });
	if (told->len > 0)
		qsort(told->ptr, told->len / KEY_BYTES, KEY_BYTES, compare_bytes);
}

static void
add_text(crypto_generichash_state *state, struct str text)
{
	const uint64_t len = text.len;

	crypto_generichash_update(state, (const unsigned char *)&len, sizeof len);
	if (text.len > 0)
		crypto_generichash_update(state, (const unsigned char *)text.ptr, text.len);
}

/* n: the how manieth of those that agree in all else. */
static void
key_of(const struct finding *f, uint64_t n, unsigned char *key)
{
	crypto_generichash_state state;
	const uint64_t numbers[] = { f->line, n };

	crypto_generichash_init(&state, NULL, 0, KEY_BYTES);
	add_text(&state, f->rule->id);
	add_text(&state, f->assessment);
	add_text(&state, f->item);
	add_text(&state, f->subject);
	/* A message may count; where the first record stands stays the same. */
	if (f->line == 0)
		add_text(&state, f->content.len > 0 ? f->content : f->message.ja);
	crypto_generichash_update(&state, (const unsigned char *)numbers, sizeof numbers);
	crypto_generichash_final(&state, key, KEY_BYTES);
}

/* The keys of all findings that stand, in order of the list; the caller frees. */
static struct key *
keys_of(const struct finding_run *run, size_t *count)
{
	struct key *keys = mem_alloc(run->count + 1, sizeof *keys);

	*count = 0;
	for (size_t i = 0; i < run->count; i++) {
		const struct finding *f = &run->list[i];
		if (f->status != FINDING_OPEN && f->status != FINDING_NEW)
			continue;
		keys[*count].index = i;
		key_of(f, 0, keys[(*count)++].bytes);
	}
	qsort(keys, *count, sizeof *keys, compare_keys);
	uint64_t n = 0;
	unsigned char before[KEY_BYTES] = { 0 };
	for (size_t i = 0; i < *count; i++) {
		n = memcmp(before, keys[i].bytes, KEY_BYTES) == 0 ? n + 1 : 0;
		memcpy(before, keys[i].bytes, KEY_BYTES);
		if (n > 0)
			key_of(&run->list[keys[i].index], n, keys[i].bytes);
	}
	return keys;
}

static int
compare_places(const void *x, const void *y)
{
	const struct key *a = x, *b = y;

	return a->index < b->index ? -1 : a->index > b->index;
}

static bool
print_new(struct follow *follow)
{
	struct check *check = follow->check;
	struct buf *told = log_state_notes(check->log_state), out = { 0 };
	struct finding_run shown = check->run;
	const struct check_output output = { 0 };
	size_t count, fresh = 0;
	struct key *keys = keys_of(&check->run, &count);

	for (size_t i = 0; i < count; i++)
		if (!is_told(buf_str(told), keys[i].bytes))
			keys[fresh++] = keys[i];
	if (fresh > 0)
		qsort(keys, fresh, sizeof *keys, compare_places);
	shown.list = mem_alloc(fresh + 1, sizeof *shown.list);
	shown.count = fresh;
	for (size_t i = 0; i < fresh; i++)
		shown.list[i] = check->run.list[keys[i].index];
	const struct report_options options = check_report_options(check, &output);
	report_text_findings(&shown, &options, &out);
	bool good =
	    out.len == 0 || (fwrite(out.ptr, 1, out.len, stdout) == out.len && fflush(stdout) == 0);
	if (good)
		tell(told, keys, fresh);
	free(shown.list);
	free(keys);
	buf_release(&out);
	return good;
}

/* Each once: by code and place. */
static void
say_new(struct follow *follow)
{
	const struct diags *diags = &follow->check->cmd->diags;
	bool *said = mem_alloc(diags->count + 1, sizeof *said);
	struct key key = { 0 };

	for (size_t i = 0; i < diags->count; i++) {
		const struct diag *d = &diags->list[i];
		crypto_generichash_state state;
		const uint64_t numbers[] = { d->code, d->line, d->column };

		crypto_generichash_init(&state, NULL, 0, KEY_BYTES);
		add_text(&state, d->file);
		crypto_generichash_update(&state, (const unsigned char *)numbers, sizeof numbers);
		crypto_generichash_final(&state, key.bytes, KEY_BYTES);
		said[i] = is_told(buf_str(&follow->said), key.bytes);
		if (!said[i])
			tell(&follow->said, &key, 1);
	}
	cmd_say_diags(follow->check->cmd, said);
	free(said);
}

/* --- one evaluation after another ---------------------------------------------------------------- */

/* What a round allots is the round's, so that memory does not grow. false: it is of no use to go on. */
static bool
round_of(struct follow *follow)
{
	struct check *check = follow->check;
	struct cmd *cmd = check->cmd;
	struct arena kept = cmd->arena;
	bool good;

	check_forget(check);
	cmd->arena = (struct arena){ 0 };
	diags_release(&cmd->diags);
	cmd->diags = (struct diags){ 0 };
	good = check_evaluate(check, NULL) && check->log_state != NULL && !check->state_refused;
	if (good) {
		check_settle(check);
		good = print_new(follow) &&
		    (check->options->checkpoint.len == 0 || check_write_state(check));
	}
	say_new(follow);
	follow->failed = !good || cmd->diags.errors > 0;
	arena_release(&cmd->arena);
	cmd->arena = kept;
	return good;
}

static bool
outputs_have_files(const struct check *check)
{
	const struct check_options *options = check->options;

	for (size_t i = 0; i < options->output_count; i++)
		if (options->outputs[i].file.len == 0)
			return false;
	return true;
}

/* All that there is, once, at the end. */
static bool
write_last(struct check *check)
{
	if (check->options->store.len > 0)
		check_append_to_store(check);
	return check->options->output_count == 0 || check_write_reports(check);
}

static int
run(struct follow *follow)
{
	struct check *check = follow->check;
	const int64_t first = check_now_ms();
	int64_t began;
	bool good;

	/* Of rules, forms and the key: a round says its own only. */
	follow->fault = check->cmd->diags.errors > 0;
	say_new(follow);
	/* The first round may be long: until it is over, a signal ends the process as ever, and the old checkpoint stays. */
	do {
		began = check_now_ms();
		watch_look(&follow->watch);
		good = round_of(follow);
		watch_block(&follow->watch);
	} while (good &&
	    watch_wait(&follow->watch, REST_LEAST_MS + (check_now_ms() - began) * REST_FACTOR));
	size_t errors = check->cmd->diags.errors;
	diags_release(&check->cmd->diags); /* they were said */
	check->cmd->diags = (struct diags){ 0 };
	good = good && write_last(check);
	if (check->options->stats && check->evidence != NULL)
		check_say_stats(check, log_store_totals(evidence_logs(check->evidence)), first);
	return !good || errors > 0 || follow->failed || follow->fault ? CMD_BAD
								      : check_status(check);
}

int
check_follow(struct check *check)
{
	struct cmd *cmd = check->cmd;
	const struct check_options *options = check->options;
	struct follow follow = { .check = check };
	int status = CMD_BAD;

	if (options->logs.count == 0)
		diag_addz(
		    &cmd->diags, DIAG_CMD_FOLLOW_LOGS, (struct diag_at){ 0 }, NULL, NULL, NULL);
	else if (!outputs_have_files(check))
		diag_addz(
		    &cmd->diags, DIAG_CMD_FOLLOW_OUTPUT, (struct diag_at){ 0 }, NULL, NULL, NULL);
	else if (watch_open(&follow.watch, options->logs.list, options->logs.count))
		status = run(&follow);
	else
		io_say_error(&cmd->diags, DIAG_FILE_OPEN, STR("inotify"), errno);
	watch_close(&follow.watch);
	buf_release(&follow.said);
	return status;
}
