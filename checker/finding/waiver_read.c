/* SPDX-License-Identifier: Apache-2.0 */
/* Waivers read: the file becomes a tree in a worker, the tree becomes waivers here, each checked. */
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "confine/confine.h"
#include "doc/doc.h"
#include "finding/inner.h"
#include "finding/limits.h"
#include "finding/waiver.h"
#include "base/banned.h"

/* YAML when a line begins with waivers: or the name says so; CSV is what offices send under any name. */
static bool
is_yaml(struct str text, struct str file)
{
	struct str line;

	if (str_ends(file, STR(".yaml")) || str_ends(file, STR(".yml")))
		return true;
	if (str_ends(file, STR(".csv")) || str_ends(file, STR(".tsv")))
		return false;
	while (str_line(&text, &line))
		if (str_starts(line, STR("waivers:")))
			return true;
	return false;
}

static void
say(const struct sink *sink, enum diag_code code, struct str file, struct str a)
{
	sink_diag(
	    sink, code, (struct diag_at){ file, 0, 0 }, a, (struct str){ 0 }, (struct str){ 0 });
}

struct node *
waiver_parse(struct str bytes, struct str file, struct arena *arena, const struct sink *sink)
{
	enum text_encoding encoding;
	struct str text;
	size_t fault = 0;

	if (bytes.len == 0) {
		say(sink, DIAG_FILE_EMPTY, file, (struct str){ 0 });
		return NULL;
	}
	if (text_is_utf16(bytes) || str_find_char(bytes, '\0', 0) != STR_NONE) {
		say(sink, text_is_utf16(bytes) ? DIAG_TEXT_UTF16 : DIAG_TEXT_NUL, file,
		    (struct str){ 0 });
		return NULL;
	}
	if (is_yaml(bytes, file))
		return doc_parse(DOC_YAML, bytes, file, arena, sink);
	if (!text_decode(bytes, arena, &text, &encoding, &fault)) {
		say(sink, DIAG_TEXT_NOT_CP932, file, (struct str){ 0 });
		return NULL;
	}
	return waiver_parse_csv(text, file, arena, sink);
}

/* In the worker. */
static void
read_in_worker(void *context, const struct worker_input *input, const struct worker_out *out)
{
	struct arena arena = { 0 };
	struct str bytes;
	struct node *root = NULL;

	(void)context;
	switch (io_read_all(input->fd, WAIVER_FILE_MAX_BYTES, &arena, &bytes)) {
	case IO_OK:
		root = waiver_parse(bytes, input->file, &arena, &out->sink);
		break;
	case IO_TOO_LARGE:
		say(&out->sink, DIAG_FILE_TOO_LARGE, input->file, STR("8 MiB"));
		break;
	case IO_FAILED:
		say(&out->sink, DIAG_FILE_READ, input->file, (struct str){ 0 });
		break;
	}
	if (root != NULL)
		out->tree(out->context, root);
	arena_release(&arena);
}

struct answer {
	struct arena arena;
	struct node *root;
};

static void
take_tree(void *context, size_t input, struct node *root, struct arena *arena)
{
	struct answer *answer = context;

	(void)input;
	if (answer->root != NULL)
		return;
	answer->arena = *arena;
	answer->root = root;
	*arena = (struct arena){ 0 };
}

bool
waivers_read(struct waivers *waivers, struct str file, struct diags *diags)
{
	const struct worker_job job = { .kind = WORKER_YAML, .read = read_in_worker };
	struct answer answer = { 0 };
	const struct worker_handler handler = { .context = &answer, .tree = take_tree };
	size_t errors = diags->errors;
	int fd = io_open(file, diags);

	if (fd < 0)
		return false;
	const struct worker_input input = { .fd = fd, .file = file };
	confine_run(&job, &input, 1, 1, &handler, diags);
	if (fd != STDIN_FILENO)
		close(fd);
	if (answer.root != NULL)
		waivers_from_node(waivers, answer.root, file, diags);
	arena_release(&answer.arena);
	return answer.root != NULL && diags->errors == errors;
}

/* --- from the tree --------------------------------------------------------------------------- */

static const struct node_key keys[] = {
	{ "rule", NODE_SCALAR, false },
	{ "assessment", NODE_SCALAR, false },
	{ "item", NODE_SCALAR, false },
	{ "subject", NODE_SCALAR, false },
	{ "file", NODE_SCALAR, false },
	{ "fingerprint", NODE_SCALAR, false },
	{ "reason", NODE_SCALAR, false },
	{ "approver", NODE_SCALAR, false },
	{ "from", NODE_SCALAR, false },
	{ "until", NODE_SCALAR, false },
};

