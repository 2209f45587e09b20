/* SPDX-License-Identifier: Apache-2.0 */
/*
 * -f ics: iCalendar (RFC 5545), an event of a day for each due date, with a reminder a month before. The same forms and day give the
 * same bytes: a calendar that reads the file again finds the events by their UIDs.
 */
#include <sodium.h>

#include "base/text.h"
#include "change/due.h"
#include "base/banned.h"

enum { LINE_BYTES = 75 }; /* RFC 5545 3.1: longer lines are folded */

/* A content line, folded between characters. */
static void
put_line(struct buf *out, struct str line)
{
	size_t room = LINE_BYTES;

	while (line.len > room) {
		struct str head = text_cut(line, room);

		buf_add(out, head);
		buf_adds(out, "\r\n ");
		line = str_from(line, head.len);
		room = LINE_BYTES - 1;
	}
	buf_add(out, line);
	buf_adds(out, "\r\n");
}

static void
put_text(struct buf *out, const char *name, struct str text)
{
	struct buf line = { 0 }, visible = { 0 };

	text_visible_lines(text, &visible);
	buf_addf(&line, "%s:", name);
	/* 3.3.11 TEXT */
	for (size_t i = 0; i < visible.len; i++) {
		char c = visible.ptr[i];

		if (c == '\n')
			buf_adds(&line, "\\n");
		else if (c == '\\' || c == ';' || c == ',')
			buf_addf(&line, "\\%c", c);
		else
			buf_addc(&line, c);
	}
	put_line(out, buf_str(&line));
	buf_release(&line);
	buf_release(&visible);
}

static void
put_date(struct buf *out, const char *name, struct date date, const char *tail)
{
	buf_addf(out, "%s:%04d%02d%02d%s\r\n", name, date.year, date.month, date.day, tail);
}

/* Of what makes the event: whose form it is, what is due and when. */
static void
put_uid(struct buf *out, const struct due *due)
{
	crypto_generichash_state state;
	unsigned char hash[16];
	char hex[2 * sizeof hash + 1];
	struct buf date = { 0 };

	date_iso(due->date, &date);
	const struct str parts[] = { due->agency, due->no, due->name, str_of(due_names[due->kind]),
		buf_str(&date) };
	crypto_generichash_init(&state, NULL, 0, sizeof hash);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (parts[i].len > 0)
			crypto_generichash_update(
			    &state, (const unsigned char *)parts[i].ptr, parts[i].len);
		crypto_generichash_update(&state, (const unsigned char *)"", 1);
	}
	crypto_generichash_final(&state, hash, sizeof hash);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	buf_addf(out, "UID:%s@piacheck\r\n", hex);
	buf_release(&date);
}

static void
put_event(const struct due *due, struct date as_of, enum lang lang, struct buf *out)
{
	struct str name = due->name.len > 0 ? due->name : due->file;
	struct buf text = { 0 };

	buf_adds(out, "BEGIN:VEVENT\r\n");
	put_uid(out, due);
	put_date(out, "DTSTAMP", as_of, "T000000Z");
	put_date(out, "DTSTART;VALUE=DATE", due->date, "");
	put_date(out, "DTEND;VALUE=DATE", date_add_days(due->date, 1), "");
	buf_addf(&text, "%s: %.*s", due_title(due->kind, lang), STR_ARG(name));
	put_text(out, "SUMMARY", buf_str(&text));
	buf_clear(&text);
	buf_addf(&text, "%.*s\n%.*s\n%s", STR_ARG(due->agency), STR_ARG(due->file),
	    due_basis(due->kind));
	put_text(out, "DESCRIPTION", buf_str(&text));
	buf_adds(out, "TRANSP:TRANSPARENT\r\n");
	buf_adds(out, "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P30D\r\n");
	put_text(out, "DESCRIPTION", str_of(due_title(due->kind, lang)));
	buf_adds(out, "END:VALARM\r\nEND:VEVENT\r\n");
	buf_release(&text);
}

void
due_write_ics(const struct due_list *dues, struct date as_of, enum lang lang, struct buf *out)
{
	buf_adds(out,
	    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
	    "PRODID:-//piacheck//piacheck//JA\r\nCALSCALE:GREGORIAN\r\n");
	for (size_t i = 0; i < dues->count; i++)
		put_event(&dues->list[i], as_of, lang, out);
	buf_adds(out, "END:VCALENDAR\r\n");
}
