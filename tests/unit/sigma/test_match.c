/* SPDX-License-Identifier: Apache-2.0 */
/* Detections against events: a table of the specification's sentences and of what engines are known to get wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/scope.h"
#include "sigma/flow.h"
#include "sigma/sigma.h"
#include "base/banned.h"

struct match_case {
	const char *detection, *event;
	enum sigma_result expect;
};

static size_t
event_of(struct arena *arena, const char *text, struct sigma_field *fields)
{
	const struct node *map = flow_parse(arena, text);
	size_t n = 0;

	for (size_t i = 0; i < map->count; i++) {
		const struct node *v = map->items[i];
		size_t many = v->type == NODE_SEQUENCE ? v->count : 1;
		for (size_t k = 0; k < many; k++) {
			const struct node *one = v->type == NODE_SEQUENCE ? v->items[k] : v;
			fields[n++] = (struct sigma_field){ .name = map->keys[i],
				.value = one->text,
				.null = one->type == NODE_NULL };
		}
	}
	return n;
}

static bool
accounts(void *context, struct str name, struct arena *arena, struct str **list, size_t *count)
{
	(void)context;
	if (!str_is(name, "admins"))
		return false;
	*list = ARENA_ARRAY(arena, struct str, 2);
	(*list)[0] = STR("root");
	(*list)[1] = STR("adm*");
	*count = 2;
	return true;
}

static void
check(const struct match_case *c)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct sigma_field fields[16] = { 0 };
	static const struct sigma_expand expand = { .values = accounts };
	struct sigma_rule *rule =
	    sigma_compile(flow_parse(&arena, c->detection), STR("t.yaml"), &expand, &diags);

	if (rule == NULL) {
		struct buf buf = { 0 };
		for (size_t i = 0; i < diags.count; i++)
			diag_line(&diags.list[i], LANG_EN, &buf);
		fail_msg("%s is refused: %.*s", c->detection, STR_ARG(buf_str(&buf)));
	}
	struct sigma_event event = { fields, event_of(&arena, c->event, fields), 0 };
	enum sigma_result result = sigma_match(rule, &event);
	if (result != c->expect)
		fail_msg("%s on %s gives %d", c->detection, c->event, (int)result);
	sigma_free(rule);
	diags_release(&diags);
	arena_release(&arena);
}

#define CHECK_ALL(cases)                                                                           \
	for (size_t i = 0; i < COUNT_OF(cases); i++)                                               \
	check(&(cases)[i])

static void
values(void **state)
{
	static const struct match_case cases[] = {
		/* the whole field, case ignored */
		{ "{s: {a: abc}, condition: s}", "{a: ABC}", SIGMA_YES },
		{ "{s: {a: abc}, condition: s}", "{a: xabc}", SIGMA_NO },
		{ "{s: {a: abc}, condition: s}", "{b: abc}", SIGMA_NO },
		{ "{s: {a: 照会}, condition: s}", "{a: 照会}", SIGMA_YES },
		{ "{s: {a: ÀÉ}, condition: s}", "{a: àé}", SIGMA_YES },
		{ "{s: {a: ＡＢ}, condition: s}", "{a: ａｂ}", SIGMA_YES },
		{ "{s: {a: AB}, condition: s}", "{a: ＡＢ}", SIGMA_NO },
		{ "{s: {a: ｱ}, condition: s}", "{a: ア}", SIGMA_NO },
		{ "{s: {a: K}, condition: s}", "{a: K}", SIGMA_YES }, /* Kelvin sign */
		{ "{s: {a: STRASSE}, condition: s}", "{a: straße}", SIGMA_NO },
		/* wildcards */
		{ "{s: {a: 'a*c'}, condition: s}", "{a: abbbc}", SIGMA_YES },
		{ "{s: {a: 'a*c'}, condition: s}", "{a: abbbcd}", SIGMA_NO },
		{ "{s: {a: 'a?c'}, condition: s}", "{a: abc}", SIGMA_YES },
		{ "{s: {a: 'a?c'}, condition: s}", "{a: ac}", SIGMA_NO },
		{ "{s: {a: 'a?c'}, condition: s}", "{a: a照c}", SIGMA_YES },
		{ "{s: {a: '?'}, condition: s}", "{a: 照}", SIGMA_YES },
		{ "{s: {a: '?"
		  "?'}, condition: s}",
		    "{a: 照}", SIGMA_NO },
		{ "{s: {a: '*?会'}, condition: s}", "{a: 照会}", SIGMA_YES },
		{ "{s: {a: '*?会'}, condition: s}", "{a: 会}", SIGMA_NO },
		{ "{s: {a: '*'}, condition: s}", "{a: ''}", SIGMA_YES },
		{ "{s: {a: '**'}, condition: s}", "{a: x}", SIGMA_YES },
		{ "{s: {a: 'a*b*a'}, condition: s}", "{a: aba}", SIGMA_YES },
		{ "{s: {a: 'ab*ba'}, condition: s}", "{a: aba}", SIGMA_NO },
		/* escapes: \* \? literal, \ plain, \\ one, \\* one and a star, \\\* both literal, \\\\ two */
		{ "{s: {a: 'x\\*'}, condition: s}", "{a: 'x*'}", SIGMA_YES },
		{ "{s: {a: 'x\\*'}, condition: s}", "{a: xy}", SIGMA_NO },
		{ "{s: {a: 'x\\?'}, condition: s}", "{a: xy}", SIGMA_NO },
		{ "{s: {a: 'c:\\dir'}, condition: s}", "{a: 'c:\\dir'}", SIGMA_YES },
		{ "{s: {a: 'c:\\\\dir'}, condition: s}", "{a: 'c:\\dir'}", SIGMA_YES },
		{ "{s: {a: 'c:\\\\*'}, condition: s}", "{a: 'c:\\dir'}", SIGMA_YES },
		{ "{s: {a: 'c:\\\\*'}, condition: s}", "{a: 'c:*'}", SIGMA_NO },
		{ "{s: {a: 'c:\\\\\\*'}, condition: s}", "{a: 'c:\\*'}", SIGMA_YES },
		{ "{s: {a: 'c:\\\\\\*'}, condition: s}", "{a: 'c:\\d'}", SIGMA_NO },
		{ "{s: {a: '\\\\\\\\x'}, condition: s}", "{a: '\\\\x'}", SIGMA_YES },
		{ "{s: {a: '\\\\\\x'}, condition: s}", "{a: '\\\\x'}", SIGMA_YES },
		{ "{s: {a: 'x\\'}, condition: s}", "{a: 'x\\'}", SIGMA_YES },
		/* numbers are texts */
		{ "{s: {a: 4624}, condition: s}", "{a: 4624}", SIGMA_YES },
		{ "{s: {a: 4624}, condition: s}", "{a: 04624}", SIGMA_NO },
		{ "{s: {a: true}, condition: s}", "{a: True}", SIGMA_YES },
		/* '' and null */
		{ "{s: {a: ''}, condition: s}", "{a: ''}", SIGMA_YES },
		{ "{s: {a: ''}, condition: s}", "{a: x}", SIGMA_NO },
		{ "{s: {a: ''}, condition: s}", "{b: x}", SIGMA_NO },
		{ "{s: {a: ''}, condition: s}", "{a: null}", SIGMA_YES },
		{ "{s: {a: null}, condition: s}", "{a: null}", SIGMA_YES },
		{ "{s: {a: null}, condition: s}", "{b: x}", SIGMA_YES },
		{ "{s: {a: null}, condition: s}", "{a: ''}", SIGMA_NO },
		{ "{s: {a: null}, condition: s}", "{a: x}", SIGMA_NO },
		{ "{s: {a: '*'}, condition: s}", "{a: null}", SIGMA_NO },
		/* blanks in the log's names */
		{ "{s: {SAMUserAccount: x}, condition: s}", "{SAM User Account: x}", SIGMA_YES },
		{ "{s: {SAM User Account: x}, condition: s}", "{SAM User Account: x}", SIGMA_YES },
		{ "{s: {Samuseraccount: x}, condition: s}", "{SAM User Account: x}", SIGMA_NO },
		/* a field of several values */
		{ "{s: {a: y}, condition: s}", "{a: [x, y]}", SIGMA_YES },
		{ "{s: {a|neq: y}, condition: s}", "{a: [x, y]}", SIGMA_NO },
	};

	(void)state;
	CHECK_ALL(cases);
}

