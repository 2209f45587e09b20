/* SPDX-License-Identifier: Apache-2.0 */
/* --stats: what reading the logs took, in one line. */
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "cmd/check.h"
#include "log/log.h"
#include "base/banned.h"

int64_t
check_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Of the process that took the most; readers are processes of their own. */
static double
peak_mib(void)
{
	struct rusage own = { 0 }, readers = { 0 };

	(void)getrusage(RUSAGE_SELF, &own);
	(void)getrusage(RUSAGE_CHILDREN, &readers);
	return (double)(own.ru_maxrss > readers.ru_maxrss ? own.ru_maxrss : readers.ru_maxrss) /
	    1024;
}

/* What a checkpoint tells was read before: the rate is that of what was read now. */
static void
put_read(const struct check *check, const struct log_totals *t, struct buf *line)
{
	const bool en = check->cmd->lang == LANG_EN;

	buf_addf(line, "%.1f MiB", (double)t->bytes / (1 << 20));
	if (check->log_bytes_read != t->bytes)
		buf_addf(line, en ? " (%.1f MiB read now)" : "（今回読んだ量 %.1f MiB）",
		    (double)check->log_bytes_read / (1 << 20));
}

void
check_say_stats(const struct check *check, const struct log_totals *t, int64_t began_ms)
{
	double seconds = (double)(check_now_ms() - began_ms) / 1000;
	double mib = (double)check->log_bytes_read / (1 << 20);
	struct buf read = { 0 };

	put_read(check, t, &read);
	fprintf(stderr,
	    check->cmd->lang == LANG_EN
		? "stats: %llu logs, %llu records, %llu not used, %llu matches, %s, %.2f s, "
		  "%.1f MiB/s, peak memory of a process %.0f MiB\n"
		: "統計: ログ %llu、記録 %llu 件、使えない記録 %llu 件、該当 %llu 件、%s、%.2f "
		  "秒、%.1f MiB/s、メモリの最大（1プロセス） %.0f MiB\n",
	    (unsigned long long)t->logs, (unsigned long long)t->records,
	    (unsigned long long)t->refused, (unsigned long long)t->matches, read.ptr, seconds,
	    seconds > 0 ? mib / seconds : 0, peak_mib());
	buf_release(&read);
}
