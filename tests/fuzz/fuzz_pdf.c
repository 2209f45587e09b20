/* SPDX-License-Identifier: Apache-2.0 */
/*
 * piacheck-pdf with any bytes as its PDF, in a process of its own as in earnest: it ends by itself or by its limits, and what it wrote
 * until then is a stream that is read or refused with a reason. poppler is not built for coverage: the seeds matter.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "import/blocks.h"
#include "support/sinks.h"
#include "base/banned.h"

enum { SANITIZER_STATUS = 99 };

/* From the root of the repository, and from build/fuzz. */
static const char *const programs[] = { "build/sanitize/piacheck-pdf", "../sanitize/piacheck-pdf" };

static const char *
program(void)
{
	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++)
		if (access(programs[i], X_OK) == 0)
			return programs[i];
	return NULL;
}

static int
memory(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	BUG_IF(fd < 0);
	return fd;
}

/* The status as waitpid gives it. */
static int
run(const char *path, int input, int output)
{
	char options[] = "ASAN_OPTIONS=exitcode=99:detect_leaks=0";
	char ubsan[] = "UBSAN_OPTIONS=exitcode=99";
	char *const environment[] = { options, ubsan, NULL };
	char *const arguments[] = { "piacheck-pdf", NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	BUG_IF(posix_spawn(&pid, path, &actions, NULL, arguments, environment) != 0);
	posix_spawn_file_actions_destroy(&actions);
	while (waitpid(pid, &status, 0) != pid)
		BUG_IF(errno != EINTR); /* the fuzzer's clock */
	return status;
}

static void
read_stream(int output)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct sink sink = sink_keeping_diags(&diags);
	struct blocks blocks = { .arena = &arena };
	struct str stream;

	BUG_IF(lseek(output, 0, SEEK_SET) != 0);
	BUG_IF(io_read_all(output, 1 << 28, &arena, &stream) != IO_OK);
	BUG_IF(import_source_pdf.read(stream, STR("f"), &blocks, &sink) != (diags.count == 0));
	blocks_release(&blocks);
	diags_release(&diags);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = program();

	if (path == NULL || size == 0)
		return 0; /* built without poppler; there is no PDF of no bytes */
	int input = memory("pdf"), output = memory("stream");
	BUG_IF(!io_write_all(input, (struct str){ (const char *)data, size }));
	BUG_IF(lseek(input, 0, SEEK_SET) != 0);
	int status = run(path, input, output);
	BUG_IF(WIFEXITED(status) && WEXITSTATUS(status) == SANITIZER_STATUS);
	/* Limits of time and memory end it so, and poppler when it has no memory. */
	BUG_IF(WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL && WTERMSIG(status) != SIGXCPU &&
	    WTERMSIG(status) != SIGABRT && WTERMSIG(status) != SIGTRAP);
	read_stream(output);
	close(input);
	close(output);
	return 0;
}
