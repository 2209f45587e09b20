/* SPDX-License-Identifier: Apache-2.0 */
/* The line of progress. */
#include "cmd/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/banned.h"

/* Who waits less long is not told; and nobody reads faster than ten lines a second. */
enum { QUIET_MS = 500, BETWEEN_MS = 100, BAR_COLUMNS = 20 };

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
progress_init(struct progress *progress, const struct cmd *cmd, bool unwanted)
{
	*progress = (struct progress){ .lang = cmd->lang,
		.wanted = isatty(STDERR_FILENO) == 1 && !unwanted && !cmd->quiet,
		.from_ms = now_ms() + QUIET_MS,
		.began_ms = now_ms() };
}

/* "[=========           ]  45 % "; nothing when the whole is not known. */
static void
put_bar(struct buf *line, uint64_t done, uint64_t total)
{
	if (total == 0)
		return;
	double share = done >= total ? 1 : (double)done / (double)total;
	int filled = (int)(share * BAR_COLUMNS);

	buf_addc(line, '[');
	for (int i = 0; i < BAR_COLUMNS; i++)
		buf_addc(line, i < filled ? '=' : ' ');
	buf_addf(line, "] %3d %% ", (int)(share * 100));
}

static void
put_count(struct buf *line, const struct progress_step *step, const char *unit)
{
	buf_addf(line, "%llu", (unsigned long long)step->done);
	if (step->total > 0)
		buf_addf(line, "/%llu", (unsigned long long)step->total);
	buf_addf(line, " %s", unit);
}

static void
put_mib(struct buf *line, const struct progress_step *step)
{
	buf_addf(line, "%.1f", (double)step->done / (1 << 20));
	if (step->total > 0)
		buf_addf(line, "/%.1f", (double)step->total / (1 << 20));
	buf_adds(line, " MiB");
}

/* How fast, and how much longer. */
static void
put_rate(struct buf *line, const struct progress_step *step, int64_t ms, bool en)
{
	double rate = ms > 0 ? (double)step->done * 1000 / (double)ms : 0;

	if (rate <= 0)
		return;
	buf_addf(line, en ? ", %.1f MiB/s" : "、%.1f MiB/s", rate / (1 << 20));
	if (step->total > step->done)
		buf_addf(line, en ? ", %.0f s left" : "、残り %.0f 秒",
		    (double)(step->total - step->done) / rate);
}

void
progress_show(void *context, const struct progress_step *step)
{
	struct progress *progress = context;
	bool en = progress->lang == LANG_EN;
	struct buf line = { 0 };
	int64_t now = now_ms();

	if (!progress->wanted || now < progress->from_ms)
		return;
	progress->from_ms = now + BETWEEN_MS;
	progress->shown = true;
	put_bar(&line, step->done, step->total);
	switch (step->unit) {
	case PROGRESS_PAGES:
		put_count(&line, step, en ? "pages" : "ページ");
		break;
	case PROGRESS_SHEETS:
		put_count(&line, step, en ? "sheets" : "シート");
		break;
	case PROGRESS_ROWS:
		put_count(&line, step, en ? "rows matched" : "行を照合");
		break;
	case PROGRESS_BYTES:
	case PROGRESS_UNIT_COUNT:
		put_mib(&line, step);
		put_rate(&line, step, now - progress->began_ms, en);
		break;
	}
	if (step->rows > 0)
		buf_addf(&line, en ? ", row %llu" : "、%llu 行", (unsigned long long)step->rows);
	if (step->matches > 0)
		buf_addf(&line, en ? ", %llu matches" : "、該当 %llu 件",
		    (unsigned long long)step->matches);
	fprintf(stderr, "\r\033[K%s", line.ptr);
	fflush(stderr);
	buf_release(&line);
}

void
progress_clear(struct progress *progress)
{
	if (progress->shown) {
		fputs("\r\033[K", stderr);
		fflush(stderr);
	}
	progress->shown = false;
	progress->began_ms = now_ms();
	progress->from_ms = progress->began_ms + QUIET_MS;
}
