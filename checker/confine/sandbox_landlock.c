/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Landlock by its raw system calls: Debian 12 has no library for it, and its headers end at ABI 2 while the kernel may
 * be newer. A worker is given no rule at all, so every right that is handled is refused; a program may read below the directories
 * that it names.
 */
#include "confine/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/banned.h"

/* linux/landlock.h of ABI 6; the kernel takes the shorter forms of older ABIs by the size. */
struct ruleset {
	uint64_t handled_fs, handled_net, scoped;
};
struct rule_path_beneath {
	uint64_t allowed;
	int32_t parent_fd;
} __attribute__((packed));

enum {
	CREATE_RULESET_VERSION = 1,
	RULE_PATH_BENEATH = 1,
	FS_READ = (1 << 2) | (1 << 3), /* read_file, read_dir */
	FS_ABI_1 = (1 << 13) - 1,      /* execute … make_sym */
	FS_ABI_2 = 1 << 13,            /* refer */
	FS_ABI_3 = 1 << 14,            /* truncate */
	FS_ABI_5 = 1 << 15,            /* ioctl_dev */
	NET_ABI_4 = 3,                 /* bind_tcp, connect_tcp */
	SCOPE_ABI_6 = 3,               /* abstract unix sockets, signals */
};

int
landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);

	return abi < 0 ? 0 : (int)abi;
}

/* false with errno: the kernel has landlock, and it does not take the rule. */
static bool
allow_reading(int ruleset, const char *directory)
{
	struct rule_path_beneath rule = { .allowed = FS_READ };
	int fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return true;
	rule.parent_fd = fd;
	bool good = syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0) == 0;
	close(fd);
	return good;
}

bool
landlock_read_only(const char *const *directories)
{
	int abi = landlock_abi();
	struct ruleset rules = { .handled_fs = FS_ABI_1 };
	size_t size = sizeof rules.handled_fs;
	bool good = true;

	if (abi == 0)
		return true;
	if (abi >= 2)
		rules.handled_fs |= FS_ABI_2;
	if (abi >= 3)
		rules.handled_fs |= FS_ABI_3;
	if (abi >= 4) {
		rules.handled_net = NET_ABI_4;
		size += sizeof rules.handled_net;
	}
	if (abi >= 5)
		rules.handled_fs |= FS_ABI_5;
	if (abi >= 6) {
		rules.scoped = SCOPE_ABI_6;
		size += sizeof rules.scoped;
	}
	long fd = syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (fd < 0)
		return false;
	for (size_t i = 0; good && directories[i] != NULL; i++)
		good = allow_reading((int)fd, directories[i]);
	good = good && syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	close((int)fd);
	return good;
}

bool
landlock_nothing(void)
{
	static const char *const none[] = { NULL };

	return landlock_read_only(none);
}
