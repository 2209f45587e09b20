/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chrony: a directive and its arguments in each line. The lens of libaugeas 1.14 is older than nts, which it loses the
 * file on.
 */
#include "config/format.h"
#include "config/formats.h"
#include "base/banned.h"

void
format_chrony(struct config_out *out, struct str text)
{
	struct str line;
	uint32_t number = 0;

	while (str_line(&text, &line)) {
		struct config_setting setting = { .line = ++number };
		size_t end = 0;

		line = str_trim(line);
		/* Comments: chrony.conf(5). */
		if (line.len == 0 || str_find_char(STR("!;#%"), line.ptr[0], 0) != STR_NONE)
			continue;
		while (end < line.len && !str_is_space(line.ptr[end]))
			end++;
		setting.key = str_sub(line, 0, end);
		setting.value = str_trim(str_from(line, end));
		setting.no_value = setting.value.len == 0;
		config_emit(out, setting);
	}
}
