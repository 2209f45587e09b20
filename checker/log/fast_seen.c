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
	SEEN_LEAST = 256,
	SEEN_MOST = 8192, /* 320 KiB: more would not stay in the cache */
};

void
seen_forget(struct seen *seen)
{
	if (seen->room > 0)
		memset(seen->values, 0xFF, (seen->room + SEEN_PROBES) * sizeof *seen->values);
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

static const unsigned char masks[2 * SEEN_BYTES] = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
	0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
	0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF };

AVX2 static inline __m256i
load(const void *from)
{
	return _mm256_loadu_si256((const __m256i *)from);
}

/* CRC-32C: spreads well, and what meets on purpose has SEEN_PROBES places. */
AVX2 static inline size_t
place_of(__m256i key, uint64_t seed)
{
	__m128i half = _mm_xor_si128(_mm256_castsi256_si128(key), _mm256_extracti128_si256(key, 1));
	uint64_t low = (uint64_t)_mm_cvtsi128_si64(half);

	return _mm_crc32_u64(_mm_crc32_u64(seed, low), (uint64_t)_mm_extract_epi64(half, 1));
}

AVX2 static inline bool
is_key(const struct seen_value *value, __m256i key)
{
	return _mm256_movemask_epi8(_mm256_cmpeq_epi8(load(value->key), key)) == -1;
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

AVX2 static inline __attribute__((always_inline)) size_t
take(const struct seen *seen, const struct seen_column *c, bool half, uint16_t *missed)
{
	const struct seen_place place = { c->place.offset, half };
	const struct seen_value *values = seen->values;
	const size_t count = seen->room == 0 ? 0 : c->count, mask = seen->room - 1;
	const uint32_t *const *at = c->at;
	const char *base = c->base;
	const size_t column = c->column, class_stride = c->class_stride;
	const uint32_t seed = seen->seed;
	struct summary_record *record = c->records;
	uint16_t *class = c->classes;
	size_t misses = 0, i;

	for (i = 0; i < count; i++, record++, class += class_stride) {
		const uint32_t from = at[i][column] + 1, len = at[i][column + 1] - from;
		if (__builtin_expect(len > SEEN_BYTES, 0)) {
			missed[misses++] = (uint16_t)i;
			continue;
		}
		__m256i key = _mm256_and_si256(load(base + from), load(masks + SEEN_BYTES - len));
		const struct seen_value *value = &values[place_of(key, seed) & mask];
		if (__builtin_expect(!is_key(value, key), 0)) {
			value = find_further(value, key);
			if (value == NULL) {
				missed[misses++] = (uint16_t)i;
				continue;
			}
		}
		seen_put(record, place, value->number);
		*class = value->class;
	}
	for (; i < c->count; i++)
		missed[misses++] = (uint16_t)i;
	return misses;
}

AVX2 size_t
seen_take(const struct seen *seen, const struct seen_column *c, uint16_t *missed)
{
	return c->place.half ? take(seen, c, true, missed) : take(seen, c, false, missed);
}

static void
make_room(struct seen *seen)
{
	seen->room = seen->room == 0 ? SEEN_LEAST : seen->room * 4;
	if (seen->room > SEEN_MOST)
		seen->room = SEEN_MOST;
	free(seen->values);
	seen->values = mem_alloc(seen->room + SEEN_PROBES, sizeof *seen->values);
	seen_forget(seen);
}

AVX2 void
seen_add(struct seen *seen, struct str text, uint32_t number, uint16_t class)
{
	struct seen_value value = { .number = number, .class = class };

	if (text.len > SEEN_BYTES)
		return;
	/* Grown ones begin anew: what is asked for comes back soon. */
	if (seen->count * 4 >= seen->room && seen->room < SEEN_MOST)
		make_room(seen);
	if (text.len > 0)
		memcpy(value.key, text.ptr, text.len);
	__m256i key = load(value.key);
	struct seen_value *first = &seen->values[place_of(key, seen->seed) & (seen->room - 1)];
	struct seen_value *at = first;
	while (at < first + SEEN_PROBES && at->key[0] != 0xFF && !is_key(at, key))
		at++;
	if (at == first + SEEN_PROBES)
		at = first;
	seen->count += at->key[0] == 0xFF;
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
seen_add(struct seen *seen, struct str text, uint32_t number, uint16_t class)
{
	(void)seen;
	(void)text;
	(void)number;
	(void)class;
}

#endif
