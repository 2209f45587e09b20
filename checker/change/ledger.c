/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger of published versions: hash-chained, written whole and renamed, versions as files called after their hash. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "change/ledger.h"
#include "doc/doc.h"
#include "base/banned.h"

enum { HASH_BYTES = 32, HASH_TEXT = 2 * HASH_BYTES, VERSION_MAX_BYTES = 64 << 20 };

/* ---- hashes ------------------------------------------------------------------------------------------------- */

static struct str
hex_of(struct arena *arena, const unsigned char *hash)
{
	char hex[HASH_TEXT + 1];

	sodium_bin2hex(hex, sizeof hex, hash, HASH_BYTES);
	return arena_str(arena, str_of(hex));
}

static struct str
hash_bytes(struct arena *arena, struct str bytes)
{
	unsigned char hash[HASH_BYTES];

	crypto_generichash(hash, sizeof hash,
	    (const unsigned char *)(bytes.len == 0 ? "" : bytes.ptr), bytes.len, NULL, 0);
	return hex_of(arena, hash);
}

/* Over the hash before, the number and every cell, each with its length, so that none can run into the next. */
static struct str
hash_entry(struct arena *arena, struct str before, size_t number, const struct ledger_entry *e)
{
	const struct str cells[] = { before, e->form, e->agency, e->no, e->name, e->published,
		e->seen, e->source, e->version };
	struct buf bytes = { 0 };

	buf_addf(&bytes, "%zu\n", number);
	for (size_t i = 0; i < COUNT_OF(cells); i++) {
		buf_addf(&bytes, "%zu:", cells[i].len);
		buf_add(&bytes, cells[i]);
		buf_addc(&bytes, '\n');
	}
	struct str hash = hash_bytes(arena, buf_str(&bytes));
	buf_release(&bytes);
	return hash;
}

static bool
is_hash(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!str_is_digit(text.ptr[i]) && (text.ptr[i] < 'a' || text.ptr[i] > 'f'))
			return false;
	return text.len == HASH_TEXT;
}

/* ---- reading ------------------------------------------------------------------------------------------------ */

static bool
broken(struct str file, const struct node *at, size_t number, const char *why, struct diags *diags)
{
	struct buf text = { 0 };

	buf_addf(&text, "%zu", number);
	diag_add(diags, DIAG_LEDGER_TAMPERED,
	    (struct diag_at){ file, at == NULL ? 0 : at->line, 0 }, buf_str(&text), str_of(why),
	    (struct str){ 0 });
	buf_release(&text);
	return false;
}

static bool
read_entry(struct ledger *ledger, const struct node *node, struct str file, struct diags *diags)
{
	size_t number = ledger->count + 1;
	struct str before = { 0 }, hash = { 0 };
	struct ledger_entry e = { 0 };
	int64_t stated = 0;
	const struct {
		const char *key;
		struct str *to;
	} cells[] = {
		{ "before", &before },
		{ "form", &e.form },
		{ "agency", &e.agency },
		{ "no", &e.no },
		{ "name", &e.name },
		{ "published", &e.published },
		{ "seen", &e.seen },
		{ "source", &e.source },
		{ "version", &e.version },
		{ "hash", &hash },
	};

	if (node->type != NODE_MAP || node->count != COUNT_OF(cells) + 1 ||
	    !node_get_integer(node_find(node, "number"), &stated))
		return broken(file, node, number,
		    DIAG_BOTH("行の形が違います", "the entry has another shape"), diags);
	for (size_t i = 0; i < COUNT_OF(cells); i++) {
		const struct node *cell = node_find(node, cells[i].key);

		if (!node_is_text(cell))
			return broken(file, node, number,
			    DIAG_BOTH("行の形が違います", "the entry has another shape"), diags);
		*cells[i].to = arena_str(&ledger->arena, cell->text);
	}
	if (!is_hash(e.version) || !is_hash(hash))
		return broken(file, node, number,
		    DIAG_BOTH("ハッシュの形が違います", "a hash has another shape"), diags);
	if (stated != (int64_t)number || !str_eq(before, ledger_head(ledger)) ||
	    !str_eq(hash, hash_entry(&ledger->arena, before, number, &e)))
		return broken(file, node, number,
		    DIAG_BOTH("内容か順序が変わっています", "its content or place was changed"),
		    diags);
	e.hash = hash;
	*ARRAY_ADD(ledger->list, ledger->count, ledger->room) = e;
	return true;
}

