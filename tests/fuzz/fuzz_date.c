/* SPDX-License-Identifier: Apache-2.0 */
/* Dates and moments: what is read is a day that exists, and is read again from what is written. */
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/mem.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_date(struct date date)
{
	struct buf out = { 0 };
	struct date again;

	date_iso(date, &out);
	BUG_IF(!date_parse(buf_str(&out), &again) || date_cmp(date, again) != 0);
	buf_clear(&out);
	date_era(date, &out);
	/* Gregorian years below 1000, and years of an era beyond 99, are written but not read. */
	if (date.year >= 1000 && date.year < 2100)
		BUG_IF(!date_parse(buf_str(&out), &again) || date_cmp(date, again) != 0);
	if (date_is_full(date)) {
		BUG_IF(date_cmp(date_of_days(date_days(date)), date) != 0);
		date_is_business_day(date);
	}
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct buf out = { 0 };
	struct date date;
	int64_t seconds, again;
	size_t at = 0, len = 0;

	if (date_parse(text, &date))
		check_date(date);
	while (date_find(text, at + len, &date, &at, &len)) {
		BUG_IF(len == 0 || at + len > size);
		check_date(date);
	}
	if (time_parse(text, &seconds)) {
		time_iso_jst(seconds, &out);
		if (out.len > 0)
			BUG_IF(!time_parse(buf_str(&out), &again) || again != seconds);
	}
	buf_release(&out);
	return 0;
}