static void
structures(void **state)
{
	static const struct match_case cases[] = {
		{ "{s: {a: x, b: y}, condition: s}", "{a: x, b: y}", SIGMA_YES },
		{ "{s: {a: x, b: y}, condition: s}", "{a: x, b: z}", SIGMA_NO },
		{ "{s: [{a: x}, {b: y}], condition: s}", "{a: z, b: y}", SIGMA_YES },
		{ "{s: [{a: x}, {b: y}], condition: s}", "{a: z, b: z}", SIGMA_NO },
		{ "{s: {a: [x, y]}, condition: s}", "{a: y}", SIGMA_YES },
		{ "{s: {a|contains|all: [x, y]}, condition: s}", "{a: xzy}", SIGMA_YES },
		{ "{s: {a|contains|all: [x, y]}, condition: s}", "{a: xz}", SIGMA_NO },
		{ "{s: {a|all|contains: [x, y]}, condition: s}", "{a: xz}", SIGMA_NO },
		/* keywords: the whole event, OR; '|all' AND */
		{ "{s: [foo, bar], condition: s}", "{a: 1, b: a Bar c}", SIGMA_YES },
		{ "{s: [foo, bar], condition: s}", "{a: 1, b: ba}", SIGMA_NO },
		{ "{s: {'|all': [foo, bar]}, condition: s}", "{a: foo, b: bar}", SIGMA_YES },
		{ "{s: {'|all': [foo, bar]}, condition: s}", "{a: foo, b: ba}", SIGMA_NO },
		{ "{s: ['f*o'], condition: s}", "{a: xfaaox}", SIGMA_YES },
		{ "{s: {'|re': 'f.o$'}, condition: s}", "{a: 1, b: xfao}", SIGMA_YES },
		{ "{s: foo, condition: s}", "{b: xfoox}", SIGMA_YES },
		{ "{s: [foo, {a: x}], condition: s}", "{a: x}", SIGMA_YES },
	};

	(void)state;
	CHECK_ALL(cases);
}

