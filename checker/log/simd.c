/* SPDX-License-Identifier: Apache-2.0 */
/* Tables and JSON, with AVX2; what tables cost most in with AVX-512, too. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "log/simd_inner.h"
#include "base/banned.h"

#if defined(__x86_64__)

bool
simd_here(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") &&
	    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("pclmul");
}

bool
simd_wide(void)
{
	return simd_here() && __builtin_cpu_supports("avx512f") &&
	    __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
}

/* --- tables -------------------------------------------------------------------------------------- */

/* 64 bytes as masks. */
struct masks {
	uint64_t quote, delimiter, feed;
};

AVX2 static inline uint64_t
mask_of(__m256i low, __m256i high, char c)
{
	__m256i wanted = _mm256_set1_epi8(c);
	uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
	uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));

	return a | (uint64_t)b << 32;
}

AVX2 static inline struct masks
masks_of(const char *text, char delimiter)
{
	__m256i low = load(text), high = load(text + STEP / 2);

	return (struct masks){ mask_of(low, high, '"'), mask_of(low, high, delimiter),
		mask_of(low, high, '\n') };
}

/* Bit i: is the number of set bits up to i odd? */
AVX2 static inline uint64_t
parity(uint64_t bits)
{
	__m128i product =
	    _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8((char)0xFF), 0);

	return (uint64_t)_mm_cvtsi128_si64(product);
}

AVX2 static uint64_t
returns_of(const char *text)
{
	return mask_of(load(text), load(text + STEP / 2), '\r');
}

/* CR LF behind a closing quote: true when what stands behind it is anything else. */
AVX2 static __attribute__((noinline)) bool
odd_behind(uint64_t *behind_return, uint64_t other, uint64_t feed, const char *text)
{
	uint64_t returns = other & returns_of(text);
	bool odd = other != returns || ((returns << 1 | *behind_return) & ~feed) != 0;

	*behind_return = returns >> 63;
	return odd;
}

/* Of the step before: inside quotes at its end? Quotes that close; those and separators. And, as only few tables have it, CR behind a quote. */
struct step {
	uint64_t inside, close, behind;
	uint64_t *behind_return;
	bool odd;
};

static inline __attribute__((always_inline)) struct step
step_of(struct simd_skim *s)
{
	return (struct step){ s->inside, s->behind_quote << 63,
		(s->behind_separator | s->behind_quote) << 63, &s->behind_return, s->odd };
}

static inline __attribute__((always_inline)) void
step_keep(const struct step *step, struct simd_skim *s)
{
	s->inside = step->inside;
	s->behind_quote = step->close >> 63;
	s->behind_separator = (step->behind & ~step->close) >> 63;
	s->odd = step->odd;
}

/* Separators outside quotes; odd: a quote opens inside a field or text follows a closing one. */
AVX2 static inline __attribute__((always_inline)) uint64_t
separators(struct step *s, struct masks m, const char *text, uint64_t *inside)
{
	*inside = s->inside ^ parity(m.quote);
	uint64_t any = m.delimiter | m.feed, found = any & ~*inside;
	uint64_t open = m.quote & *inside, close = m.quote & ~*inside, behind = found | close;
	uint64_t odd_open = open & ~(behind << 1 | s->behind >> 63);
	uint64_t other = (close << 1 | s->close >> 63) & ~(any | m.quote);
	s->odd = false;
	if (__builtin_expect((odd_open | other | *s->behind_return) != 0, 0))
		s->odd = odd_behind(s->behind_return, other, m.feed, text) || odd_open != 0;
	s->inside = -(*inside >> 63);
	s->close = close;
	s->behind = behind;
	return found;
}

/* One before each record's first field, as if another record had ended there; and room for a whole step behind. */
static void
table_reserve(struct simd_table *t, size_t len)
{
	if (len + STEP + 1 > t->room) {
		t->room = len + STEP + 1;
		t->at = mem_grow(t->at, t->room, sizeof *t->at);
		t->ends = mem_grow(t->ends, t->room, sizeof *t->ends);
	}
	t->at[0] = UINT32_MAX;
	t->count = 1;
	t->end_count = 0;
}

/* Of bits that are not all zero. Without the instruction that compilers put before it for processors older than these. */
AVX2 static inline __attribute__((always_inline)) uint32_t
first_of(uint64_t bits)
{
	uint64_t at;

	__asm__("tzcnt %1, %0" : "=r"(at) : "r"(bits) : "cc");
	return (uint32_t)at;
}

