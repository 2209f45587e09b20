/* SPDX-License-Identifier: Apache-2.0 */
/* Loading libzip. Its functions are the same in both of the versions that Debian has had since 2021. */
#include "import/xlsx/zip_library.h"

#include <dlfcn.h>
#include <string.h>

#include "base/scope.h"
#include "base/banned.h"

static const char *const names[] = { "libzip.so.4", "libzip.so.5" };

#define ZIP_NAME(name) #name,
static const char *const functions[] = { ZIP_FUNCTIONS(ZIP_NAME) };

bool
zip_library_load(struct zip_library *library)
{
	void *pointers[COUNT_OF(functions)], *handle = NULL;

	_Static_assert(sizeof pointers == sizeof *library, "one pointer for each function");
	for (size_t i = 0; i < COUNT_OF(names) && handle == NULL; i++)
		handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (handle == NULL)
		return false;
	for (size_t i = 0; i < COUNT_OF(functions); i++) {
		pointers[i] = dlsym(handle, functions[i]);
		if (pointers[i] == NULL)
			return false;
	}
	memcpy(library, pointers, sizeof *library);
	return true;
}