static void
modifiers(void **state)
{
	static const struct match_case cases[] = {
		{ "{s: {a|startswith: ab}, condition: s}", "{a: ABc}", SIGMA_YES },
		{ "{s: {a|startswith: ab}, condition: s}", "{a: cab}", SIGMA_NO },
		{ "{s: {a|endswith: '\\cmd.exe'}, condition: s}", "{a: 'C:\\CMD.EXE'}", SIGMA_YES },
		{ "{s: {a|endswith: 'a?c'}, condition: s}", "{a: xxabc}", SIGMA_YES },
		{ "{s: {a|contains: 'a*c'}, condition: s}", "{a: xabbcx}", SIGMA_YES },
		{ "{s: {a|contains: ''}, condition: s}", "{a: x}", SIGMA_YES },
		{ "{s: {a|contains: 'x\\'}, condition: s}", "{a: 'ax\\b'}", SIGMA_YES },
		/* both orders of cased (Hayabusa 1862) */
		{ "{s: {a|contains|cased: ab}, condition: s}", "{a: xAB}", SIGMA_NO },
		{ "{s: {a|cased|contains: ab}, condition: s}", "{a: xAB}", SIGMA_NO },
		{ "{s: {a|cased|contains: AB}, condition: s}", "{a: xABx}", SIGMA_YES },
		{ "{s: {a|cased: ab}, condition: s}", "{a: aB}", SIGMA_NO },
		/* regular expressions: search, case counts */
		{ "{s: {a|re: 'b+'}, condition: s}", "{a: abbc}", SIGMA_YES },
		{ "{s: {a|re: 'B+'}, condition: s}", "{a: abbc}", SIGMA_NO },
		{ "{s: {a|re|i: 'B+'}, condition: s}", "{a: abbc}", SIGMA_YES },
		{ "{s: {a|re: '^b'}, condition: s}", "{a: 'a\nb'}", SIGMA_NO },
		{ "{s: {a|re|m: '^b'}, condition: s}", "{a: 'a\nb'}", SIGMA_YES },
		{ "{s: {a|re: 'a.b'}, condition: s}", "{a: 'a\nb'}", SIGMA_NO },
		{ "{s: {a|re|s: 'a.b'}, condition: s}", "{a: 'a\nb'}", SIGMA_YES },
		{ "{s: {a|re|i|s: 'A.B'}, condition: s}", "{a: 'a\nb'}", SIGMA_YES },
		{ "{s: {a|re: '^.$'}, condition: s}", "{a: 照}", SIGMA_YES },
		{ "{s: {a|re: '\\*'}, condition: s}", "{a: 'a*'}", SIGMA_YES },
		{ "{s: {a|re|all: [x, y]}, condition: s}", "{a: yx}", SIGMA_YES },
		/* networks */
		{ "{s: {a|cidr: 192.0.2.0/24}, condition: s}", "{a: 192.0.2.77}", SIGMA_YES },
		{ "{s: {a|cidr: 192.0.2.0/24}, condition: s}", "{a: 192.0.3.1}", SIGMA_NO },
		{ "{s: {a|cidr: 192.0.2.0/25}, condition: s}", "{a: 192.0.2.128}", SIGMA_NO },
		{ "{s: {a|cidr: 0.0.0.0/0}, condition: s}", "{a: 8.8.8.8}", SIGMA_YES },
		{ "{s: {a|cidr: '2001:db8::/33'}, condition: s}", "{a: '2001:db8:7fff::1'}",
		    SIGMA_YES },
		{ "{s: {a|cidr: '2001:db8::/33'}, condition: s}", "{a: '2001:db8:8000::1'}",
		    SIGMA_NO },
		{ "{s: {a|cidr: 192.0.2.0/24}, condition: s}", "{a: '2001:db8::1'}", SIGMA_NO },
		{ "{s: {a|cidr: 192.0.2.0/24}, condition: s}", "{a: no address}", SIGMA_NO },
		/* numbers */
		{ "{s: {a|gt: 1000}, condition: s}", "{a: 1001}", SIGMA_YES },
		{ "{s: {a|gt: 1000}, condition: s}", "{a: 1000}", SIGMA_NO },
		{ "{s: {a|gte: 1000}, condition: s}", "{a: 1000}", SIGMA_YES },
		{ "{s: {a|gt: 999}, condition: s}", "{a: 1000}", SIGMA_YES },
		{ "{s: {a|lt: 1.5}, condition: s}", "{a: 1.25}", SIGMA_YES },
		{ "{s: {a|lte: -1}, condition: s}", "{a: -1}", SIGMA_YES },
		{ "{s: {a|lt: 5}, condition: s}", "{a: x}", SIGMA_NO },
		{ "{s: {a|lt: 5}, condition: s}", "{a: ''}", SIGMA_NO },
		{ "{s: {a|lt: 5}, condition: s}", "{b: 1}", SIGMA_NO },
		/* presence */
		{ "{s: {a|exists: true}, condition: s}", "{a: null}", SIGMA_YES },
		{ "{s: {a|exists: true}, condition: s}", "{b: x}", SIGMA_NO },
		{ "{s: {a|exists: false}, condition: s}", "{b: x}", SIGMA_YES },
		{ "{s: {a|exists: false}, condition: s}", "{a: ''}", SIGMA_NO },
		/* placeholders */
		{ "{s: {a|expand: '%admins%'}, condition: s}", "{a: ROOT}", SIGMA_YES },
		{ "{s: {a|expand: '%admins%'}, condition: s}", "{a: adm7}", SIGMA_YES },
		{ "{s: {a|expand: '%admins%'}, condition: s}", "{a: bob}", SIGMA_NO },
		{ "{s: {a|contains|expand: '5% x%admins%'}, condition: s}", "{a: '15% xroot2'}",
		    SIGMA_YES },
		{ "{s: {a|expand: '\\%plain%admins%'}, condition: s}", "{a: '%plainroot'}",
		    SIGMA_YES },
		{ "{s: {a: '%admins%'}, condition: s}", "{a: '%admins%'}", SIGMA_YES },
		/* another field */
		{ "{s: {a|fieldref: b}, condition: s}", "{a: X, b: x}", SIGMA_YES },
		{ "{s: {a|fieldref: b}, condition: s}", "{a: X, b: y}", SIGMA_NO },
		{ "{s: {a|fieldref: b}, condition: s}", "{a: x}", SIGMA_NO },
		{ "{s: {a|fieldref|startswith: b}, condition: s}", "{a: xyz, b: xy}", SIGMA_YES },
		{ "{s: {a|fieldref|endswith: b}, condition: s}", "{a: xyz, b: xy}", SIGMA_NO },
		{ "{s: {a|cased|fieldref: b}, condition: s}", "{a: X, b: x}", SIGMA_NO },
		{ "{s: {a|fieldref|neq: b}, condition: s}", "{a: x, b: y}", SIGMA_YES },
		{ "{s: {a|fieldref|neq: b}, condition: s}", "{a: x, b: X}", SIGMA_NO },
		/* neq: there is a value and it is none of these */
		{ "{s: {a|neq: x}, condition: s}", "{a: y}", SIGMA_YES },
		{ "{s: {a|neq: x}, condition: s}", "{a: X}", SIGMA_NO },
		{ "{s: {a|neq: [x, y]}, condition: s}", "{a: y}", SIGMA_NO },
		{ "{s: {a|neq: [x, y]}, condition: s}", "{a: z}", SIGMA_YES },
		{ "{s: {a|neq: x}, condition: s}", "{b: y}", SIGMA_NO },
		{ "{s: {a|neq: x}, condition: s}", "{a: null}", SIGMA_NO },
		{ "{s: {a|contains|neq: x}, condition: s}", "{a: axa}", SIGMA_NO },
		{ "{s: {a|re|neq: x+}, condition: s}", "{a: aya}", SIGMA_YES },
	};

	(void)state;
	CHECK_ALL(cases);
}

