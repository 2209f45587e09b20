/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking through text many bytes at a time: is it UTF-8 without NUL, how many lines has it, and where do the fields of a table begin? With AVX2 where
 * the processor has it; otherwise the callers do it byte by byte.
 */
#ifndef LOG_SIMD_H
#define LOG_SIMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool simd_here(void);

/* UTF-8, no NUL; *lines gets the number of line feeds. false: something is wrong, look again slowly. Needs simd_here. */
bool simd_plain(const char *text, size_t len, uint32_t *lines);

/*
 * Where the separators of a table stand: delimiters and line feeds outside quotes, and which of them end records. Zero-initialise.
 * Everything behind the last record's end is for the next time.
 */
struct simd_table {
	uint32_t *
	    at; /* offsets of separators; the first is UINT32_MAX: behind it, at 0, the text begins */
	size_t count, room;
	uint32_t *ends; /* indexes into at: the line feeds */
	size_t end_count;
	bool inner_feeds; /* some line feed stands in quotes */
	bool odd; /* a quote that is no quote (RFC 4180) stands behind the last record found */
};
void simd_table_find(struct simd_table *table, const char *text, size_t len, char delimiter);
void simd_table_release(struct simd_table *table);

/* How far a text goes on without quote, backslash and control character; up to 31 bytes behind it are read. Needs simd_here. */
size_t simd_json_text(const char *text, size_t len);

/* Line feeds, and quotes' parity, of a text: for passing over what others judge. odd as above, for quotes that open and close. */
struct simd_skim {
	uint64_t lines;                                         /* line feeds so far */
	uint64_t inside;                                        /* 0, or all bits */
	uint64_t behind_quote, behind_separator, behind_return; /* 0 or 1 */
	bool inner_feeds; /* some line feed stands in quotes */
	bool odd;
};
/*
 * Goes on in text, whose length is a multiple of 64 unless it ends in a line feed or is the last. Stops behind the first record's end at or behind from: returns the
 * offset, or len. Odd: returns where it stopped short, what is said of it holds up to there.
 */
size_t simd_skim(struct simd_skim *skim, const char *text, size_t len, size_t from, char delimiter);

#endif
