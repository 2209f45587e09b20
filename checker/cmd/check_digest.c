/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digests of inputs, for the report: BLAKE2b-256 (libsodium) as 64 hexadecimal digits. A log's is taken only when asked
 * for: hashing a large log costs more than judging it.
 */
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/check.h"
#include "base/banned.h"

enum { BLOCK_BYTES = 64 * 1024, DIGEST_BYTES = 32 };

static bool
hash_all(int fd, unsigned char digest[DIGEST_BYTES])
{
	crypto_generichash_state state;
	unsigned char block[BLOCK_BYTES];
	ssize_t n;

	crypto_generichash_init(&state, NULL, 0, DIGEST_BYTES);
	while ((n = read(fd, block, sizeof block)) > 0)
		crypto_generichash_update(&state, block, (size_t)n);
	crypto_generichash_final(&state, digest, DIGEST_BYTES);
	return n == 0;
}

struct str
check_digest(struct arena *arena, struct str file)
{
	unsigned char digest[DIGEST_BYTES];
	char hex[2 * DIGEST_BYTES + 1];
	struct stat st;
	int fd = open(arena_cstr(arena, file), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return (struct str){ 0 };
	bool good = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && hash_all(fd, digest);
	close(fd);
	if (!good)
		return (struct str){ 0 };
	sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
	return arena_str(arena, str_of(hex));
}