static void
conditions(void **state)
{
#define S "a1: {a: 1}, a2: {b: 1}, b1: {c: 1}, _x: {d: 1}, condition: "
	static const struct match_case cases[] = {
		{ "{" S "a1 and a2}", "{a: 1, b: 1}", SIGMA_YES },
		{ "{" S "a1 and a2}", "{a: 1, b: 2}", SIGMA_NO },
		{ "{" S "a1 or a2}", "{a: 2, b: 1}", SIGMA_YES },
		{ "{" S "not a1}", "{a: 2}", SIGMA_YES },
		{ "{" S "not not a1}", "{a: 1}", SIGMA_YES },
		/* or binds least, then and, then not */
		{ "{" S "a1 or a2 and b1}", "{a: 1, b: 2, c: 2}", SIGMA_YES },
		{ "{" S "(a1 or a2) and b1}", "{a: 1, b: 2, c: 2}", SIGMA_NO },
		{ "{" S "not a1 and a2}", "{a: 2, b: 1}", SIGMA_YES },
		{ "{" S "not a1 and a2}", "{a: 2, b: 2}", SIGMA_NO },
		{ "{" S "not (a1 and a2)}", "{a: 2, b: 2}", SIGMA_YES },
		{ "{" S "not a1 or a2}", "{a: 1, b: 1}", SIGMA_YES },
		/* "or not": rules that a prefilter would drop (RSigma 406) */
		{ "{" S "a1 or not a2}", "{z: 1}", SIGMA_YES },
		{ "{" S "1 of a* or not b1}", "{z: 1}", SIGMA_YES },
		{ "{" S "not 1 of them}", "{z: 1}", SIGMA_YES },
		{ "{" S "not all of a*}", "{a: 1}", SIGMA_YES },
		/* quantifiers */
		{ "{" S "1 of a*}", "{b: 1}", SIGMA_YES },
		{ "{" S "1 of a*}", "{c: 1}", SIGMA_NO },
		{ "{" S "any of a*}", "{b: 1}", SIGMA_YES },
		{ "{" S "all of a*}", "{a: 1, b: 1}", SIGMA_YES },
		{ "{" S "all of a*}", "{a: 1}", SIGMA_NO },
		{ "{" S "1 of them}", "{c: 1}", SIGMA_YES },
		{ "{" S "1 of them}", "{d: 1}", SIGMA_NO },
		{ "{" S "all of them}", "{a: 1, b: 1, c: 1}", SIGMA_YES },
		{ "{" S "1 of _*}", "{d: 1}", SIGMA_YES },
		{ "{" S "1 of *1}", "{c: 1}", SIGMA_YES },
		{ "{" S "1 of *1}", "{b: 1}", SIGMA_NO },
		{ "{" S "all of a1}", "{a: 1}", SIGMA_YES },
		{ "{" S "1 of a* and not 1 of b*}", "{a: 1, c: 1}", SIGMA_NO },
		/* words in any case; line ends */
		{ "{" S "a1 AND NOT a2}", "{a: 1}", SIGMA_YES },
		{ "{" S "All Of a*}", "{a: 1}", SIGMA_NO },
		{ "{" S "'a1\n  or a2'}", "{b: 1}", SIGMA_YES },
		/* a list is OR */
		{ "{" S "[a1, b1]}", "{c: 1}", SIGMA_YES },
		/* a pattern with the star inside, and names that look like words */
		{ "{sel_x_main: {a: 1}, sel_y: {b: 1}, condition: 1 of sel*main}", "{a: 1}",
		    SIGMA_YES },
		{ "{sel_x_main: {a: 1}, sel_y: {b: 1}, condition: 1 of sel*main}", "{b: 1}",
		    SIGMA_NO },
		{ "{all: {a: 1}, 1: {b: 1}, condition: all or 1}", "{b: 1}", SIGMA_YES },
		{ "{not_a: {a: 1}, condition: not_a}", "{a: 1}", SIGMA_YES },
		{ "{and-b: {a: 1}, condition: not and-b}", "{a: 1}", SIGMA_NO },
	};

	(void)state;
	CHECK_ALL(cases);
}

