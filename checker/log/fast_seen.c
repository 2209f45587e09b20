/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table of a few places for each text: one that finds them all taken takes the first, so nobody can make look-ups long by the texts that he
 * writes.
 */
#include "log/fast_seen.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "base/banned.h"

enum {
	SEEN_PROBES = 4,
	SEEN_LEAST = 1024,
	SEEN_MOST = 8192, /* 512 KiB: more would not stay in the cache */
	/* Reason: what is not in its first place costs as much as five that are, and few lines of a large table are touched. */
	SEEN_SPARSE = 16,
};

void
seen_forget(struct seen *seen)
{
	if (seen->room > 0)
		memset(seen->values, 0, (seen->room + SEEN_PROBES) * sizeof *seen->values);
	seen->count = 0;
}

void
seen_release(struct seen *seen)
{
	free(seen->values);
	*seen = (struct seen){ .seed = seen->seed };
}

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2,bmi,sse4.2")))

/* From the len-th last on: what stands behind a text of that length. */
static const unsigned char behind[2 * SEEN_BYTES] = { [SEEN_BYTES] = 0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF,
	0xFF };

AVX2 static inline __m256i
load(const void *from)
{
	return _mm256_loadu_si256((const __m256i *)from);
}

/* Where the first of its places is, in bytes. CRC-32C: spreads well, and what meets on purpose has SEEN_PROBES places. */
AVX2 static inline uint64_t
place_of(__m256i key, uint64_t seed, uint64_t mask)
{
	__m128i half = _mm_xor_si128(_mm256_castsi256_si128(key), _mm256_extracti128_si256(key, 1));
	uint64_t low = (uint64_t)_mm_cvtsi128_si64(half);

	return _mm_crc32_u64(_mm_crc32_u64(seed, low), (uint64_t)_mm_extract_epi64(half, 1)) & mask;
}

AVX2 static inline bool
is_key(const struct seen_value *value, __m256i key)
{
	const __m256i other = _mm256_xor_si256(load(value->key), key);

	return _mm256_testz_si256(other, other) != 0;
}

/* Of places in bytes: the places are of a power of two. */
static inline uint64_t
mask_of(const struct seen *seen)
{
	_Static_assert((sizeof *seen->values & (sizeof *seen->values - 1)) == 0, "a power of two");

	return (seen->room - 1) * sizeof *seen->values;
}

/* Behind the first place. */
AVX2 static inline const struct seen_value *
find_further(const struct seen_value *first, __m256i key)
{
	for (size_t i = 1; i < SEEN_PROBES; i++)
		if (is_key(first + i, key))
			return first + i;
	return NULL;
}

/* A pointer that stays in its register: the compiler would fetch it for each field again. */
#define HOLD(pointer) __asm__("" : "+r"(pointer))

AVX2 static inline void
add_numbers(struct summary_key *key, const struct summary_key *numbers)
{
	_Static_assert(sizeof *numbers == sizeof(__m128i), "one vector");
	__m128i *at = (__m128i *)(void *)key;

	_mm_storeu_si128(at,
	    _mm_or_si128(
		_mm_loadu_si128(at), _mm_loadu_si128((const __m128i *)(const void *)numbers)));
}

AVX2 static inline __attribute__((always_inline)) size_t
take(const struct seen *seen, const struct seen_column *c, size_t columns, uint16_t *missed)
{
	const unsigned char *values = (const unsigned char *)seen->values, *ends = behind;
	const size_t count = seen->room == 0 ? 0 : c->count;
	const uint64_t mask = mask_of(seen);
	const uint32_t *const *at = c->at;
	const char *base = c->base;
	const size_t column = c->column, class_stride = c->class_stride;
	const uint32_t seed = seen->seed;
	struct summary_record *record = c->records;
	uint16_t *class = c->classes[0];
	ptrdiff_t others[SEEN_COLUMNS] = { 0 };
	size_t misses = 0, i;

	for (size_t k = 1; k < columns; k++)
		others[k] = c->classes[k] - class;
	HOLD(ends);
	HOLD(base);
	for (i = 0; i < count; i++, record++, class += class_stride) {
		const uint32_t *around = at[i] + column;
		const uint32_t from = around[0] + 1;
		const uint64_t rest =
		    (uint64_t)from + SEEN_BYTES - around[columns]; /* behind its end */
		if (__builtin_expect(rest > SEEN_BYTES, 0)) {
			missed[misses++] = (uint16_t)i;
			continue;
		}
		__m256i key = _mm256_or_si256(load(base + from), load(ends + rest));
		const struct seen_value *value = (const void *)(values + place_of(key, seed, mask));
		if (__builtin_expect(!is_key(value, key), 0)) {
			value = find_further(value, key);
			if (value == NULL) {
				missed[misses++] = (uint16_t)i;
				continue;
			}
		}
		add_numbers(&record->key, &value->result.numbers);
		*class = value->result.classes[0];
		for (size_t k = 1; k < columns; k++)
			class[others[k]] = value->result.classes[k];
	}
	for (; i < c->count; i++)
		missed[misses++] = (uint16_t)i;
	return misses;
}

AVX2 size_t
seen_take(const struct seen *seen, const struct seen_column *c, uint16_t *missed)
{
	switch (c->columns) {
	case 1:
		return take(seen, c, 1, missed);
	case 2:
		return take(seen, c, 2, missed);
	default:
		return take(seen, c, c->columns, missed);
	}
}

static void
make_room(struct seen *seen)
{
	seen->room = seen->room == 0 ? SEEN_LEAST : seen->room * 4;
	if (seen->room > SEEN_MOST)
		seen->room = SEEN_MOST;
	free(seen->values);
	seen->values = mem_alloc(seen->room + SEEN_PROBES, sizeof *seen->values);
	seen->count = 0;
}

AVX2 void
seen_add(struct seen *seen, struct str text, const struct seen_result *result)
{
	struct seen_value value = { .result = *result };

	if (text.len > SEEN_BYTES)
		return;
	memset(value.key, 0xFF, sizeof value.key);
	/* Grown ones begin anew: what is asked for comes back soon. */
	if (seen->count * SEEN_SPARSE >= seen->room && seen->room < SEEN_MOST)
		make_room(seen);
	if (text.len > 0)
		memcpy(value.key, text.ptr, text.len);
	__m256i key = load(value.key);
	struct seen_value *first =
	    seen->values + place_of(key, seen->seed, mask_of(seen)) / sizeof *first;
	struct seen_value *at = first;
	while (at < first + SEEN_PROBES && at->key[0] != 0 && !is_key(at, key))
		at++;
	if (at == first + SEEN_PROBES)
		at = first;
	seen->count += at->key[0] == 0;
	*at = value;
}

#else

size_t
seen_take(const struct seen *seen, const struct seen_column *column, uint16_t *missed)
{
	(void)seen;
	for (size_t i = 0; i < column->count; i++)
		missed[i] = (uint16_t)i;
	return column->count;
}

void
seen_add(struct seen *seen, struct str text, const struct seen_result *result)
{
	(void)seen;
	(void)text;
	(void)result;
}

#endif
