/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a program and prints its peak memory in KiB, with that of the processes it waited for. A program of its own because
 * Linux counts into a process's peak the memory of whoever started it, and Python would be the larger part.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/banned.h"

int
main(int argc, char **argv)
{
	struct rusage usage;
	int status;
	pid_t child;

	if (argc < 2)
		errx(2, "usage: peak PROGRAM [ARGUMENT]...");
	child = fork();
	if (child < 0)
		err(2, "fork");
	if (child == 0) {
		int null = open("/dev/null", O_RDWR);

		if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
			_exit(127);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (wait4(child, &status, 0, &usage) < 0)
		err(2, "wait4");
	printf("%ld\n", usage.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}
