/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes of files are told by inotify of their directories, since logs are renamed and made anew; where a file system tells nothing (of another
 * machine), they are looked at now and then.
 */
#include "cmd/watch.h"

#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/banned.h"

enum { LOOK_MS = 5000, PATIENCE_MS = 50 };

static void
the_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
}

bool
watch_open(struct watch *watch, const struct str *files, size_t count)
{
	struct arena arena = { 0 };
	sigset_t set;

	the_signals(&set);
	*watch = (struct watch){ .files = files, .count = count };
	watch->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	watch->changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	for (size_t i = 0; watch->changes >= 0 && i < count; i++) {
		size_t slash = files[i].len;
		while (slash > 0 && files[i].ptr[slash - 1] != '/')
			slash--;
		const char *dir =
		    slash == 0 ? "." : arena_cstr(&arena, str_sub(files[i], 0, slash));
		/* A directory that cannot be watched is looked at all the same. */
		(void)inotify_add_watch(watch->changes, dir,
		    IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR);
	}
	arena_release(&arena);
	return watch->signals >= 0 && watch->changes >= 0;
}

void
watch_close(struct watch *watch)
{
	if (watch->signals > 0)
		close(watch->signals);
	if (watch->changes > 0)
		close(watch->changes);
}

void
watch_block(struct watch *watch)
{
	sigset_t set;

	(void)watch;
	the_signals(&set);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
}

static uint64_t
looks(const struct watch *watch)
{
	struct arena arena = { 0 };
	uint64_t hash = 0;

	for (size_t i = 0; i < watch->count; i++) {
		struct stat st = { 0 };
		(void)stat(arena_cstr(&arena, watch->files[i]), &st);
		hash = hash_words(hash ^ (uint64_t)st.st_ino,
		    (uint64_t)st.st_size ^ (uint64_t)st.st_mtim.tv_nsec << 34, (uint64_t)st.st_dev);
	}
	arena_release(&arena);
	return hash;
}

void
watch_look(struct watch *watch)
{
	watch->looked = looks(watch);
}

/* false: a signal came. */
static bool
sleep_until_told(struct watch *watch, bool changes, int ms)
{
	struct pollfd polls[] = { { .fd = watch->signals, .events = POLLIN },
		{ .fd = watch->changes, .events = POLLIN } };
	char unread[4096];

	(void)poll(polls, changes ? 2 : 1, ms);
	while (changes && read(watch->changes, unread, sizeof unread) > 0)
		continue;
	return (polls[0].revents & POLLIN) == 0;
}

bool
watch_wait(struct watch *watch, int64_t rest_ms)
{
	if (!sleep_until_told(watch, false, (int)(rest_ms > LOOK_MS * 12 ? LOOK_MS * 12 : rest_ms)))
		return false;
	/* What happens beside the logs wakes us, too: not at each of it. */
	while (looks(watch) == watch->looked)
		if (!sleep_until_told(watch, true, LOOK_MS) ||
		    !sleep_until_told(watch, false, PATIENCE_MS))
			return false;
	return true;
}
