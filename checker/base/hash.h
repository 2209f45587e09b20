/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fast hash with a seed, for tables in memory: multiply and fold, eight bytes at a time (the manner of wyhash). With a secret seed, nobody can
 * write texts that meet in one slot on purpose by chance alone; it is no cryptographic hash.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t
hash_fold(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t
hash_load(const char *p, size_t len)
{
	uint64_t word = 0;

	memcpy(&word, p, len);
	return word;
}

static inline uint64_t
hash_bytes(const char *p, size_t len, uint64_t seed)
{
	static const uint64_t k0 = UINT64_C(0xa0761d6478bd642f), k1 = UINT64_C(0xe7037ed1a0b428db);
	uint64_t a = 0, b = 0;

	seed ^= k0 + len;
	while (len > 16) {
		seed = hash_fold(hash_load(p, 8) ^ k1 ^ seed, hash_load(p + 8, 8) ^ seed);
		p += 16;
		len -= 16;
	}
	if (len >= 8) {
		a = hash_load(p, 8);
		b = hash_load(p + len - 8, 8);
	} else if (len >= 4) {
		uint32_t low, high;
		memcpy(&low, p, 4);
		memcpy(&high, p + len - 4, 4);
		a = (uint64_t)low << 32 | high;
	} else if (len > 0) {
		a = (uint64_t)(unsigned char)p[0] << 16 | (uint64_t)(unsigned char)p[len / 2] << 8 |
		    (unsigned char)p[len - 1];
	}
	return hash_fold(a ^ k1, b ^ seed ^ k0);
}

/* Are these len bytes the same? For short texts, without a call. */
static inline int
hash_same(const char *a, const char *b, size_t len)
{
	if (len >= 8) {
		for (size_t i = 0; i + 8 < len; i += 8)
			if (hash_load(a + i, 8) != hash_load(b + i, 8))
				return 0;
		return hash_load(a + len - 8, 8) == hash_load(b + len - 8, 8);
	}
	if (len >= 4) {
		uint32_t w[4];
		memcpy(&w[0], a, 4);
		memcpy(&w[1], b, 4);
		memcpy(&w[2], a + len - 4, 4);
		memcpy(&w[3], b + len - 4, 4);
		return w[0] == w[1] && w[2] == w[3];
	}
	return len == 0 || (a[0] == b[0] && a[len / 2] == b[len / 2] && a[len - 1] == b[len - 1]);
}

static inline uint64_t
hash_words(uint64_t a, uint64_t b, uint64_t seed)
{
	return hash_fold(a ^ seed, b ^ UINT64_C(0xe7037ed1a0b428db));
}

#endif
