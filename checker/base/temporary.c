/* SPDX-License-Identifier: Apache-2.0 */
/* A file is made and its name taken away at once: O_TMPFILE is not to be had on all file systems. */
#include "base/temporary.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/banned.h"

int
temporary_open(void)
{
	const char *dir = getenv("TMPDIR");
	char path[4096];

	if (dir == NULL || dir[0] == '\0' ||
	    (size_t)snprintf(path, sizeof path, "%s/piacheck-XXXXXX", dir) >= sizeof path)
		snprintf(path, sizeof path, "/tmp/piacheck-XXXXXX");
	int fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}
