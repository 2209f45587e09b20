/* SPDX-License-Identifier: Apache-2.0 */
/* Matched records, and how a value may leave: subjects as pseudonyms, 個人番号 masked in every text. */
#ifndef LOG_MATCH_ROWS_H
#define LOG_MATCH_ROWS_H

#include <string.h>

#include "log/events.h"

struct log_subject_cache *subject_cache_new(void);
void subject_cache_free(struct log_subject_cache *cache);
/* A subject as a number of 64 bits, the same for texts that mean the same: a plain number itself, else bits of its pseudonym. */
uint64_t
subject_key(struct log_subject_cache *cache, const struct pseudonym *pseudonym, struct str subject);
/* Eight ASCII digits, as they stand in memory, as a number. */
static inline bool
eight_digits(uint64_t word, uint64_t *n)
{
	if ((((word + UINT64_C(0x4646464646464646)) | (word - UINT64_C(0x3030303030303030))) &
		UINT64_C(0x8080808080808080)) != 0)
		return false;
	word = (word & UINT64_C(0x0F0F0F0F0F0F0F0F)) * 2561 >> 8;
	word = (word & UINT64_C(0x00FF00FF00FF00FF)) * 6553601 >> 16;
	*n = (word & UINT64_C(0x0000FFFF0000FFFF)) * UINT64_C(42949672960001) >> 32;
	return true;
}
enum { SUBJECT_DIGITS = 15, SUBJECT_LENGTH_AT = 52 };
#define SUBJECT_DIGITS_MASK ((UINT64_C(1) << SUBJECT_LENGTH_AT) - 1)
/* At most 15 ASCII digits: false when it is something else. */
static inline bool
subject_key_plain(struct str subject, uint64_t *key)
{
	uint64_t n = 0;
	size_t i = 0;

	if (subject.len == 0 || subject.len > SUBJECT_DIGITS)
		return false;
	if (subject.len >= 8) {
		if (!eight_digits(hash_load(subject.ptr, 8), &n))
			return false;
		i = 8;
	}
	for (; i < subject.len; i++) {
		unsigned digit = (unsigned char)subject.ptr[i] - '0';
		if (digit > 9)
			return false;
		n = n * 10 + digit;
	}
	*key = n | (uint64_t)subject.len << SUBJECT_LENGTH_AT;
	return true;
}
/* The same for all runs with one key of pseudonyms: what may leave the machine. When subjects are revealed plain numbers stay, but for 個人番号. */
uint64_t subject_kept(const struct pseudonym *pseudonym, uint64_t key);
/* What is shown of it: the pseudonym; when subjects are revealed a plain number as it is, 個人番号 masked. Appends. */
void subject_show(const struct pseudonym *pseudonym, uint64_t key, struct buf *out);

/* The rules that hold for the record, into the part. */
void take_matches(struct log_events *events, const struct sigma_verdict *verdict);

#endif