/* The words of a key in a message, the CSV's in Japanese being the header. */
static const char *const needed[] = { "rule", "reason", "approver", "until" };

static struct str
text_of(struct waivers *waivers, const struct node *map, const char *key)
{
	const struct node *node = node_find(map, key);

	if (node == NULL || node->type != NODE_SCALAR)
		return (struct str){ 0 };
	return finding_keep(&waivers->arena, str_trim(node->text));
}

/* A full date, or none when the key is not there. */
static bool
date_of(const struct node *map, const char *key, struct str file, struct date *date,
    struct diags *diags)
{
	const struct node *node = node_find(map, key);

	*date = (struct date){ 0 };
	if (node == NULL)
		return true;
	if (date_parse(node->text, date) && date_is_full(*date))
		return true;
	diag_add(diags, DIAG_WAIVER_DATE, node_at(node, file), node->text, str_of(key),
	    (struct str){ 0 });
	return false;
}

static bool
has_needed(const struct node *map, struct str file, struct diags *diags)
{
	bool good = true;

	for (size_t i = 0; i < COUNT_OF(needed); i++) {
		const struct node *node = node_find(map, needed[i]);

		if (node != NULL && str_trim(node->text).len > 0)
			continue;
		diag_addz(diags, DIAG_WAIVER_EMPTY, node_at(node != NULL ? node : map, file),
		    needed[i], NULL, NULL);
		good = false;
	}
	return good;
}

static bool
period_is_good(
    const struct waiver *waiver, const struct node *map, struct str file, struct diags *diags)
{
	struct buf from = { 0 }, until = { 0 };

	if (waiver->from.year == 0 || date_cmp(waiver->from, waiver->until) <= 0)
		return true;
	date_iso(waiver->from, &from);
	date_iso(waiver->until, &until);
	diag_add(diags, DIAG_WAIVER_PERIOD, node_at(map, file), buf_str(&from), buf_str(&until),
	    (struct str){ 0 });
	buf_release(&from);
	buf_release(&until);
	return false;
}

static bool
add_waiver(struct waivers *waivers, const struct node *map, struct str file, struct diags *diags)
{
	struct waiver waiver = { .line = map->line };

	if (map->type != NODE_MAP) {
		diag_addz(diags, DIAG_DOC_WRONG_TYPE, node_at(map, file), "waivers[]",
		    "{ rule: …, reason: … }", NULL);
		return false;
	}
	if (!node_check_keys(map, keys, COUNT_OF(keys), file, diags) ||
	    !has_needed(map, file, diags) || !date_of(map, "from", file, &waiver.from, diags) ||
	    !date_of(map, "until", file, &waiver.until, diags) ||
	    !period_is_good(&waiver, map, file, diags))
		return false;
	waiver.rule = text_of(waivers, map, "rule");
	waiver.assessment = text_of(waivers, map, "assessment");
	waiver.item = text_of(waivers, map, "item");
	waiver.subject = text_of(waivers, map, "subject");
	waiver.file = text_of(waivers, map, "file");
	waiver.fingerprint = text_of(waivers, map, "fingerprint");
	waiver.reason = text_of(waivers, map, "reason");
	waiver.approver = text_of(waivers, map, "approver");
	waiver.source = finding_keep(&waivers->arena, file);
	*ARRAY_ADD(waivers->list, waivers->count, waivers->room) = waiver;
	return true;
}

bool
waivers_from_node(
    struct waivers *waivers, const struct node *root, struct str file, struct diags *diags)
{
	static const struct node_key top[] = { { "waivers", NODE_SEQUENCE, true } };
	bool good = true;

	if (root->type != NODE_MAP) {
		diag_addz(diags, DIAG_DOC_MISSING_KEY, node_at(root, file), "waivers", NULL, NULL);
		return false;
	}
	if (!node_check_keys(root, top, COUNT_OF(top), file, diags))
		return false;
	const struct node *list = node_find(root, "waivers");
	for (size_t i = 0; i < list->count; i++) {
		if (waivers->count >= WAIVERS_MAX) {
			diag_addz(diags, DIAG_WAIVER_TOO_MANY, node_at(list->items[i], file),
			    "10000", NULL, NULL);
			return false;
		}
		good = add_waiver(waivers, list->items[i], file, diags) && good;
	}
	return good;
}

void
waivers_release(struct waivers *waivers)
{
	arena_release(&waivers->arena);
	free(waivers->list);
	*waivers = (struct waivers){ 0 };
}
