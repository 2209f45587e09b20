/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls that this program does not make, each with what to use instead. Included last by every
 * source file, so that the compiler itself refuses them.
 *
 *   strcpy strcat sprintf vsprintf strncpy strncat   base/buf.h
 *   atoi atol atoll strtol strtoul strtoll sscanf    str_parse_i64 of base/str.h (knows its length,
 *                                                    refuses what it did not read)
 *   strtok                                           str_split of base/str.h
 *   system popen                                     never: workers are forked by confine/
 *   isalpha and friends                              str_is_* of base/str.h (no locale)
 *   gmtime localtime mktime strftime                 base/date.h
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* glibc makes macros of some when clang fortifies, and a macro cannot be poisoned. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat sprintf vsprintf strncpy strncat strtok gets
#pragma GCC poison atoi atol atoll sscanf system popen
#pragma GCC poison isalpha isdigit isalnum isspace isupper islower toupper tolower
#pragma GCC poison gmtime localtime mktime strftime asctime ctime

#endif
