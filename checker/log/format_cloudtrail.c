/* SPDX-License-Identifier: Apache-2.0 */
/* AWS CloudTrail: a document {"Records": […]} as it is delivered, or an event on each line. */
#include "base/scope.h"
#include "log/format.h"
#include "base/banned.h"

static const struct log_name names[] = {
	{ LOG_TIME, "eventTime" },
	{ LOG_USER, "userIdentity.userName" },
	{ LOG_USER, "userIdentity.sessionContext.sessionIssuer.userName" },
	{ LOG_USER, "userIdentity.arn" },
	{ LOG_USER, "userIdentity.principalId" },
	{ LOG_USER, "userIdentity.invokedBy" },
	{ LOG_USER, "userIdentity.type" },
	{ LOG_OPERATION, "eventName" },
	{ LOG_SYSTEM, "eventSource" },
	{ LOG_TERMINAL, "sourceIPAddress" },
	{ LOG_DETAIL, "errorMessage" },
	{ LOG_DETAIL, "errorCode" },
	{ LOG_DETAIL, "requestParameters.bucketName" },
};

static void
derive(struct log_events *events)
{
	struct log_record *record = &events->record;
	bool refused = record_text(record, "errorCode").len > 0 ||
	    str_is(record_text(record, "responseElements.ConsoleLogin"), "Failure");

	record_put(record, LOG_RESULT, refused ? STR("失敗") : STR("成功"));
}

static bool
claims_cloudtrail(struct str head)
{
	return json_has_key(head, "\"eventSource\"") && json_has_key(head, "\"eventName\"") &&
	    json_has_key(head, "\"eventTime\"");
}

static const struct log_origin origins[] = {
	{ .product = "aws", .services = { "cloudtrail" } },
};

const struct log_format log_format_cloudtrail = {
	.name = "cloudtrail",
	.shape = LOG_JSON,
	.claims = claims_cloudtrail,
	.read = json_read,
	.names = names,
	.name_count = COUNT_OF(names),
	.own = 1U << LOG_RESULT,
	.derive = derive,
	.origins = origins,
	.origin_count = COUNT_OF(origins),
};
