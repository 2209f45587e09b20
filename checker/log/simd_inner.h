/* SPDX-License-Identifier: Apache-2.0 */
/* What simd.c and simd_utf8.c share: the instruction sets, and each of their two ways by its name, for tests. */
#ifndef LOG_SIMD_INNER_H
#define LOG_SIMD_INNER_H

#include "log/simd.h"

#if defined(__x86_64__)
#include <immintrin.h>

enum { STEP = 64 };

#define AVX2 __attribute__((target("avx2,popcnt,bmi,pclmul")))
#define AVX512                                                                                     \
	__attribute__((target("avx2,popcnt,bmi,pclmul,avx512f,avx512bw,avx512vl,avx512vbmi2")))

AVX2 static inline __m256i
load(const char *text)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)text);
}

/* Has this processor AVX-512, with compressing of bytes? */
bool simd_wide(void);
/* simd_plain with 32 bytes in a vector, and with 64. */
bool simd_plain_32(const char *text, size_t len, uint32_t *lines);
bool simd_plain_64(const char *text, size_t len, uint32_t *lines);
/* Whole steps of a table; how far it came: short of len when a quote is odd. */
size_t simd_table_steps_32(struct simd_table *t, struct simd_skim *skim, const char *text,
    uint32_t from, size_t len, char delimiter);
size_t simd_table_steps_64(struct simd_table *t, struct simd_skim *skim, const char *text,
    uint32_t from, size_t len, char delimiter);
#endif

#endif