/* Values written anew: the encoded texts are Python's. */
static void
encodings(void **state)
{
	static const struct match_case cases[] = {
		{ "{s: {a|windash|contains: ' -enc '}, condition: s}", "{a: 'p.exe /ENC x'}",
		    SIGMA_YES },
		{ "{s: {a|contains|windash: ' -enc '}, condition: s}", "{a: 'p.exe –enc x'}",
		    SIGMA_YES },
		{ "{s: {a|windash: '/a-b -c'}, condition: s}", "{a: '-a-b /c'}", SIGMA_YES },
		/* a dash inside of a word stays */
		{ "{s: {a|windash: 'a-b'}, condition: s}", "{a: 'a/b'}", SIGMA_NO },
		{ "{s: {a|windash: '*-c'}, condition: s}", "{a: 'xx/c'}", SIGMA_YES },
		{ "{s: {a|windash: '-?'}, condition: s}", "{a: '/c'}", SIGMA_NO },
		{ "{s: {a|windash|contains|all: ['-x', '-y']}, condition: s}", "{a: '/y -x'}",
		    SIGMA_YES },
		{ "{s: {a|windash|contains|all: ['-x', '-y']}, condition: s}", "{a: '/y x'}",
		    SIGMA_NO },
		{ "{s: {a|base64: 'foobar'}, condition: s}", "{a: Zm9vYmFy}", SIGMA_YES },
		{ "{s: {a|base64: 'foobar'}, condition: s}", "{a: xZm9vYmFy}", SIGMA_NO },
		{ "{s: {a|base64: '照会'}, condition: s}", "{a: 54Wn5Lya}", SIGMA_YES },
		{ "{s: {a|base64offset|contains: '/bin/bash -i'}, condition: s}",
		    "{a: 'L2Jpbi9iYXNoIC1peXl5'}", SIGMA_YES },
		{ "{s: {a|base64offset|contains: '/bin/bash -i'}, condition: s}",
		    "{a: 'eC9iaW4vYmFzaCAtaXl5eQ=='}", SIGMA_YES },
		{ "{s: {a|base64offset|contains: '/bin/bash -i'}, condition: s}",
		    "{a: 'eHgvYmluL2Jhc2ggLWl5eXk='}", SIGMA_YES },
		{ "{s: {a|base64offset|contains: '/bin/bash -i'}, condition: s}",
		    "{a: 'L2Jpbi9iYXNoXy1p'}", SIGMA_NO },
		{ "{s: {a|wide|base64: foo}, condition: s}", "{a: ZgBvAG8A}", SIGMA_YES },
		{ "{s: {a|utf16le|base64: foo}, condition: s}", "{a: ZgBvAG8A}", SIGMA_YES },
		{ "{s: {a|utf16be|base64: foo}, condition: s}", "{a: 'AGYAbwBv'}", SIGMA_YES },
		{ "{s: {a|utf16|base64: foo}, condition: s}", "{a: '//5mAG8AbwA='}", SIGMA_YES },
		{ "{s: {a|wide|base64: '𠮷'}, condition: s}", "{a: 'Qti33w=='}", SIGMA_YES },
		{ "{s: {a|wide|base64offset|contains: foo}, condition: s}", "{a: 'xxYAbwBvAxx'}",
		    SIGMA_YES },
		{ "{s: {a|utf16: foo}, condition: s}", "{a: foo}", SIGMA_NO },
		{ "{s: {a|base64|neq: foobar}, condition: s}", "{a: Zm9vYmFy}", SIGMA_NO },
	};

	(void)state;
	CHECK_ALL(cases);
}

