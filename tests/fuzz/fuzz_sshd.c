/* SPDX-License-Identifier: Apache-2.0 */
/* config/format_sshd.c: any bytes as an sshd_config. */
#include <stddef.h>
#include <stdint.h>

#include "config/format.h"
#include "config/formats.h"
#include "support/sinks.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct worker_out sent = { .sink = sink_dropping() };
	struct arena arena = { 0 };
	struct config_out out = { .out = &sent,
		.file = STR("etc/ssh/sshd_config"),
		.kind = &config_formats[0],
		.arena = &arena };

	config_read_text(&out, NULL, (struct str){ (const char *)data, size });
	arena_release(&arena);
	return 0;
}
