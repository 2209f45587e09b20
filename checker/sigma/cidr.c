/* SPDX-License-Identifier: Apache-2.0 */
/* |cidr: network and length, of IPv4 and IPv6. */
#include <arpa/inet.h>
#include <string.h>

#include "sigma/compiled.h"
#include "base/banned.h"

static bool
address_parse(struct str text, int *family, unsigned char address[16])
{
	char z[INET6_ADDRSTRLEN + 1];

	if (text.len == 0 || text.len >= sizeof z)
		return false;
	memcpy(z, text.ptr, text.len);
	z[text.len] = '\0';
	*family = memchr(z, ':', text.len) != NULL ? AF_INET6 : AF_INET;
	return inet_pton(*family, z, address) == 1;
}

bool
sigma_cidr_parse(struct str text, struct sigma_cidr *cidr)
{
	struct str length, address = str_split(text, '/', &length);
	int64_t bits = 0;

	*cidr = (struct sigma_cidr){ 0 };
	if (!address_parse(address, &cidr->family, cidr->address))
		return false;
	int64_t most = cidr->family == AF_INET ? 32 : 128;
	if (address.len == text.len)
		bits = most; /* an address alone is a network of one */
	else if (length.len == 0 || !str_is_digit(length.ptr[0]) || !str_parse_i64(length, &bits))
		return false;
	cidr->bits = (unsigned)bits;
	return bits >= 0 && bits <= most;
}

bool
sigma_cidr_match(const struct sigma_cidr *cidr, struct str address)
{
	unsigned char bytes[16];
	int family;

	if (!address_parse(address, &family, bytes) || family != cidr->family)
		return false;
	size_t whole = cidr->bits / 8;
	if (memcmp(bytes, cidr->address, whole) != 0)
		return false;
	if (cidr->bits % 8 == 0)
		return true;
	unsigned mask = 0xFFu << (8 - cidr->bits % 8);
	return ((bytes[whole] ^ cidr->address[whole]) & mask & 0xFF) == 0;
}
