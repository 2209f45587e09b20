/* SPDX-License-Identifier: Apache-2.0 */
/* config/secrets.c: what is a secret, and what only looks like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "config/secrets.h"
#include "base/banned.h"

static const struct {
	const char *key, *value, *shown;
} cases[] = {
	{ "POSTGRES_PASSWORD", "hunter2", SECRETS_MARK },
	{ "services.db.environment.DB_PASS", "x", SECRETS_MARK },
	{ "spec.env[0].clientSecret", "x", SECRETS_MARK },
	{ "data.secrets[12]", "x", SECRETS_MARK },
	{ "api-key", "x", SECRETS_MARK },
	{ "ldapbindpw", "x", SECRETS_MARK },
	{ "metadata['a.b/token']", "x", SECRETS_MARK },
	{ "PasswordAuthentication", "yes", "yes" },
	{ "password_encryption", "scram-sha-256", "scram-sha-256" },
	{ "server_tokens", "off", "off" },
	{ "proxy_pass", "http://app:8080", "http://app:8080" },
	{ "ssl_certificate_key", "/etc/ssl/a.key", "/etc/ssl/a.key" },
	{ "POSTGRES_PASSWORD_FILE", "/run/secrets/x", "/run/secrets/x" },
	{ "secretName", "db", "db" },
	{ "automountServiceAccountToken", "false", "false" },
	{ "passwd_tries", "3", "3" },
	{ "minlen", "12", "12" },
	{ "command", "run --password=a --host=b", "run --password=" SECRETS_MARK " --host=b" },
	{ "command", "run --token abc -x", "run --token " SECRETS_MARK " -x" },
	{ "Environment", "\"DB_PASS=a\" B=c", "\"DB_PASS=" SECRETS_MARK " B=c" },
	{ "url", "postgresql://u:p@ss@db/x", "postgresql://u:" SECRETS_MARK "@db/x" },
	{ "url", "https://example.jp/a@b", "https://example.jp/a@b" },
	{ "x", "$6$abcdefgh$0123456789", SECRETS_MARK },
	{ "x", "-----BEGIN RSA PRIVATE KEY-----\nabc", SECRETS_MARK },
	{ "x", "eyJhbGciOiJIUzI1NiJ9.e30.x", SECRETS_MARK },
	{ "x", "AKIAABCDEFGHIJKLMNOP", SECRETS_MARK },
	{ "method", "SCRAM-SHA-256", "SCRAM-SHA-256" },
	{ "", "", "" },
};

static void
test_cases(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct str shown =
		    secrets_mask(&arena, str_of(cases[i].key), str_of(cases[i].value));
		print_message("  %s\n", cases[i].key);
		assert_string_equal(arena_cstr(&arena, shown), cases[i].shown);
	}
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests_name("config/secrets", tests, NULL, NULL);
}
