/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of findings: waivers, baseline, store, reports. */
#include "cmd/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/io.h"
#include "base/banned.h"

/* The chain's head is printed: kept elsewhere, it shows later that the end of the history was not cut off. */
void
check_append_to_store(struct check *check)
{
	struct cmd *cmd = check->cmd;
	struct store *store = store_open(check->options->store, false, &cmd->diags);
	struct buf hash = { 0 };
	size_t runs = 0;

	if (store != NULL && store_append(store, &check->run, &cmd->diags) &&
	    store_head(store, &runs, &hash, &cmd->diags) && !cmd->quiet)
		fprintf(stderr,
		    cmd->lang == LANG_EN ? "%.*s: %zu runs, head %s\n"
					 : "%.*s: %zu 回分の履歴、先頭ハッシュ %s\n",
		    STR_ARG(check->options->store), runs, hash.ptr);
	buf_release(&hash);
	store_close(store);
}

void
check_settle(struct check *check)
{
	const struct check_options *options = check->options;
	struct diags *diags = &check->cmd->diags;
	struct waivers waivers = { 0 };

	for (size_t i = 0; i < options->waivers.count; i++)
		waivers_read(&waivers, options->waivers.list[i], diags);
	if (options->waivers.count > 0)
		waivers_apply(&waivers, &check->run, options->as_of);
	finding_run_finish(&check->run);
	if (options->baseline.len > 0)
		baseline_apply(&check->run, options->baseline, diags);
	if (options->store.len > 0 && !options->follow)
		check_append_to_store(check);
	waivers_release(&waivers);
}

static int
terminal_width(void)
{
	struct winsize size;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 0;
}

struct report_options
check_report_options(const struct check *check, const struct check_output *output)
{
	bool to_terminal = output->file.len == 0 && isatty(STDOUT_FILENO) == 1;
	const char *no_color = getenv("NO_COLOR");

	return (struct report_options){
		.lang = check->cmd->lang,
		.colour = to_terminal && !check->options->no_color &&
		    (no_color == NULL || no_color[0] == '\0'),
		.verbose = check->cmd->verbose,
		.width = to_terminal ? terminal_width() : 0,
		.variant = output->variant,
	};
}

static bool
write_one(struct check *check, const struct check_output *output)
{
	const struct report_options options = check_report_options(check, output);
	struct buf bytes = { 0 };

	output->format->write(&check->run, &options, &bytes);
	bool good = io_write_file(
	    output->file.len == 0 ? STR("-") : output->file, buf_str(&bytes), &check->cmd->diags);
	buf_release(&bytes);
	return good;
}

bool
check_write_reports(struct check *check)
{
	const struct check_options *options = check->options;
	bool good = true;

	if (options->output_count == 0) {
		struct check_output text = { .format = report_find(STR("text"), &text.variant) };
		return write_one(check, &text);
	}
	for (size_t i = 0; i < options->output_count; i++)
		if (!write_one(check, &options->outputs[i]))
			good = false;
	return good;
}
