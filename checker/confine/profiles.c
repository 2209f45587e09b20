/* SPDX-License-Identifier: Apache-2.0 */
/* What each kind of worker may do: one row each. */
#include "confine/confine.h"

#include "base/mem.h"
#include "confine/limits.h"
#include "base/banned.h"

static const char *const no_tables[] = { NULL };
static const char *const config_tables[] = { "config_file", "setting", "os_account",
	"os_group_member", NULL };
static const char *const register_tables[] = { "staff", "account", "consent", "identity_check",
	"disclosure", "contract", "subcontract", "contractor_worker", "media", "approval",
	"training", "retention", "disposal", "audit", "log_review", "incident", "calendar",
	"backup_job", "source", NULL };
/* No evidence: what came of it (rule/judged.c). */
static const char *const judge_tables[] = { "judged", "judged_rule", "judged_finding",
	"judged_lack", "judged_promise", "judged_host", NULL };
static const char *const rules_tables[] = { "judged", "judged_rule", "judged_finding", NULL };

static const struct worker_profile profiles[WORKER_KIND_COUNT] = {
	[WORKER_YAML] = {
		.name = "yaml",
		.memory_bytes = WORKER_MEMORY_BYTES,
		.cpu_sec = WORKER_CPU_SEC,
		.wall_sec = WORKER_WALL_SEC,
		.output_bytes = WORKER_OUTPUT_BYTES,
		.batch = WORKER_BATCH,
		.sends_tree = true,
		.tables = no_tables,
	},
	[WORKER_JSON] = {
		.name = "json",
		.memory_bytes = WORKER_MEMORY_BYTES,
		.cpu_sec = WORKER_CPU_SEC,
		.wall_sec = WORKER_WALL_SEC,
		.output_bytes = WORKER_OUTPUT_BYTES,
		.batch = WORKER_BATCH,
		.sends_tree = true,
		.tables = no_tables,
	},
	[WORKER_XML] = {
		.name = "xml",
		.memory_bytes = WORKER_MEMORY_BYTES,
		.cpu_sec = WORKER_CPU_SEC,
		.wall_sec = WORKER_WALL_SEC,
		.output_bytes = WORKER_OUTPUT_BYTES,
		.batch = WORKER_BATCH,
		.sends_tree = true,
		.tables = no_tables,
	},
	[WORKER_IMPORT] = {
		.name = "import",
		.memory_bytes = WORKER_MEMORY_BYTES,
		.cpu_sec = WORKER_CPU_SEC,
		.wall_sec = WORKER_WALL_SEC,
		.output_bytes = WORKER_TEXT_OUTPUT_BYTES,
		.batch = 1,
		.sends_tree = true,
		.sends_text = true,
		.sends_progress = true,
		.tables = no_tables,
	},
	[WORKER_CONFIG] = {
		.name = "config",
		.memory_bytes = WORKER_MEMORY_BYTES,
		.cpu_sec = WORKER_CPU_SEC,
		.wall_sec = WORKER_WALL_SEC,
		.output_bytes = WORKER_TEXT_OUTPUT_BYTES,
		.batch = WORKER_BATCH,
		.tables = config_tables,
	},
	[WORKER_REGISTER] = {
		.name = "register",
		.memory_bytes = WORKER_MEMORY_BYTES,
		.cpu_sec = WORKER_CPU_SEC,
		.wall_sec = WORKER_WALL_SEC,
		.output_bytes = WORKER_OUTPUT_BYTES,
		.batch = WORKER_BATCH,
		.tables = register_tables,
	},
	[WORKER_LOG] = {
		.name = "log",
		.memory_bytes = WORKER_LOG_MEMORY_BYTES,
		.cpu_sec = WORKER_LOG_CPU_SEC,
		.wall_sec = 0,	/* standard input may wait for its writer */
		.output_bytes = WORKER_LOG_OUTPUT_BYTES,
		.batch = 1,
		.sends_progress = true,
		.tables = no_tables, /* what it reads goes through shared memory */
	},
	[WORKER_UNPACK] = {
		.name = "unpack",
		.memory_bytes = WORKER_UNPACK_MEMORY_BYTES,
		.cpu_sec = WORKER_LOG_CPU_SEC,
		.wall_sec = 0,	/* it waits for the one that judges */
		.output_bytes = WORKER_TEXT_OUTPUT_BYTES,
		.batch = 1,
		.tables = no_tables,
	},
	[WORKER_JUDGE] = {
		.name = "judge",
		.memory_bytes = WORKER_JUDGE_MEMORY_BYTES,
		.cpu_sec = WORKER_JUDGE_CPU_SEC,
		.wall_sec = WORKER_JUDGE_WALL_SEC,
		.output_bytes = WORKER_TEXT_OUTPUT_BYTES,
		.batch = WORKER_JUDGE_BATCH,
		.tables = judge_tables,
	},
	[WORKER_RULES] = {
		.name = "rules",
		.memory_bytes = WORKER_RULES_MEMORY_BYTES,
		.cpu_sec = WORKER_RULES_CPU_SEC,
		.wall_sec = WORKER_RULES_WALL_SEC,
		.output_bytes = WORKER_TEXT_OUTPUT_BYTES,
		.file_bytes = WORKER_RULES_FILE_BYTES,
		.batch = WORKER_RULES_BATCH,
		.tables = rules_tables,
	},
};

const struct worker_profile *
confine_profile(enum worker_kind kind)
{
	BUG_IF((size_t)kind >= WORKER_KIND_COUNT);
	return &profiles[kind];
}
