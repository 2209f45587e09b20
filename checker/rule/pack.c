/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a pack. It is a copy of what the rule files say, and used only when it is whole, made by this program, and the files are
 * as they were; else it is as if there were none. Nothing is said then: the files say the same.
 */
#include "rule/pack.h"

#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "confine/confine.h"
#include "rule/limits.h"
#include "base/banned.h"

struct str
pack_program(struct arena *arena)
{
	unsigned char hash[PACK_HASH_BYTES];
	char text[sizeof hash * 2 + 1];

	pack_hash(rule_schema(), hash);
	sodium_bin2hex(text, sizeof text, hash, sizeof hash);
	return arena_printf(arena, "piacheck %s, schema %s, SQLite %s", PIACHECK_VERSION, text,
	    sqlite3_libversion());
}

struct str
pack_stamp(struct arena *arena, struct str file)
{
	struct stat st;

	return stat(arena_cstr(arena, file), &st) == 0
	    ? arena_printf(arena, "%lld bytes, %lld.%09ld", (long long)st.st_size,
		  (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec)
	    : (struct str){ 0 };
}

/* Archives keep whole seconds only: what was installed from one has lost the rest. */
static bool
is_same_stamp(struct str packed, struct str now)
{
	static const struct str whole = STR_INIT(".000000000");

	if (str_ends(now, whole))
		return str_starts(packed, str_sub(now, 0, now.len - whole.len + 1));
	return now.len > 0 && str_eq(packed, now);
}

void
pack_hash(struct str tree, unsigned char hash[PACK_HASH_BYTES])
{
	if (sodium_init() < 0)
		BUG("libsodium does not start");
	crypto_generichash(
	    hash, PACK_HASH_BYTES, (const unsigned char *)tree.ptr, tree.len, NULL, 0);
}

bool
pack_list(struct str dir, struct arena *arena, struct pack_file **files, size_t *count,
    struct diags *diags)
{
	static const char *const suffixes[] = { ".yaml", NULL };
	struct str *paths = NULL;
	size_t n = 0;

	*count = 0;
	if (!io_list_files(dir, suffixes, RULE_FILES_MAX, arena, &paths, &n, diags))
		return false;
	*files = ARENA_ARRAY(arena, struct pack_file, n);
	for (size_t i = 0; i < n; i++) {
		struct str inside = str_from(paths[i], dir.len);

		while (str_starts(inside, STR("/")))
			inside = str_from(inside, 1);
		if (!str_starts(inside, STR("profiles/")))
			(*files)[(*count)++] =
			    (struct pack_file){ .path = paths[i], .inside = inside };
	}
	return true;
}

/* The bytes behind the hash, when they are what was hashed. */
static bool
read_tree(struct str file, struct arena *arena, struct str *tree)
{
	unsigned char hash[PACK_HASH_BYTES];
	const size_t head = PACK_MAGIC_BYTES + PACK_HASH_BYTES;
	struct str bytes = { 0 };
	int fd = open(arena_cstr(arena, file), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return false;
	bool good = io_read_all(fd, RULE_PACK_MAX_BYTES, arena, &bytes) == IO_OK &&
	    bytes.len > head && str_starts(bytes, STR(PACK_MAGIC));
	close(fd);
	if (!good)
		return false;
	*tree = str_from(bytes, head);
	pack_hash(*tree, hash);
	return memcmp(hash, bytes.ptr + PACK_MAGIC_BYTES, sizeof hash) == 0;
}

static bool
is_list_of_texts(const struct node *list)
{
	if (list->type != NODE_SEQUENCE)
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (!node_is_text(list->items[i]))
			return false;
	return true;
}

/* The file's entry in the pack, and the file as it is now. */
static bool
take_file(struct pack_file *file, const struct node *entry, struct arena *arena)
{
	const struct node *path = node_find(entry, "path"), *stamp = node_find(entry, "stamp");

	file->tree = node_find(entry, "tree");
	file->reads = node_find(entry, "reads");
	return file->tree != NULL && node_is_text(path) && node_is_text(stamp) &&
	    (file->reads == NULL || is_list_of_texts(file->reads)) &&
	    str_eq(path->text, file->inside) &&
	    is_same_stamp(stamp->text, pack_stamp(arena, file->path));
}

static bool
is_ours(const struct node *root, struct arena *arena)
{
	const struct node *program = node_find(root, "program");

	return node_is_text(program) && str_eq(program->text, pack_program(arena));
}

bool
pack_take(struct rule_pack *pack, const struct node *root, struct arena *arena)
{
	const struct node *files = node_find(root, "files"), *digest = node_find(root, "digest");
	struct diags unsaid = { 0 };

	if (!node_is_text(digest) || files == NULL || files->type != NODE_SEQUENCE)
		return false;
	pack->digest = digest->text;
	bool good = pack_list(pack->dir, arena, &pack->files, &pack->count, &unsaid) &&
	    pack->count == files->count;
	diags_release(&unsaid);
	for (size_t i = 0; good && i < pack->count; i++)
		good = take_file(&pack->files[i], files->items[i], arena);
	return good;
}

const struct rule_pack *
rule_pack_open(struct str file, struct str dir, struct arena *arena)
{
	struct rule_pack *pack = ARENA_NEW(arena, struct rule_pack);
	struct str bytes;

	pack->dir = dir;
	if (!read_tree(file, arena, &bytes))
		return NULL;
	const struct node *root = confine_tree_read(bytes, arena);

	return root != NULL && is_ours(root, arena) && pack_take(pack, root, arena) ? pack : NULL;
}

void
rule_pack_each(const struct rule_pack *pack, struct str folder, void *context,
    void (*each)(void *context, struct str path, const struct node *root))
{
	for (size_t i = 0; i < pack->count; i++)
		if (str_starts(pack->files[i].inside, folder))
			each(context, pack->files[i].path, pack->files[i].tree);
}
