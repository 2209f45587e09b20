/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The zip: opened from memory, its directory held against the limits before anything is unpacked. libzip compares the two
 * headers of each entry; that entries share bytes it does not see, and two entries of one name it takes.
 */
#include "import/xlsx/package.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "import/xlsx/limits.h"
#include "import/xlsx/zip_library.h"
#include "base/banned.h"

bool
package_fail(struct package *package, enum diag_code code, struct str a, struct str b)
{
	if (!package->failed)
		sink_diag(package->sink, code, (struct diag_at){ .file = package->file }, a, b,
		    (struct str){ 0 });
	package->failed = true;
	return false;
}

/* A name that leads out of the package, were it unpacked into a directory. */
static bool
leads_out(struct str name)
{
	struct str rest = name;

	if (name.ptr[0] == '/' || name.ptr[0] == '\\' || (name.len > 1 && name.ptr[1] == ':'))
		return true;
	while (rest.len > 0) {
		size_t end = 0;

		while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '\\')
			end++;
		if (str_is(str_sub(rest, 0, end), ".."))
			return true;
		rest = str_from(rest, end + 1);
	}
	return false;
}

static int
compare_names(const void *a, const void *b)
{
	return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

/* Parts are named without regard to case: two of one name and a reader takes which it likes. */
static bool
check_names(struct package *package, const char **names, size_t count)
{
	qsort(names, count, sizeof *names, compare_names);
	for (size_t i = 1; i < count; i++)
		if (strcasecmp(names[i - 1], names[i]) == 0)
			return package_fail(
			    package, DIAG_XLSX_TWICE, str_of(names[i]), (struct str){ 0 });
	return true;
}

static bool
check_entries(struct package *package, size_t file_bytes)
{
	size_t count = (size_t)package->library->zip_get_num_entries(package->zip, 0), packed = 0;
	const char **names;

	if (count > XLSX_ENTRIES_MAX)
		return package_fail(package, DIAG_XLSX_ENTRIES, STR("10,000"), (struct str){ 0 });
	names = ARENA_ARRAY(package->arena, const char *, count);
	for (size_t i = 0; i < count; i++) {
		zip_stat_t stat;

		if (package->library->zip_stat_index(package->zip, i, 0, &stat) != 0)
			return package_fail(
			    package, DIAG_XLSX_ZIP, (struct str){ 0 }, (struct str){ 0 });
		struct str name = str_of(stat.name);
		names[i] = stat.name;
		if (name.len == 0 || name.len > XLSX_NAME_MAX_BYTES || leads_out(name))
			return package_fail(
			    package, DIAG_XLSX_NAME, text_cut(name, 200), (struct str){ 0 });
		packed = mem_add(packed, XLSX_ZIP_HEADERS + 2 * name.len);
		packed = mem_add(
		    packed, stat.comp_size > file_bytes ? file_bytes : (size_t)stat.comp_size);
		/* More than the file has: entries share bytes. */
		if (packed > file_bytes)
			return package_fail(package, DIAG_XLSX_OVERLAP, name, (struct str){ 0 });
	}
	return check_names(package, names, count);
}

bool
package_open(struct package *package, struct str bytes)
{
	zip_error_t error;
	zip_source_t *source;

	package->library = ARENA_NEW(package->arena, struct zip_library);
	if (!zip_library_load(package->library))
		return package_fail(
		    package, DIAG_XLSX_LIBZIP, (struct str){ 0 }, (struct str){ 0 });
	package->library->zip_error_init(&error);
	source = package->library->zip_source_buffer_create(bytes.ptr, bytes.len, 0, &error);
	if (source == NULL)
		mem_exhausted(bytes.len);
	package->zip =
	    package->library->zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
	if (package->zip == NULL) {
		int code = package->library->zip_error_code_zip(&error);

		package->library->zip_source_free(source);
		package->library->zip_error_fini(&error);
		if (code == ZIP_ER_MEMORY)
			mem_exhausted(bytes.len);
		return package_fail(package,
		    code == ZIP_ER_INCONS || code == ZIP_ER_EXISTS ? DIAG_XLSX_INCONSISTENT
								   : DIAG_XLSX_ZIP,
		    (struct str){ 0 }, (struct str){ 0 });
	}
	package->library->zip_error_fini(&error);
	return check_entries(package, bytes.len);
}

void
package_close(struct package *package)
{
	if (package->zip != NULL)
		package->library->zip_discard(package->zip);
	package->zip = NULL;
}

int64_t
package_find(const struct package *package, struct str part)
{
	char name[XLSX_NAME_MAX_BYTES + 1];
	zip_int64_t index;

	if (part.len == 0 || part.len > XLSX_NAME_MAX_BYTES)
		return -1;
	memcpy(name, part.ptr, part.len);
	name[part.len] = '\0';
	index = package->library->zip_name_locate(package->zip, name, ZIP_FL_NOCASE);
	for (size_t i = 0; i < part.len && index < 0; i++)
		if (name[i] == '/')
			name[i] = '\\';
	return index >= 0 ? index
			  : package->library->zip_name_locate(package->zip, name, ZIP_FL_NOCASE);
}

bool
package_has(const struct package *package, struct str part)
{
	return package_find(package, part) >= 0;
}
