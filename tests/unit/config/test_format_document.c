/* SPDX-License-Identifier: Apache-2.0 */
/* config/format_document.c: what a document is recognised as, its paths, and its secrets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "host.h"
#include "base/banned.h"

static void
expect_kind(const char *path, const char *text, const char *kind, const char *rows)
{
	struct host host;
	char line[256];

	host_new(&host);
	host_put(&host, path, text);
	host_read(&host, NULL);
	assert_string_equal(host.diags.ptr == NULL ? "" : host.diags.ptr, "");
	snprintf(line, sizeof line, "config_file %s|understood|%s|\n", kind, path);
	assert_string_equal(host.other.ptr, line);
	host_expect(&host, path, rows);
	host_free(&host);
}

static void
test_kinds(void **state)
{
	(void)state;
	expect_kind("compose.yaml",
	    "services:\n  db:\n    image: postgres:15\n    ports: [\"5432:5432\"]\n    cpus: 2\n   "
	    " user:\n"
	    "    environment:\n      POSTGRES_PASSWORD: a\n      MODE: \"0644\"\n",
	    "compose",
	    "compose.yaml:3 services.db.image=postgres:15 -\n"
	    "compose.yaml:4 services.db.ports[0]=5432:5432 -\n"
	    "compose.yaml:5 services.db.cpus=2 {2} -\n"
	    "compose.yaml:6 services.db.user -\n"
	    "compose.yaml:8 services.db.environment.POSTGRES_PASSWORD=<secret> -\n"
	    "compose.yaml:9 services.db.environment.MODE=0644 -\n");
	expect_kind("a.json", "{\"a\": {\"b.c\": [1, null]},\n \"d e\": \"x\"}", "json",
	    "a.json:1 a['b.c'][0]=1 {1} -\n"
	    "a.json:1 a['b.c'][1] -\n"
	    "a.json:2 ['d e']=x -\n");
	expect_kind("a.xml", "<c v=\"1\">\n<log level=\"x\">t</log><log/><pw>\n</pw></c>", "xml",
	    "a.xml:1 c.@v=1 {1} -\n"
	    "a.xml:2 c.log[0].@level=x -\n"
	    "a.xml:2 c.log[0]=t -\n");
}

static void
test_kubernetes(void **state)
{
	(void)state;
	expect_kind("k.yaml",
	    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  a: b\n"
	    "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  env:\n"
	    "  - name: DB_PASSWORD\n    value: zzz\n  - name: MODE\n    value: x\n",
	    "kubernetes",
	    "k.yaml:1 [Secret/s] #1 apiVersion=v1 -\n"
	    "k.yaml:2 [Secret/s] #1 kind=Secret -\n"
	    "k.yaml:3 [Secret/s] #1 metadata.name=s -\n"
	    "k.yaml:5 [Secret/s] #1 stringData.a=<secret> -\n"
	    "k.yaml:7 [Deployment/web] #2 apiVersion=apps/v1 -\n"
	    "k.yaml:8 [Deployment/web] #2 kind=Deployment -\n"
	    "k.yaml:10 [Deployment/web] #2 metadata.name=web -\n"
	    "k.yaml:13 [Deployment/web] #2 spec.env[0].name=DB_PASSWORD -\n"
	    "k.yaml:14 [Deployment/web] #2 spec.env[0].value=<secret> -\n"
	    "k.yaml:15 [Deployment/web] #2 spec.env[1].name=MODE -\n"
	    "k.yaml:16 [Deployment/web] #2 spec.env[1].value=x -\n");
}

static void
test_terraform(void **state)
{
	(void)state;
	expect_kind("plan.json",
	    "{\"format_version\": \"1.1\", \"variables\": {\"x\": {\"value\": \"LEAK\"}},\n"
	    "\"planned_values\": {\"root_module\": {\"resources\": [\n"
	    "{\"address\": \"a.b\", \"values\": {\"n\": 1, \"pw2\": \"LEAK\"},\n"
	    "\"sensitive_values\": {\"pw2\": true}}],\n"
	    "\"child_modules\": [{\"resources\": [{\"address\": \"module.m.c\", \"type\": "
	    "\"c\"}]}]}}}",
	    "terraform",
	    "plan.json:1 format_version=1.1 -\n"
	    "plan.json:3 [a.b] #1 address=a.b -\n"
	    "plan.json:3 [a.b] #1 values.n=1 {1} -\n"
	    "plan.json:3 [a.b] #1 values.pw2=<secret> -\n"
	    "plan.json:5 [module.m.c] #2 address=module.m.c -\n"
	    "plan.json:5 [module.m.c] #2 type=c -\n");
}

static void
test_single_file(void **state)
{
	struct host host;

	(void)state;
	host_new(&host);
	host_put(&host, "x.yaml", "a: 1\n");
	host_read(&host, "x.yaml");
	assert_true(host.ok);
	assert_string_equal(host.rows.ptr, "x.yaml:1 a=1 {1} -\n");
	host_free(&host);
}

static void
test_refused(void **state)
{
	(void)state;
	host_refuse("a.yaml", "a: [1\n", "1:4: yaml-flow");
	host_refuse("a.yaml", "a: 1\na: 2\n", "2:1: doc-duplicate-key");
	host_refuse("a.json", "{\"a\": }", "1:7: doc-character");
	host_refuse("a.xml", "<!DOCTYPE a><a/>", "1:1: doc-doctype");
	host_refuse("a.yaml", "", "0:0: file-empty");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_kubernetes),
		cmocka_unit_test(test_terraform),
		cmocka_unit_test(test_single_file),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("config/format_document", tests, NULL, NULL);
}
