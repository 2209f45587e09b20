/* SPDX-License-Identifier: Apache-2.0 */
/* base/io.h: what is opened and what is not, whole reads with a limit, writes that are whole or not at all, lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/scope.h"

#include "base/banned.h"

/* A directory of its own for each test, and everything in it taken away behind it. */
struct place {
	char dir[32];
	struct arena arena;
	struct diags diags;
};

static int
setup(void **state)
{
	struct place *place = test_calloc(1, sizeof *place);

	memcpy(place->dir, "/tmp/piacheck-test-XXXXXX", sizeof "/tmp/piacheck-test-XXXXXX");
	*state = place;
	return mkdtemp(place->dir) == NULL;
}

static int
teardown(void **state)
{
	struct place *place = *state;
	struct str *paths;
	size_t count;

	io_list_files(str_of(place->dir), NULL, 100, &place->arena, &paths, &count, &place->diags);
	for (size_t i = 0; i < count; i++)
		unlink(paths[i].ptr);
	static const char *const rest[] = { "link", "fifo", "b/c", "b", "" };
	for (size_t i = 0; i < COUNT_OF(rest); i++)
		(void)!remove(arena_printf(&place->arena, "%s/%s", place->dir, rest[i]).ptr);
	arena_release(&place->arena);
	diags_release(&place->diags);
	test_free(place);
	return 0;
}

static struct str
in(struct place *place, const char *name)
{
	return arena_printf(&place->arena, "%s/%s", place->dir, name);
}

static void
assert_last(struct place *place, size_t count, enum diag_code code)
{
	assert_int_equal(place->diags.count, count);
	assert_int_equal(place->diags.list[count - 1].code, code);
}

static struct str
content(struct place *place, struct str path)
{
	struct str bytes = { 0 };
	int fd = io_open(path, &place->diags);

	assert_true(fd >= 0);
	assert_int_equal(io_read_all(fd, 1 << 20, &place->arena, &bytes), IO_OK);
	close(fd);
	return bytes;
}

