/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands between Windows events in XML. Blanks, an element around all events, declarations and comments belong there; anything else is what was left
 * of an event, and is not passed over in silence.
 */
#include "base/scope.h"
#include "log/windows.h"
#include "base/banned.h"

/* Reason: a root element and a declaration are all that exporters add. */
enum { TAG_MAX_BYTES = 4096, TAGS_MAX = 8 };

static void
stray(struct xml_outside *o, uint32_t line)
{
	if (o->stray)
		return;
	o->stray = true;
	o->line = line;
}

static bool
is_comment(const struct xml_outside *o)
{
	return str_starts((struct str){ o->name, o->name_len }, STR("!--"));
}

/* An exporter's own elements around the events, by whatever name; not what events are made of. */
static bool
may_stand(const struct xml_outside *o)
{
	static const struct str parts[] = { STR_INIT("Event"), STR_INIT("System"),
		STR_INIT("Data") };
	struct str name = { o->name, o->name_len };

	if (str_starts(name, STR("/")))
		name = str_from(name, 1);
	if (str_starts(name, STR("Events")))
		return true;
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (str_starts(name, parts[i]))
			return false;
	return o->tags <= TAGS_MAX;
}

static void
take_tag(struct xml_outside *o, char c, uint32_t line)
{
	bool ends =
	    c == '>' && o->depth == 0 && (!is_comment(o) || (o->tag_bytes > 4 && o->dashes >= 2));

	if (ends) {
		o->in_tag = false;
		if (!may_stand(o))
			stray(o, line);
		return;
	}
	if (o->name[0] == '!' && !is_comment(o)) /* a DOCTYPE has declarations in it */
		o->depth = c == '<' ? o->depth + 1 : c == '>' ? o->depth - 1 : o->depth;
	o->dashes = c == '-' ? o->dashes + 1 : 0;
	if (o->name_len < sizeof o->name)
		o->name[o->name_len++] = c;
	if (++o->tag_bytes == TAG_MAX_BYTES)
		stray(o, line);
}

void
xml_outside_take(struct xml_outside *o, struct str text, uint32_t line)
{
	for (size_t i = 0; i < text.len && !o->stray; i++) {
		char c = text.ptr[i];
		line += c == '\n';
		if (o->in_tag) {
			take_tag(o, c, line);
		} else if (c == '<') {
			*o = (struct xml_outside){
				.in_tag = true, .line = line, .tags = o->tags + 1
			};
		} else if (!str_is_space(c)) {
			stray(o, line);
		}
	}
}

bool
xml_outside_end(const struct xml_outside *o)
{
	return o->stray || o->in_tag;
}
