/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The starter: a small process that main forks before it gives up exec. It waits for a pair of descriptors (an input, the end
 * of a pipe), runs the one program that it knows on them, and says at the end of the pipe when that did not end well.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/scope.h"
#include "confine/confine.h"
#include "confine/sandbox.h"

#include "base/banned.h"

enum { PASSED = 2 /* input, answer */ };

/* What recvmsg and sendmsg fill, with the alignment that they want. */
union passing {
	char bytes[CMSG_SPACE(PASSED * sizeof(int))];
	struct cmsghdr align;
};

/* ---- the starter's process --------------------------------------------------------------------------------- */

/* false: the main process has gone, or is not understood. */
static bool
receive(int socket, int fds[PASSED])
{
	union passing passing = { 0 };
	char byte;
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = passing.bytes,
		.msg_controllen = sizeof passing.bytes,
	};
	ssize_t n;

	do
		n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	const struct cmsghdr *head = n == 1 ? CMSG_FIRSTHDR(&message) : NULL;
	if (head == NULL || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS ||
	    head->cmsg_len != CMSG_LEN(PASSED * sizeof(int)))
		return false;
	memcpy(fds, CMSG_DATA(head), PASSED * sizeof(int));
	return true;
}

/* The environment is the program's own: nothing that the user has set reaches a loader or a library. */
static _Noreturn void
run_program(char *path, const int fds[PASSED], int null_fd)
{
	char *const environment[] = { (char[]){ "LC_ALL=C.UTF-8" },
		(char[]){ "FONTCONFIG_FILE=/dev/null" }, NULL };
	char *const arguments[] = { path, NULL };

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || dup2(fds[0], STDIN_FILENO) < 0 ||
	    dup2(fds[1], STDOUT_FILENO) < 0 ||
	    (!CONFINE_SANITIZED && dup2(null_fd, STDERR_FILENO) < 0) ||
	    close_range(STDERR_FILENO + 1, ~0U, 0) < 0)
		_exit(EXIT_UNCONFINED);
	/* The reader of the pipe may go away: then there is nobody to write for. */
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	execve(path, arguments, environment);
	_exit(127);
}

static void
say_end(int answer, int status)
{
	char line[64];
	int n = 0;

	if (WIFSIGNALED(status)) {
		const char *name = sigabbrev_np(WTERMSIG(status));
		n = snprintf(line, sizeof line, "\nended by SIG%s\n", name == NULL ? "?" : name);
	} else if (WEXITSTATUS(status) != 0) {
		n = snprintf(line, sizeof line, "\nended with %d\n", WEXITSTATUS(status));
	}
	if (n > 0)
		(void)io_write_all(answer, (struct str){ line, (size_t)n });
}

static _Noreturn void
serve(char *path, int socket, int null_fd)
{
	int fds[PASSED];

	/* What the user reads from or writes to is not held open here. */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (!(CONFINE_SANITIZED && fd == STDERR_FILENO) && dup2(null_fd, fd) < 0)
			_exit(EXIT_UNCONFINED);
	while (receive(socket, fds)) {
		int status = 0;
		pid_t pid = fork();

		if (pid == 0)
			run_program(path, fds, null_fd);
		close(fds[0]);
		if (pid < 0)
			status = W_EXITCODE(127, 0);
		while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
			continue;
		say_end(fds[1], status);
		close(fds[1]);
	}
	_exit(EXIT_SUCCESS);
}

/* ---- the main process -------------------------------------------------------------------------------------- */

/* Beside this executable (a build), or where it is installed. */
static bool
find_program(const char *program, char path[PATH_MAX])
{
	static const char *const places[] = { "", "../libexec/piacheck/" };
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (n <= 0)
		return false;
	self[n] = '\0';
	char *slash = strrchr(self, '/');
	if (slash == NULL)
		return false;
	slash[1] = '\0';
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		int len = snprintf(path, PATH_MAX, "%s%s%s", self, places[i], program);

		if (len > 0 && len < PATH_MAX && access(path, X_OK) == 0)
			return true;
	}
	return false;
}

void
confine_starter(const char *program)
{
	char path[PATH_MAX];
	pid_t self = getpid();
	int ends[2];

	if (fcntl(CONFINE_STARTER_FD, F_GETFD) >= 0 || !find_program(program, path))
		return;
	int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null_fd < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
		if (null_fd >= 0)
			close(null_fd);
		return;
	}
	pid_t pid = fork();
	if (pid == 0) {
		if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || getppid() != self)
			_exit(EXIT_UNCONFINED);
		close(ends[0]);
		sandbox_starter();
		serve(path, ends[1], null_fd);
	}
	close(ends[1]);
	close(null_fd);
	if (pid > 0)
		(void)dup3(ends[0], CONFINE_STARTER_FD, O_CLOEXEC);
	close(ends[0]);
}

enum program_result
confine_start(int input, struct str head, int *answer)
{
	union passing passing = { 0 };
	char byte = 0;
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = passing.bytes,
		.msg_controllen = sizeof passing.bytes,
	};
	struct stat st;
	int ends[2];

	if (fstat(CONFINE_STARTER_FD, &st) < 0 || !S_ISSOCK(st.st_mode))
		return PROGRAM_ABSENT;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return PROGRAM_FAILED;
	struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	rights->cmsg_len = CMSG_LEN(PASSED * sizeof(int));
	memcpy(CMSG_DATA(rights), (int[PASSED]){ input, ends[1] }, PASSED * sizeof(int));
	/* An empty pipe takes it at once. */
	ssize_t n =
	    io_write_all(ends[1], head) ? sendmsg(CONFINE_STARTER_FD, &message, MSG_NOSIGNAL) : -1;
	int error = errno;
	close(ends[1]);
	if (n != 1) {
		close(ends[0]);
		errno = error;
		return PROGRAM_FAILED;
	}
	*answer = ends[0];
	return PROGRAM_STARTED;
}