/* Parts of a time, as its text has them. */
static void
time_parts(void **state)
{
	static const struct match_case cases[] = {
		{ "{s: {a|hour: 9}, condition: s}", "{a: '2025-04-01T09:05:07+09:00'}", SIGMA_YES },
		{ "{s: {a|hour: 9}, condition: s}", "{a: '2025-04-01T09:05:07Z'}", SIGMA_YES },
		{ "{s: {a|hour: 0}, condition: s}", "{a: '2025-04-01T09:05:07Z'}", SIGMA_NO },
		{ "{s: {a|minute: 5}, condition: s}", "{a: '2025/4/1 9:05'}", SIGMA_YES },
		{ "{s: {a|hour|gte: 22}, condition: s}", "{a: '令和7年4月1日 22:00:00'}",
		    SIGMA_YES },
		{ "{s: {a|hour|lt: 6}, condition: s}", "{a: '2025-04-01 06:00:00'}", SIGMA_NO },
		{ "{s: {a|hour: [1, 2]}, condition: s}", "{a: '2025-04-01 02:00:00'}", SIGMA_YES },
		{ "{s: {a|hour|neq: 2}, condition: s}", "{a: '2025-04-01 02:00:00'}", SIGMA_NO },
		{ "{s: {a|hour: 2}, condition: s}", "{a: '2025-04-01'}", SIGMA_NO },
		{ "{s: {a|hour: 25}, condition: s}", "{a: '2025-04-01 25:00'}", SIGMA_NO },
		{ "{s: {a|day: 1}, condition: s}", "{a: '2025-04-01'}", SIGMA_YES },
		{ "{s: {a|month|gt: 3}, condition: s}", "{a: '2025-04-01'}", SIGMA_YES },
		{ "{s: {a|year: 2025}, condition: s}", "{a: '2025-04-01'}", SIGMA_YES },
		/* ISO 8601: the last days of a year may be of week 1, the first of week 53 */
		{ "{s: {a|week: 1}, condition: s}", "{a: '2024-12-30'}", SIGMA_YES },
		{ "{s: {a|week: 53}, condition: s}", "{a: '2021-01-03'}", SIGMA_YES },
		{ "{s: {a|week: 1}, condition: s}", "{a: '2021-01-04'}", SIGMA_YES },
		{ "{s: {a|year: 2025}, condition: s}", "{a: 'at 2025-04-01'}", SIGMA_NO },
		{ "{s: {a|year: 2025}, condition: s}", "{a: x}", SIGMA_NO },
		{ "{s: {a|year: 2025}, condition: s}", "{b: 2025}", SIGMA_NO },
	};

	(void)state;
	CHECK_ALL(cases);
}