bool
ledger_read(struct ledger *ledger, const struct node *root, struct str file, struct diags *diags)
{
	const struct node *schema = node_find(root, "schema");
	const struct node *entries = node_find(root, "entries");

	if (!node_is_text(schema) || !str_is(schema->text, "piacheck/ledger/1") ||
	    entries == NULL || entries->type != NODE_SEQUENCE ||
	    entries->count > CHANGE_LEDGER_MAX) {
		diag_addz(diags, DIAG_LEDGER_SHAPE, node_at(root, file), NULL, NULL, NULL);
		return false;
	}
	for (size_t i = 0; i < entries->count; i++)
		if (!read_entry(ledger, entries->items[i], file, diags))
			return false;
	return true;
}

struct str
ledger_file(struct arena *arena, const struct ledger *ledger, const struct ledger_entry *entry)
{
	return arena_printf(arena, "%.*s/%.*s.yaml", STR_ARG(ledger->dir), STR_ARG(entry->version));
}

/* The bytes of a version are hashed, not parsed: that is a worker's. */
static bool
verify_version(const struct ledger *ledger, size_t i, struct diags *diags)
{
	struct arena arena = { 0 };
	struct str file = ledger_file(&arena, ledger, &ledger->list[i]), bytes = { 0 };
	int fd = io_open(file, diags);
	bool good = fd >= 0 && io_read_all(fd, VERSION_MAX_BYTES, &arena, &bytes) == IO_OK;

	if (fd >= 0)
		close(fd);
	if (!good || !str_eq(hash_bytes(&arena, bytes), ledger->list[i].version))
		good = broken(file, NULL, i + 1,
		    good ? DIAG_BOTH("版の内容が変わっています", "the version was changed")
			 : DIAG_BOTH("版のファイルが読めません", "the version cannot be read"),
		    diags);
	arena_release(&arena);
	return good;
}

static bool
verify_versions(const struct ledger *ledger, struct diags *diags)
{
	bool good = true;

	for (size_t i = 0; i < ledger->count; i++) {
		bool seen = false;

		for (size_t k = 0; k < i && !seen; k++)
			seen = str_eq(ledger->list[k].version, ledger->list[i].version);
		good &= seen || verify_version(ledger, i, diags);
	}
	return good;
}

static bool
fail(struct str file, struct diags *diags)
{
	struct buf text = { 0 };

	io_error_text(errno, &text);
	diag_add(diags, DIAG_FILE_WRITE, (struct diag_at){ .file = file }, buf_str(&text),
	    (struct str){ 0 }, (struct str){ 0 });
	buf_release(&text);
	return false;
}

