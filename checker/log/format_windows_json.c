/* SPDX-License-Identifier: Apache-2.0 */
/* Windows events as JSON: evtx_dump's and hayabusa's (Event.System, Event.EventData), winlogbeat's, nxlog's; a line each, or indented. */
#include "base/scope.h"
#include "log/windows.h"
#include "base/banned.h"

static bool
claims_windows_json(struct str head)
{
	return (json_has_key(head, "\"Event\"") && json_has_key(head, "\"System\"")) ||
	    (json_has_key(head, "\"winlog\"") && json_has_key(head, "\"event_id\"")) ||
	    (json_has_key(head, "\"EventID\"") &&
		(json_has_key(head, "\"Channel\"") || json_has_key(head, "\"SourceName\"")));
}

const struct log_format log_format_windows_json = {
	.name = "windows-json",
	.shape = LOG_JSON,
	.claims = claims_windows_json,
	.read = json_read,
	.names = windows_names,
	.name_count = COUNT_OF(windows_names),
	.own = WINDOWS_FIELDS,
	.derive = windows_derive,
	.rename = windows_rename,
	.origins = windows_origins,
	.origin_count = WINDOWS_ORIGINS,
};
