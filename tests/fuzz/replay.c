/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A main for the fuzz targets where libFuzzer is not: plays the files named, and all files of the folders named, through
 * the target once. `make test` runs every seed so, with gcc's sanitizers.
 */
#include <dirent.h>
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);
int LLVMFuzzerInitialize(int *, char ***) __attribute__((weak));
size_t LLVMFuzzerMutate(uint8_t *, size_t, size_t);

enum { SEED_MAX_BYTES = 64 * 1024 * 1024 }; /* seeds are small: this only stops a mistake */

/* A target with a mutator of its own calls it; nothing is mutated here. */
size_t
LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
{
	(void)data;
	(void)max_size;
	return size;
}

static int
play_file(const char *path, off_t size)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data;
	size_t length = (size_t)size;

	if (file == NULL)
		err(2, "%s", path);
	if (size > SEED_MAX_BYTES)
		errx(2, "%s: larger than any seed", path);
	/* Exactly as large as the input, so that ASan sees the first byte read behind it. */
	data = malloc(length > 0 ? length : 1);
	if (data == NULL || fread(data, 1, length, file) != length)
		err(2, "%s", path);
	(void)fclose(file);
	fprintf(stderr, "%s\n", path);
	(void)LLVMFuzzerTestOneInput(data, length);
	free(data);
	return 1;
}

static int
play(const char *path)
{
	struct stat st;
	struct dirent **entries;
	int count, played = 0;

	if (stat(path, &st) != 0)
		err(2, "%s", path);
	if (!S_ISDIR(st.st_mode))
		return play_file(path, st.st_size);
	count = scandir(path, &entries, NULL, alphasort);
	if (count < 0)
		err(2, "%s", path);
	for (int i = 0; i < count; i++) {
		if (entries[i]->d_name[0] != '.') {
			char *inner = NULL;

			if (asprintf(&inner, "%s/%s", path, entries[i]->d_name) < 0)
				err(2, "%s", path);
			played += play(inner);
			free(inner);
		}
		free(entries[i]);
	}
	free(entries);
	return played;
}

int
main(int argc, char **argv)
{
	int played = 0;

	if (LLVMFuzzerInitialize != NULL)
		(void)LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++)
		played += play(argv[i]);
	printf("%d inputs\n", played);
	return played > 0 ? 0 : 2;
}
