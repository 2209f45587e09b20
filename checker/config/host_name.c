/* SPDX-License-Identifier: Apache-2.0 */
/* The name under which a root's rows stand. */
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "config/reading.h"
#include "base/banned.h"

/*
 * The first word of etc/hostname. It is read here and not in a worker: 255 bytes of which only those that a
 * host name may have are taken.
 */
static struct str
read_hostname(const struct root *root, struct arena *arena)
{
	struct diags ignored = { 0 };
	struct stat status;
	char text[255];
	int fd = -1;
	size_t len = 0;

	if (root_open_file(root, STR(HOSTNAME_FILE), &fd, &status, &ignored) != ROOT_OK) {
		diags_release(&ignored);
		return (struct str){ 0 };
	}
	ssize_t n = read(fd, text, sizeof text);
	close(fd);
	diags_release(&ignored);
	while (n > 0 && len < (size_t)n &&
	    (str_is_alnum(text[len]) || text[len] == '-' || text[len] == '.' || text[len] == '_'))
		len++;
	return arena_str(arena, (struct str){ text, len });
}

struct str
host_name(const struct root *root, struct str given, struct arena *arena)
{
	struct str host = given.len > 0 ? given : read_hostname(root, arena);

	if (host.len > 0)
		return arena_str(arena, host);
	char *real = realpath(arena_cstr(arena, root->name), NULL);
	struct str path = real == NULL ? root->name : arena_str(arena, str_of(real));
	free(real);
	struct str name = str_base_name(path);
	if (name.len == 0)
		return STR("localhost");
	/* A name of a folder need not be UTF-8. */
	return text_utf8_fault(name) == STR_NONE ? name : STR("host");
}