/* Offsets of the set bits: eight without asking, those beyond the last are written over by the next step. */
AVX2 static inline __attribute__((always_inline)) void
put_offsets(uint32_t *at, uint32_t from, uint64_t bits)
{
#define PUT(k)                                                                                     \
	at[k] = from + first_of(bits);                                                             \
	bits = _blsr_u64(bits)
	PUT(0);
	PUT(1);
	PUT(2);
	PUT(3);
	PUT(4);
	PUT(5);
	PUT(6);
	PUT(7);
#undef PUT
	for (at += 8; __builtin_expect(bits != 0, 0); bits = _blsr_u64(bits))
		*at++ = from + first_of(bits);
}

/* A table's steps so far. */
struct sweep {
	struct step step;
	uint32_t *at, *ends;
	size_t count, end_count;
	uint64_t inner_feeds;
};

static inline __attribute__((always_inline)) struct sweep
sweep_begin(const struct simd_table *t, struct simd_skim *skim)
{
	return (struct sweep){ step_of(skim), t->at, t->ends, t->count, t->end_count, 0 };
}

/* The index of the first of those line feeds among the separators found. */
AVX2 static inline __attribute__((always_inline)) uint32_t
end_of(const struct sweep *s, uint64_t found, uint64_t feeds)
{
	return (uint32_t)(s->count + (size_t)__builtin_popcountll(found & _blsmsk_u64(feeds)) - 1);
}

/* Behind the offsets that were put: where records end. */
AVX2 static inline __attribute__((always_inline)) void
sweep_add(struct sweep *s, uint64_t feed, uint64_t found)
{
	uint64_t feeds = feed & found;

	/* Mostly none or one: the place is written anyway, and stays where there was one. */
	s->inner_feeds |= feed & ~found;
	s->ends[s->end_count] = end_of(s, found, feeds);
	s->end_count += feeds != 0;
	for (feeds = _blsr_u64(feeds); __builtin_expect(feeds != 0, 0); feeds = _blsr_u64(feeds))
		s->ends[s->end_count++] = end_of(s, found, feeds);
	s->count += (size_t)__builtin_popcountll(found);
}

static inline __attribute__((always_inline)) void
sweep_end(struct simd_table *t, struct simd_skim *skim, const struct sweep *s)
{
	t->count = s->count;
	t->end_count = s->end_count;
	t->inner_feeds |= s->inner_feeds != 0;
	step_keep(&s->step, skim);
}

AVX2 size_t
simd_table_steps_32(struct simd_table *t, struct simd_skim *skim, const char *text, uint32_t from,
    size_t len, char delimiter)
{
	struct sweep s = sweep_begin(t, skim);
	size_t i;

	for (i = 0; i < len; i += STEP) {
		const struct masks m = masks_of(text + i, delimiter);
		uint64_t inside, found = separators(&s.step, m, text + i, &inside);
		if (s.step.odd)
			break;
		put_offsets(s.at + s.count, from + (uint32_t)i, found);
		sweep_add(&s, m.feed, found);
	}
	sweep_end(t, skim, &s);
	return i;
}

AVX512 static inline __attribute__((always_inline)) struct masks
masks_of_64(const char *text, char delimiter)
{
	__m512i v = _mm512_loadu_si512(text);

	return (struct masks){ _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('"')),
		_mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(delimiter)),
		_mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n')) };
}

/* Offsets of the set bits, sixteen at a time. */
AVX512 static inline __attribute__((always_inline)) void
put_offsets_64(uint32_t *at, uint32_t from, uint64_t bits)
{
	static const unsigned char places[STEP] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
		14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34,
		35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55,
		56, 57, 58, 59, 60, 61, 62, 63 };
	const __m512i base = _mm512_set1_epi32((int)from);
	__m512i found = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(places));

	_mm512_storeu_si512(
	    at, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(found)), base));
	for (int left = __builtin_popcountll(bits) - 16; __builtin_expect(left > 0, 0);
	     left -= 16) {
		found = _mm512_shuffle_i64x2(found, found, 0x39); /* the next sixteen bytes */
		at += 16;
		_mm512_storeu_si512(at,
		    _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(found)), base));
	}
}

