/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Release at the end of the scope, for handles of libraries (statements, documents, descriptors).
 *
 *   SCOPED(FILE, fclose) defines nothing by itself; declare once per type
 *       SCOPE_RELEASE(xmlDoc, xmlFreeDoc)
 *   and write
 *       SCOPED(xmlDoc) doc = xmlReadMemory(…);      NULL is never released
 */
#ifndef BASE_SCOPE_H
#define BASE_SCOPE_H

#define SCOPE_RELEASE(type, release)                                                               \
	static inline void scope_release_##type(type **p)                                          \
	{                                                                                          \
		if (*p != NULL)                                                                    \
			release(*p);                                                               \
	}                                                                                          \
	struct scope_semicolon_##type

#define SCOPED(type) __attribute__((cleanup(scope_release_##type))) type *

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
