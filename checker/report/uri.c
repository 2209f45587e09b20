/* SPDX-License-Identifier: Apache-2.0 */
/* A file's name as a URI reference (RFC 3986), for SARIF. */
#include <string.h>

#include "report/sarif.h"
#include "base/banned.h"

static bool
stays(char c)
{
	return str_is_alnum(c) || (c != '\0' && strchr("-._~/!$&'()*+,=@", c) != NULL);
}

void
report_uri(struct str path, struct buf *out)
{
	if (str_starts(path, STR("/")))
		buf_adds(out, "file://");
	while (str_starts(path, STR("./")))
		path = str_from(path, 2);
	for (size_t i = 0; i < path.len; i++) {
		if (stays(path.ptr[i]))
			buf_addc(out, path.ptr[i]);
		else
			buf_addf(out, "%%%02X", (unsigned char)path.ptr[i]);
	}
}