AVX512 size_t
simd_table_steps_64(struct simd_table *t, struct simd_skim *skim, const char *text, uint32_t from,
    size_t len, char delimiter)
{
	struct sweep s = sweep_begin(t, skim);
	size_t i;

	for (i = 0; i < len; i += STEP) {
		const struct masks m = masks_of_64(text + i, delimiter);
		uint64_t inside, found = separators(&s.step, m, text + i, &inside);
		if (s.step.odd)
			break;
		put_offsets_64(s.at + s.count, from + (uint32_t)i, found);
		sweep_add(&s, m.feed, found);
	}
	sweep_end(t, skim, &s);
	return i;
}

static size_t
table_steps(struct simd_table *t, struct simd_skim *skim, const char *text, uint32_t from,
    size_t len, char delimiter)
{
	return simd_wide() ? simd_table_steps_64(t, skim, text, from, len, delimiter)
			   : simd_table_steps_32(t, skim, text, from, len, delimiter);
}

void
simd_table_find(struct simd_table *t, const char *text, size_t len, char delimiter)
{
	struct simd_skim state = { .behind_separator = 1 };
	size_t whole = len / STEP * STEP;
	char last[STEP];

	table_reserve(t, len);
	t->inner_feeds = false;
	t->odd = table_steps(t, &state, text, 0, whole, delimiter) < whole;
	if (t->odd || whole == len)
		return;
	memset(last, ' ', sizeof last);
	memcpy(last, text + whole, len - whole);
	t->odd = table_steps(t, &state, last, (uint32_t)whole, STEP, delimiter) < STEP;
}

AVX2 size_t
simd_skim(struct simd_skim *s, const char *text, size_t len, size_t from, char delimiter)
{
	struct step step = step_of(s);
	char last[STEP];

	for (size_t i = 0; i < len; i += STEP) {
		const char *p = text + i;
		const struct step before = step;
		const uint64_t return_before = s->behind_return;
		uint64_t inside;
		if (len - i < STEP) {
			memset(last, ' ', sizeof last);
			memcpy(last, p, len - i);
			p = last;
		}
		struct masks m = masks_of(p, delimiter);
		if (delimiter == '\n') /* lines, not tables: a quote is a character */
			m.quote = 0;
		uint64_t found = separators(&step, m, p, &inside);
		if (step.odd) {
			step_keep(&before, s);
			s->behind_return = return_before;
			s->odd = true;
			return i;
		}
		uint64_t feeds = m.feed & found;
		s->inner_feeds |= (m.feed & inside) != 0;
		if (i + STEP > from) {
			uint64_t late = from <= i ? feeds : feeds & ~UINT64_C(0) << (from - i);
			if (late != 0) {
				unsigned at = (unsigned)__builtin_ctzll(late);
				s->lines += (uint64_t)__builtin_popcountll(
				    m.feed & (((UINT64_C(2) << at) - 1)));
				*s = (struct simd_skim){ .lines = s->lines,
					.behind_separator = 1,
					.inner_feeds = s->inner_feeds };
				return i + at + 1;
			}
		}
		s->lines += (uint64_t)__builtin_popcountll(m.feed);
	}
	step_keep(&step, s);
	if (len > 0 && text[len - 1] == '\n') /* blanks may have been put behind it */
		s->behind_separator = s->inside == 0;
	return len;
}

AVX2 size_t
simd_json_text(const char *text, size_t len)
{
	enum { WIDTH = 32 };
	const __m256i control = _mm256_set1_epi8(0x1F);

	for (size_t i = 0; i < len; i += WIDTH) {
		__m256i v = load(text + i);
		__m256i found =
		    _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('"')),
					_mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\'))),
			_mm256_cmpeq_epi8(_mm256_min_epu8(v, control), v));
		uint32_t mask = (uint32_t)_mm256_movemask_epi8(found);
		if (mask != 0) {
			size_t at = i + (size_t)__builtin_ctz(mask);
			return at < len ? at : len;
		}
	}
	return len;
}

#else

bool
simd_here(void)
{
	return false;
}

bool
simd_wide(void)
{
	return false;
}

void
simd_table_find(struct simd_table *table, const char *text, size_t len, char delimiter)
{
	(void)text;
	(void)len;
	(void)delimiter;
	table->odd = true;
}

size_t
simd_json_text(const char *text, size_t len)
{
	(void)text;
	(void)len;
	return 0;
}

size_t
simd_skim(struct simd_skim *skim, const char *text, size_t len, size_t from, char delimiter)
{
	(void)text;
	(void)len;
	(void)from;
	(void)delimiter;
	skim->odd = true;
	return 0;
}

#endif

void
simd_table_release(struct simd_table *table)
{
	free(table->at);
	free(table->ends);
	*table = (struct simd_table){ 0 };
}
