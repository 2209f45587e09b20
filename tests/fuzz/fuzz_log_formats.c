/* SPDX-License-Identifier: Apache-2.0 */
/* A log of the fuzzer's bytes, in the format that its content says. */
#include "fuzz_log.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_log(NULL, data, size);
}
