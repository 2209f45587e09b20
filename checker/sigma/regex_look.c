/* SPDX-License-Identifier: Apache-2.0 */
/* Looking for pairs of bytes in a text, many places at a time. */
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "sigma/compiled.h"
#include "base/banned.h"

enum { CHUNK = 96 };

void
sigma_look_make(struct sigma_look *look, const struct sigma_filter *filter)
{
	look->count = filter->count;
	for (size_t i = 0; i < filter->count; i++) {
		const struct sigma_pair *pair = &filter->pairs[i];
		struct sigma_look_pair *wide = &look->pairs[i];
		memset(wide->first, pair->first, sizeof wide->first);
		memset(wide->second, pair->second, sizeof wide->second);
		memset(wide->first_case, pair->first_case, sizeof wide->first_case);
		memset(wide->second_case, pair->second_case, sizeof wide->second_case);
		wide->distance = pair->distance;
	}
}

#if defined(__x86_64__)

static inline __m128i
load_16(const void *from)
{
	return _mm_loadu_si128((const __m128i *)from);
}

/* room: text and zeros, len + SIGMA_DISTANCE_MAX + 16 bytes. */
static bool
pair_in(const struct sigma_look_pair *pair, const char *room, size_t len)
{
	for (size_t i = 0; i < len; i += 16) {
		const char *p = room + i;
		__m128i a = _mm_or_si128(load_16(p), load_16(pair->first_case));
		__m128i b = _mm_or_si128(load_16(p + pair->distance), load_16(pair->second_case));
		a = _mm_cmpeq_epi8(a, load_16(pair->first));
		b = _mm_cmpeq_epi8(b, load_16(pair->second));
		if (_mm_movemask_epi8(_mm_and_si128(a, b)) != 0)
			return true;
	}
	return false;
}

#define AVX2 __attribute__((target("avx2"), no_sanitize("address")))

AVX2 static inline __m256i
load_32(const void *from)
{
	return _mm256_loadu_si256((const __m256i *)from);
}

/*
 * The same over the text where it stands: 32 bytes and more behind its end are read, never used; not where that would leave its
 * page.
 */
AVX2 static bool
passes_wide(const struct sigma_look *look, struct str text, char also)
{
	const __m256i wanted = _mm256_set1_epi8(also);
	const struct sigma_look_pair *end = look->pairs + look->count;

	for (size_t i = 0; i < text.len; i += SIGMA_LOOK_BYTES) {
		const char *p = text.ptr + i;
		const __m256i here = load_32(p);
		__m256i any = _mm256_cmpeq_epi8(here, wanted);
		size_t left = text.len - i;
		for (const struct sigma_look_pair *pair = look->pairs; pair < end; pair++) {
			__m256i a = _mm256_or_si256(here, load_32(pair->first_case));
			__m256i b = _mm256_or_si256(
			    load_32(p + pair->distance), load_32(pair->second_case));
			a = _mm256_cmpeq_epi8(a, load_32(pair->first));
			b = _mm256_cmpeq_epi8(b, load_32(pair->second));
			any = _mm256_or_si256(any, _mm256_and_si256(a, b));
		}
		uint32_t found = (uint32_t)_mm256_movemask_epi8(any);
		if (left < SIGMA_LOOK_BYTES)
			found &= (1U << left) - 1;
		/* What begins in the text may end behind it: then it is none, or PCRE2 says so. */
		if (found != 0)
			return true;
	}
	return false;
}

static bool
is_wide(struct str text)
{
	enum { PAGE = 4096, BEHIND = 64 };

	return __builtin_cpu_supports("avx2") &&
	    ((uintptr_t)(text.ptr + text.len) & (PAGE - 1)) < PAGE - BEHIND;
}

#else

static bool
pair_in(const struct sigma_look_pair *pair, const char *room, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)room[i] | pair->first_case[0]) == pair->first[0] &&
		    ((unsigned char)room[i + pair->distance] | pair->second_case[0]) ==
			pair->second[0])
			return true;
	return false;
}

static bool
passes_wide(const struct sigma_look *look, struct str text, char also)
{
	(void)look;
	(void)text;
	(void)also;
	return true;
}

static bool
is_wide(struct str text)
{
	(void)text;
	return false;
}

#endif

/* Pieces that overlap by the largest distance. */
static __attribute__((noinline)) bool
passes_copied(const struct sigma_look *look, struct str text)
{
	char room[CHUNK + 2 * SIGMA_DISTANCE_MAX + 17];

	for (size_t from = 0; from < text.len; from += CHUNK) {
		size_t len = text.len - from < CHUNK + SIGMA_DISTANCE_MAX
		    ? text.len - from
		    : CHUNK + SIGMA_DISTANCE_MAX;
		memcpy(room, text.ptr + from, len);
		memset(room + len, 0, SIGMA_DISTANCE_MAX + 17);
		size_t starts = len < CHUNK ? len : CHUNK;
		for (size_t i = 0; i < look->count; i++)
			if (pair_in(&look->pairs[i], room, starts))
				return true;
	}
	return false;
}

bool
sigma_look_passes(const struct sigma_look *look, struct str text, char also)
{
	if (text.len == 0) /* it may be nowhere */
		return false;
	if (is_wide(text))
		return passes_wide(look, text, also);
	return (also != '\0' && memchr(text.ptr, also, text.len) != NULL) ||
	    passes_copied(look, text);
}
