/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key of pseudonyms. Pseudonyms must stay the same from run to run (the same person, the same text) and must not be
 * guessable from the few million possible 宛名番号, so the key is a secret that stays with the user.
 */
#include "cmd/check.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/banned.h"

static bool
read_key(struct str path, struct check *check)
{
	char *name = arena_cstr(&check->cmd->arena, path);
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	unsigned char raw[4096];
	size_t length = 0;
	ssize_t n = 0;

	if (fd < 0)
		return false;
	while (length < sizeof raw && (n = read(fd, raw + length, sizeof raw - length)) > 0)
		length += (size_t)n;
	int error = errno;
	close(fd);
	if (n < 0) {
		errno = error;
		return false;
	}
	if (length < PSEUDONYM_KEY_BYTES) {
		errno = EINVAL;
		return false;
	}
	crypto_generichash(check->pseudonym.key, PSEUDONYM_KEY_BYTES, raw, length, NULL, 0);
	sodium_memzero(raw, sizeof raw);
	return true;
}

/* $XDG_STATE_HOME/piacheck/pseudonym.key or ~/.local/state/…; empty: no home. Folders are made. */
static struct str
own_key_path(struct arena *arena)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct str dir;

	if (state != NULL && state[0] == '/')
		dir = arena_printf(arena, "%s", state);
	else if (home != NULL && home[0] == '/')
		dir = arena_printf(arena, "%s/.local/state", home);
	else
		return (struct str){ 0 };
	dir = arena_printf(arena, "%.*s/piacheck", STR_ARG(dir));
	char *path = arena_cstr(arena, dir);
	for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	mkdir(path, 0700);
	return arena_printf(arena, "%s/pseudonym.key", path);
}

static bool
make_key(struct str path)
{
	unsigned char raw[PSEUDONYM_KEY_BYTES];
	int fd = open(path.ptr, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno == EEXIST;
	randombytes_buf(raw, sizeof raw);
	bool good =
	    io_write_all(fd, (struct str){ (const char *)raw, sizeof raw }) && fsync(fd) == 0;
	close(fd);
	sodium_memzero(raw, sizeof raw);
	if (!good)
		unlink(path.ptr);
	return good;
}

static void
say(struct check *check, enum diag_code code, struct diag_at at)
{
	struct buf reason = { 0 };

	io_error_text(errno, &reason);
	diag_add(
	    &check->cmd->diags, code, at, buf_str(&reason), (struct str){ 0 }, (struct str){ 0 });
	buf_release(&reason);
}

/* The run goes on; never with a key of zeros, which anybody has. */
static void
make_do(struct check *check)
{
	randombytes_buf(check->pseudonym.key, PSEUDONYM_KEY_BYTES);
	check->key_lost = true;
}

/* A part or a checkpoint of a key that no one has can be put together with nothing. */
static bool
is_needed_again(const struct check_options *options)
{
	return options->partial.len > 0 || options->checkpoint.len > 0;
}

void
check_read_key(struct check *check)
{
	struct cmd *cmd = check->cmd;
	struct str given = check->options->key_file;
	struct diag_at at = { 0 };

	check->pseudonym.reveal = check->options->reveal_subjects;
	if (given.len > 0) {
		at.file = given;
		if (read_key(given, check))
			return;
		say(check, DIAG_CMD_KEY_FILE, at);
		make_do(check);
		return;
	}
	if (check->pseudonym.reveal ||
	    (check->options->registers.count == 0 && check->options->logs.count == 0 &&
		check->options->parts.count == 0))
		return;
	struct str own = own_key_path(&cmd->arena);
	if (own.len > 0 && (read_key(own, check) || (make_key(own) && read_key(own, check))))
		return;
	say(check, is_needed_again(check->options) ? DIAG_CMD_KEY_NEEDED : DIAG_CMD_KEY_NOT_KEPT,
	    at);
	make_do(check);
}