/* How much of a time decides: a clock is not judged anew for each second, and never for too little. */
static void
grains(void **state)
{
	static const struct {
		const char *detection;
		enum sigma_grain grain;
	} cases[] = {
		{ "{s: {time|hour|gte: 22}, condition: s}", SIGMA_GRAIN_HOUR },
		{ "{s: {time|minute: 0}, condition: s}", SIGMA_GRAIN_VALUE },
		{ "{s: {time|day: 1}, condition: s}", SIGMA_GRAIN_DAY },
		{ "{s: {time|week|lt: 2}, condition: s}", SIGMA_GRAIN_DAY },
		{ "{s: {time|startswith: '2025-04-01T2'}, condition: s}", SIGMA_GRAIN_HOUR },
		{ "{s: {time|gte: 22}, condition: s}", SIGMA_GRAIN_VALUE },
		{ "{s: {time|day: 1}, t: {time|hour: 2}, condition: s or t}", SIGMA_GRAIN_HOUR },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		const struct sigma_rule *rule =
		    sigma_compile(flow_parse(&arena, cases[i].detection), STR("t"), NULL, &diags);
		assert_non_null(rule);
		struct sigma_classes *classes = sigma_classes_new(&rule, 1);
		assert_int_equal(sigma_classes_grain(classes, 0), cases[i].grain);
		sigma_classes_free(classes);
		sigma_free((struct sigma_rule *)(uintptr_t)rule);
		diags_release(&diags);
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(structures),
		cmocka_unit_test(modifiers),
		cmocka_unit_test(encodings),
		cmocka_unit_test(time_parts),
		cmocka_unit_test(grains),
		cmocka_unit_test(conditions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
