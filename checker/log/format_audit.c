/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Linux audit: an event is several records with one serial number, msg=audit(seconds.fraction:serial), which may stand among those of
 * others. They are joined to one record of the log; a name that several of them have is a field of several values, as `type`.
 */
#include "log/format.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "log/audit_fields.h"
#include "log/limits.h"
#include "base/banned.h"

/* Reason: the kernel writes the records of one event within a moment. */
enum { OPEN_SEC = 2 };

struct open_event {
	int64_t seconds, serial;
	struct str node; /* a view into text: "" or the host's name */
	uint32_t line;
	bool large;
	struct buf text; /* its records, a line each */
};

struct audit {
	struct log_events *events;
	struct open_event open[LOG_AUDIT_OPEN_MAX]; /* the oldest first */
	size_t count;
};

struct head {
	struct str node, type, rest;
	int64_t seconds, serial;
};

/* node=h type=SYSCALL msg=audit(1700000000.123:456): … */
static bool
take_head(struct str line, struct head *head)
{
	*head = (struct head){ 0 };
	if (str_starts(line, STR("node="))) {
		head->node = str_from(str_split(line, ' ', &line), 5);
	}
	if (!str_starts(line, STR("type=")))
		return false;
	head->type = str_from(str_split(line, ' ', &line), 5);
	if (!str_starts(line, STR("msg=audit(")))
		return false;
	size_t close = str_find(line, STR("):"), 0);
	struct str stamp = str_sub(line, 10, close == STR_NONE ? 0 : close - 10), serial, fraction;
	stamp = str_split(stamp, ':', &serial);
	if (close == STR_NONE || !str_parse_i64(str_split(stamp, '.', &fraction), &head->seconds) ||
	    !str_parse_i64(serial, &head->serial) || head->seconds < 0)
		return false;
	head->rest = str_trim(str_from(line, close + 2));
	return true;
}

/* --- whole events -------------------------------------------------------------------------------- */

static void
take_event(struct audit *a, size_t at)
{
	struct open_event event = a->open[at];
	struct log_events *events = a->events;
	struct str rest = buf_str(&event.text), line;
	struct head head;

	memmove(&a->open[at], &a->open[at + 1], (a->count - at - 1) * sizeof event);
	a->count--;
	record_begin(&events->record, event.line);
	while (!event.large && str_line(&rest, &line))
		if (take_head(line, &head))
			event.large =
			    !audit_fields(&events->record, head.type, head.node, head.rest);
	if (event.large) {
		events_bad(events, DIAG_LOG_RECORD_LARGE, event.line, 0, (struct str){ 0 },
		    (struct str){ 0 });
	} else {
		audit_end(&events->record);
		record_put_moment(&events->record, event.seconds);
		(void)events_take(events);
	}
	buf_release(&event.text);
}

static struct open_event *
open_of(struct audit *a, const struct head *head)
{
	for (size_t i = a->count; i > 0; i--) {
		struct open_event *event = &a->open[i - 1];
		if (event->serial == head->serial && event->seconds == head->seconds &&
		    str_eq(event->node, head->node))
			return event;
	}
	return NULL;
}

/* Those that wait too long are whole. */
static void
take_old(struct audit *a, int64_t now)
{
	while (a->count > 0 && now - a->open[0].seconds > OPEN_SEC)
		take_event(a, 0);
	if (a->count == LOG_AUDIT_OPEN_MAX)
		take_event(a, 0);
}

/* Is an event of this type one record, or is it the last? */
static bool
ends_event(struct str type)
{
	static const char *const heads[] = { "USER_", "CRED_", "ADD_", "DEL_", "ACCT_", "GRP_",
		"CHUSER_", "CHGRP_", "SERVICE_", "SYSTEM_", "DAEMON_", "CRYPTO_", "VIRT_", "ROLE_",
		"LABEL_" };

	if (str_is(type, "EOE") || str_is(type, "PROCTITLE"))
		return true;
	for (size_t i = 0; i < COUNT_OF(heads); i++)
		if (str_starts(type, str_of(heads[i])))
			return true;
	return false;
}

static void
take_line(void *context, struct str line, uint32_t number)
{
	struct audit *a = context;
	struct head head;

	line = str_trim(line);
	if (str_is(line, "----")) /* ausearch's */
		return;
	if (!take_head(line, &head)) {
		events_bad(a->events, DIAG_LOG_RECORD_FORM, number, 0, STR("Linux audit"),
		    (struct str){ 0 });
		return;
	}
	struct open_event *event = open_of(a, &head);
	if (event == NULL && str_is(head.type, "EOE"))
		return;
	if (event == NULL) {
		take_old(a, head.seconds);
		event = &a->open[a->count++];
		*event = (struct open_event){
			.seconds = head.seconds, .serial = head.serial, .line = number
		};
	}
	if (event->text.len + line.len > LOG_AUDIT_EVENT_MAX_BYTES) {
		event->large = true;
	} else {
		buf_add(&event->text, line);
		buf_addc(&event->text, '\n');
	}
	if (take_head(buf_str(&event->text), &head))
		event->node = head.node;
	if (take_head(line, &head) && ends_event(head.type))
		take_event(a, (size_t)(event - a->open));
}

static bool
read_audit(struct log_source *source, struct log_events *events)
{
	struct audit *a = mem_alloc(1, sizeof *a);

	a->events = events;
	each_line(source, events, a, take_line);
	while (a->count > 0)
		take_event(a, 0);
	free(a);
	return true;
}

static bool
claims_audit(struct str head)
{
	struct str line;
	struct head found;

	while (str_line(&head, &line)) {
		line = str_trim(line);
		if (line.len > 0 && !str_is(line, "----"))
			return take_head(line, &found);
	}
	return false;
}

static const struct log_origin origins[] = {
	{ .product = "linux", .services = { "auditd" } },
};

const struct log_format log_format_audit = {
	.name = "audit",
	.shape = LOG_WHOLE_LINES,
	.claims = claims_audit,
	.read = read_audit,
	.names = audit_names,
	.name_count = AUDIT_NAMES,
	.own = AUDIT_FIELDS,
	.origins = origins,
	.origin_count = COUNT_OF(origins),
};
