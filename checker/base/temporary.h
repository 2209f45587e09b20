/* SPDX-License-Identifier: Apache-2.0 */
/* Files without a name, for what has no room in memory. */
#ifndef BASE_TEMPORARY_H
#define BASE_TEMPORARY_H

/* Empty, to read and write, in the directory TMPDIR or else /tmp; gone when it is closed. -1 with errno: none can be made. */
int temporary_open(void);

#endif
