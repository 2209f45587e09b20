/* SPDX-License-Identifier: Apache-2.0 */
/* Finding an item, releasing, and what kind of file it is. */
#include "assess/assess.h"

#include "base/banned.h"

const struct item *
assess_find(const struct assessment *assessment, struct str id)
{
	struct form_id wanted;

	if (!form_id_parse(assessment->form, id, &wanted))
		return NULL;
	return assess_find_id(assessment, &wanted);
}

const struct item *
assess_find_id(const struct assessment *assessment, const struct form_id *id)
{
	size_t low = 0, high = assessment->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int c = form_id_cmp(&assessment->items[middle].id, id);

		if (c == 0)
			return &assessment->items[middle];
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

void
assess_release(struct assessment *assessment)
{
	arena_release(&assessment->arena);
	*assessment = (struct assessment){ 0 };
}

static bool
is_yaml_head(struct str head)
{
	static const struct str key = STR_INIT("piacheck:");
	struct str line, rest = head;

	if (str_starts(head, STR("{")))
		return str_has(head, STR("piacheck"));
	while (str_line(&rest, &line))
		if (str_starts(line, key) || str_starts(line, STR("\"piacheck\":")) ||
		    str_starts(line, STR("'piacheck':")))
			return true;
	return false;
}

enum assess_kind
assess_guess(struct str name, struct str head)
{
	static const struct str mark = STR_INIT("\xEF\xBB\xBF");
	bool yaml = str_ends(name, STR(".yaml")) || str_ends(name, STR(".yml"));
	struct str text = str_trim(str_starts(head, mark) ? str_from(head, mark.len) : head);

	if (str_starts(text, STR("PK\x03\x04")) || str_starts(text, STR("%PDF")))
		return ASSESS_PUBLISHED;
	if (str_starts(text, STR("<")) &&
	    (str_has(text, STR("urn:piacheck:assessment")) || str_has(text, STR("<assessment"))))
		return ASSESS_XML;
	if (is_yaml_head(text) || yaml)
		return ASSESS_YAML;
	return str_ends(name, STR(".xml")) ? ASSESS_XML : ASSESS_PUBLISHED;
}
