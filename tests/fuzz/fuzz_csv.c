/* SPDX-License-Identifier: Apache-2.0 */
/* base/csv.c: any text, whole and in windows; both ways must see the same records. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/csv.h"
#include "base/banned.h"

static uint64_t
digest(struct str text, size_t step)
{
	struct csv csv = { .delimiter = ',' };
	size_t given = step > text.len ? text.len : step;
	struct str window = { text.ptr, given };
	enum csv_result result;
	uint64_t sum = 0;

	while ((result = csv_next(&csv, &window, given == text.len)) != CSV_END) {
		if (result == CSV_MORE) {
			size_t more = step < text.len - given ? step : text.len - given;
			given += more;
			window.len += more;
			continue;
		}
		sum = sum * 31 + (uint64_t)result;
		for (size_t i = 0; result == CSV_RECORD && i < csv.count; i++)
			sum = sum * 31 + str_hash(csv.fields[i]) + csv_column(&csv, i);
	}
	csv_release(&csv);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };

	if (size > 0 && size < 4096 && digest(text, size) != digest(text, 1 + data[0] % 16))
		abort();
	return 0;
}