/* One writer at a time: another one is waited for by nobody. */
static bool
take_lock(struct ledger *ledger, struct diags *diags)
{
	const char *dir = arena_cstr(&ledger->arena, ledger->dir);
	struct str file = arena_printf(&ledger->arena, "%s/lock", dir);

	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return fail(ledger->dir, diags);
	ledger->lock = open(file.ptr, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (ledger->lock < 0)
		return fail(file, diags);
	if (flock(ledger->lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	diag_addz(
	    diags, DIAG_STORE_BUSY, (struct diag_at){ .file = ledger->dir }, NULL, NULL, NULL);
	return false;
}

bool
ledger_open(struct ledger *ledger, struct str dir, bool write, struct diags *diags)
{
	struct arena tree = { 0 };
	struct stat st;
	bool good = true;

	*ledger = (struct ledger){ .lock = -1 };
	ledger->dir = arena_str(&ledger->arena, dir);
	if (write && !take_lock(ledger, diags))
		return false;
	struct str file = arena_printf(&ledger->arena, "%.*s/ledger.json", STR_ARG(dir));
	/* A new one has no file yet; a ledger whose file is gone but whose versions are there is not new. */
	if (stat(file.ptr, &st) != 0 && errno == ENOENT && write) {
		static const char *const suffixes[] = { ".yaml", NULL };
		struct str *versions;
		size_t count = 0;

		if (!io_list_files(
			dir, suffixes, CHANGE_LEDGER_MAX, &tree, &versions, &count, diags))
			good = false;
		else if (count > 1)
			good = broken(file, NULL, 1,
			    DIAG_BOTH(
				"台帳のファイルがなくなっています", "the ledger's file is gone"),
			    diags);
		arena_release(&tree);
		return good;
	}
	const struct node *root = doc_read_file(DOC_JSON, file, &tree, diags);
	good = root != NULL && ledger_read(ledger, root, file, diags) &&
	    verify_versions(ledger, diags);
	arena_release(&tree);
	return good;
}

/* ---- adding ------------------------------------------------------------------------------------------------- */

static struct str
cover(struct arena *arena, const struct assessment *assessment, const char *def)
{
	struct form_id id = { form_find(assessment->form, str_of(def)), 1, 0 };
	const struct item *item = id.item == NULL ? NULL : assess_find_id(assessment, &id);

	return item != NULL && change_is_sure(item) ? arena_str(arena, item->text)
						    : (struct str){ 0 };
}

static struct str
iso_of(struct arena *arena, struct date date)
{
	struct buf text = { 0 };

	if (date.year != 0)
		date_iso(date, &text);
	struct str result = arena_str(arena, buf_str(&text));
	buf_release(&text);
	return result;
}

static bool
same_key(struct str a, struct str b)
{
	struct arena arena = { 0 };
	bool same = str_eq(text_key(&arena, a), text_key(&arena, b));

	arena_release(&arena);
	return same;
}

bool
ledger_is_series(const struct ledger_entry *a, const struct ledger_entry *b)
{
	if (!str_eq(a->form, b->form) || !same_key(a->agency, b->agency))
		return false;
	return a->no.len > 0 && b->no.len > 0 ? same_key(a->no, b->no) : same_key(a->name, b->name);
}

bool
ledger_add(struct ledger *ledger, const struct assessment *assessment, struct date seen,
    bool *added, struct diags *diags)
{
	struct arena *arena = &ledger->arena;
	struct buf yaml = { 0 };
	struct date published = { 0 };
	struct ledger_entry e = { .form = assessment->form->number,
		.agency = cover(arena, assessment, "cover.agency"),
		.no = cover(arena, assessment, "cover.no"),
		.name = cover(arena, assessment, "cover.name"),
		.seen = iso_of(arena, seen),
		.source = arena_str(arena, str_base_name(assessment->file)) };

	*added = false;
	if (date_parse(cover(arena, assessment, "cover.published"), &published))
		e.published = iso_of(arena, published);
	assess_write_yaml(assessment, &yaml);
	e.version = hash_bytes(arena, buf_str(&yaml));
	for (size_t i = 0; i < ledger->count; i++)
		if (str_eq(ledger->list[i].version, e.version) &&
		    ledger_is_series(&ledger->list[i], &e)) {
			buf_release(&yaml);
			return true;
		}
	if (ledger->count >= CHANGE_LEDGER_MAX) {
		buf_release(&yaml);
		diag_addz(diags, DIAG_LEDGER_SHAPE, (struct diag_at){ .file = ledger->dir }, NULL,
		    NULL, NULL);
		return false;
	}
	e.form = arena_str(arena, e.form);
	e.hash = hash_entry(arena, ledger_head(ledger), ledger->count + 1, &e);
	/* The version first: without its line it is nothing, a line without it would be a lie. */
	bool good = io_write_file(ledger_file(arena, ledger, &e), buf_str(&yaml), diags);
	buf_release(&yaml);
	if (good) {
		*ARRAY_ADD(ledger->list, ledger->count, ledger->room) = e;
		ledger->changed = *added = true;
	}
	return good;
}

bool
ledger_save(struct ledger *ledger, struct diags *diags)
{
	struct buf bytes = { 0 };
	struct json json = { .out = &bytes, .indent = true };
	struct str file = arena_printf(&ledger->arena, "%.*s/ledger.json", STR_ARG(ledger->dir));

	if (!ledger->changed)
		return true;
	json_object(&json);
	json_kvz(&json, "schema", "piacheck/ledger/1");
	json_key(&json, "entries");
	json_array(&json);
	for (size_t i = 0; i < ledger->count; i++)
		ledger_write_entry(ledger, i, &json);
	json_array_end(&json);
	json_object_end(&json);
	buf_addc(&bytes, '\n');
	bool good = io_write_file(file, buf_str(&bytes), diags);
	buf_release(&bytes);
	return good;
}

bool
ledger_has(const struct ledger *ledger, struct str hash)
{
	for (size_t i = 0; i < ledger->count; i++)
		if (str_eq(ledger->list[i].hash, hash))
			return true;
	return false;
}

void
ledger_close(struct ledger *ledger)
{
	if (ledger->lock >= 0)
		close(ledger->lock);
	free(ledger->list);
	arena_release(&ledger->arena);
	*ledger = (struct ledger){ .lock = -1 };
}