static void
test_write_and_read(void **state)
{
	struct place *place = *state;
	struct str path = in(place, "a");
	struct stat st;

	assert_true(io_write_file(path, STR("one"), &place->diags));
	assert_true(str_is(content(place, path), "one"));
	assert_int_equal(chmod(path.ptr, 0600), 0);
	assert_true(io_write_file(path, STR(""), &place->diags));
	assert_int_equal(content(place, path).len, 0);
	assert_int_equal(stat(path.ptr, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* A link stays a link. */
	assert_int_equal(symlink("a", in(place, "link").ptr), 0);
	assert_true(io_write_file(in(place, "link"), STR("two"), &place->diags));
	assert_true(str_is(content(place, path), "two"));
	assert_int_equal(lstat(in(place, "link").ptr, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	/* Also one that leads to nothing yet; not round and round. */
	assert_int_equal(unlink(in(place, "a").ptr), 0);
	assert_true(io_write_file(in(place, "link"), STR("three"), &place->diags));
	assert_true(str_is(content(place, path), "three"));
	assert_int_equal(lstat(in(place, "link").ptr, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(place->diags.count, 0);
	assert_int_equal(unlink(in(place, "link").ptr), 0);
	assert_int_equal(symlink("link", in(place, "link").ptr), 0);
	assert_false(io_write_file(in(place, "link"), STR("four"), &place->diags));
	assert_last(place, 1, DIAG_FILE_WRITE);
}

static void
test_open_refuses(void **state)
{
	struct place *place = *state;

	assert_int_equal(io_open(str_of(place->dir), &place->diags), -1);
	assert_last(place, 1, DIAG_FILE_IS_DIRECTORY);
	assert_int_equal(io_open(in(place, "none"), &place->diags), -1);
	assert_last(place, 2, DIAG_FILE_OPEN);
	assert_true(str_is(place->diags.list[1].args[0], "No such file or directory (ENOENT)"));
	assert_int_equal(io_open(STR("/dev/null"), &place->diags), -1);
	assert_last(place, 3, DIAG_FILE_NOT_REGULAR);
	assert_int_equal(io_open(STR(""), &place->diags), -1);
	assert_last(place, 4, DIAG_FILE_OPEN);
	assert_int_equal(io_open(STR("/etc/hostname\0x"), &place->diags), -1);
	assert_last(place, 5, DIAG_FILE_OPEN);
}

/* A FIFO that nobody writes is empty at once; with a writer it is read to its end. */
static void
test_fifo(void **state)
{
	struct place *place = *state;
	struct str path = in(place, "fifo"), bytes;
	int fd, writer;

	assert_int_equal(mkfifo(path.ptr, 0600), 0);
	assert_int_equal(content(place, path).len, 0);
	fd = io_open(path, &place->diags);
	writer = open(path.ptr, O_WRONLY);
	assert_true(io_write_all(writer, STR("through the pipe")));
	close(writer);
	assert_int_equal(io_read_all(fd, 100, &place->arena, &bytes), IO_OK);
	assert_true(str_is(bytes, "through the pipe"));
	close(fd);
}

static void
append_once(void *context, struct str so_far)
{
	int *fd = context;

	if (so_far.len == 5)
		assert_true(io_write_all(*fd, STR("6789, and some more")));
}

/* A file that grows while it is read is read to its end. */
static void
test_growing(void **state)
{
	struct place *place = *state;
	struct str path = in(place, "grows"), bytes;

	assert_true(io_write_file(path, STR("12345"), &place->diags));
	int fd = io_open(path, &place->diags), writer = open(path.ptr, O_WRONLY | O_APPEND);
	assert_int_equal(
	    io_read_all_telling(fd, 100, &place->arena, &bytes, append_once, &writer), IO_OK);
	assert_true(str_is(bytes, "123456789, and some more"));
	assert_int_equal(bytes.ptr[bytes.len], '\0');
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(io_read_all(fd, 100, &place->arena, &bytes), IO_OK);
	assert_int_equal(bytes.len, 24);
	assert_int_equal(bytes.ptr[bytes.len], '\0');
	close(fd);
	close(writer);
}

static void
test_limit(void **state)
{
	struct place *place = *state;
	struct str path = in(place, "a"), bytes;
	int fd, ends[2];

	assert_true(io_write_file(path, STR("12345"), &place->diags));
	fd = io_open(path, &place->diags);
	assert_int_equal(io_read_all(fd, 4, &place->arena, &bytes), IO_TOO_LARGE);
	assert_int_equal(io_read_all(fd, 5, &place->arena, &bytes), IO_OK);
	close(fd);
	/* Where the size is not known before. */
	assert_int_equal(pipe(ends), 0);
	assert_true(io_write_all(ends[1], STR("12345")));
	close(ends[1]);
	assert_int_equal(io_read_all(ends[0], 4, &place->arena, &bytes), IO_TOO_LARGE);
	close(ends[0]);
	assert_int_equal(io_read_all(-1, 4, &place->arena, &bytes), IO_FAILED);
	assert_int_equal(errno, EBADF);
}

static void
test_write_fails(void **state)
{
	struct place *place = *state;
	struct str path = in(place, "a"), *paths;
	struct rlimit before, small = { 2, 2 };
	size_t count;

	assert_false(io_write_file(STR("/dev/full"), STR("x"), &place->diags));
	assert_last(place, 1, DIAG_FILE_WRITE);
	assert_true(str_is(place->diags.list[0].args[0], "No space left on device (ENOSPC)"));
	assert_false(io_write_file(in(place, "none/a"), STR("x"), &place->diags));
	assert_last(place, 2, DIAG_FILE_WRITE);
	assert_false(io_write_file(str_of(place->dir), STR("x"), &place->diags));
	assert_last(place, 3, DIAG_FILE_WRITE);
	/* The disk is full in the middle of it: the old file is as it was, and nothing lies beside it. */
	assert_true(io_write_file(path, STR("old"), &place->diags));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_false(io_write_file(path, STR("new and longer"), &place->diags));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, handler);
	assert_last(place, 4, DIAG_FILE_WRITE);
	assert_true(str_is(content(place, path), "old"));
	assert_true(io_list_files(
	    str_of(place->dir), NULL, 9, &place->arena, &paths, &count, &place->diags));
	assert_int_equal(count, 1);
}

static void
test_list(void **state)
{
	static const char *const names[] = { "b/z.yaml", "a.yaml", "b.yaml", "b/a.yml",
		"b/c/x.yaml", "n.txt" };
	static const char *const wanted[] = { "a.yaml", "b.yaml", "b/a.yml", "b/c/x.yaml",
		"b/z.yaml" };
	static const char *const suffixes[] = { ".yaml", ".yml", NULL };
	struct place *place = *state;
	struct str *paths;
	size_t count;

	assert_int_equal(mkdir(in(place, "b").ptr, 0700), 0);
	assert_int_equal(mkdir(in(place, "b/c").ptr, 0700), 0);
	assert_int_equal(symlink("..", in(place, "link").ptr), 0);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		assert_true(io_write_file(in(place, names[i]), STR("x"), &place->diags));
	assert_true(io_list_files(
	    str_of(place->dir), suffixes, 9, &place->arena, &paths, &count, &place->diags));
	assert_int_equal(count, COUNT_OF(wanted));
	for (size_t i = 0; i < count; i++)
		assert_true(str_eq(paths[i], in(place, wanted[i])));
	assert_true(io_list_files(
	    str_of(place->dir), NULL, 6, &place->arena, &paths, &count, &place->diags));
	assert_int_equal(count, 6);
	assert_int_equal(place->diags.count, 0);
	assert_false(io_list_files(
	    str_of(place->dir), NULL, 2, &place->arena, &paths, &count, &place->diags));
	assert_int_equal(count, 2);
	assert_last(place, 1, DIAG_FILE_TOO_MANY);
	assert_false(io_list_files(
	    in(place, "n.txt"), NULL, 2, &place->arena, &paths, &count, &place->diags));
	assert_last(place, 2, DIAG_FILE_NOT_DIRECTORY);
	assert_false(io_list_files(
	    in(place, "none"), NULL, 2, &place->arena, &paths, &count, &place->diags));
	assert_last(place, 3, DIAG_FILE_OPEN);
}

/* A file below so many directories is not passed over in silence. */
static void
test_list_depth(void **state)
{
	struct place *place = *state;
	struct str *paths, dir = str_of(place->dir);
	struct str dirs[IO_LIST_DEPTH_MAX + 1];
	size_t count;

	for (size_t i = 0; i < COUNT_OF(dirs); i++) {
		dirs[i] = dir = arena_printf(&place->arena, "%.*s/d", STR_ARG(dir));
		assert_int_equal(mkdir(dir.ptr, 0700), 0);
		if (i + 1 == IO_LIST_DEPTH_MAX)
			assert_true(io_list_files(str_of(place->dir), NULL, 9, &place->arena,
			    &paths, &count, &place->diags));
	}
	assert_int_equal(place->diags.count, 0);
	assert_false(io_list_files(
	    str_of(place->dir), NULL, 9, &place->arena, &paths, &count, &place->diags));
	assert_last(place, 1, DIAG_FILE_TOO_DEEP);
	for (size_t i = COUNT_OF(dirs); i-- > 0;)
		rmdir(dirs[i].ptr);
}

/* Looked into, and still there to be read. */
static void
test_peek(void **state)
{
	struct place *place = *state;
	char head[4], path[64], rest[8];
	int ends[2];

	assert_true(io_write_file(in(place, "p.txt"), STR("abcdef"), &place->diags));
	assert_int_equal(io_peek(in(place, "p.txt"), head, sizeof head), 4);
	assert_memory_equal(head, "abcd", 4);
	assert_int_equal(io_peek(in(place, "none"), head, sizeof head), 0);
	assert_int_equal(io_peek(str_of(place->dir), head, sizeof head), 0);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "xyz", 3), 3);
	snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
	assert_int_equal(io_peek(str_of(path), head, sizeof head), 3);
	assert_memory_equal(head, "xyz", 3);
	assert_int_equal(read(ends[0], rest, sizeof rest), 3);
	close(ends[1]);
	assert_int_equal(io_peek(str_of(path), head, sizeof head), 0);
	close(ends[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_write_and_read, setup, teardown),
		cmocka_unit_test_setup_teardown(test_open_refuses, setup, teardown),
		cmocka_unit_test_setup_teardown(test_fifo, setup, teardown),
		cmocka_unit_test_setup_teardown(test_growing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(test_write_fails, setup, teardown),
		cmocka_unit_test_setup_teardown(test_peek, setup, teardown),
		cmocka_unit_test_setup_teardown(test_list, setup, teardown),
		cmocka_unit_test_setup_teardown(test_list_depth, setup, teardown),
	};

	return cmocka_run_group_tests_name("base/io", tests, NULL, NULL);
}
