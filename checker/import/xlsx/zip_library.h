/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libzip, loaded when a workbook is read and not before: with what it needs itself (OpenSSL) it would cost every start of the
 * program half as much again.
 */
#ifndef IMPORT_XLSX_ZIP_LIBRARY_H
#define IMPORT_XLSX_ZIP_LIBRARY_H

#include <stdbool.h>
#include <zip.h>

#define ZIP_FUNCTIONS(F)                                                                           \
	F(zip_source_buffer_create)                                                                \
	F(zip_source_free)                                                                         \
	F(zip_open_from_source)                                                                    \
	F(zip_discard)                                                                             \
	F(zip_error_init)                                                                          \
	F(zip_error_fini)                                                                          \
	F(zip_error_code_zip)                                                                      \
	F(zip_get_num_entries)                                                                     \
	F(zip_stat_index)                                                                          \
	F(zip_name_locate)                                                                         \
	F(zip_fopen_index)                                                                         \
	F(zip_fread)                                                                               \
	F(zip_fclose)

#define ZIP_POINTER(name) __typeof__(name) *name;
struct zip_library {
	ZIP_FUNCTIONS(ZIP_POINTER)
};
#undef ZIP_POINTER

/*
 * Fills in the functions; false: this system has no libzip. It stays loaded, so that a worker which has called this before it
 * was confined can call it again, and no file is opened.
 */
bool zip_library_load(struct zip_library *library);

#endif
