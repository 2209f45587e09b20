/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The digest of a rule set: over the trees that were understood, in a canonical form, not over the files' bytes. The bytes are seen only by
 * the worker; and what the digest must answer is whether the same rules ran, which comments and indentation do not change.
 */
#include <sodium.h>

#include "base/mem.h"
#include "rule/read.h"
#include "base/banned.h"

static void
add_length(crypto_generichash_state *state, unsigned char tag, size_t n)
{
	unsigned char bytes[9] = { tag };

	for (size_t i = 1; i < sizeof bytes; i++, n >>= 8)
		bytes[i] = (unsigned char)(n & 0xff);
	crypto_generichash_update(state, bytes, sizeof bytes);
}

static void
add_text(crypto_generichash_state *state, unsigned char tag, struct str text)
{
	add_length(state, tag, text.len);
	crypto_generichash_update(state, (const unsigned char *)text.ptr, text.len);
}

static void
add_node(crypto_generichash_state *state, const struct node *node)
{
	switch (node->type) {
	case NODE_NULL:
		add_length(state, 'n', 0);
		break;
	case NODE_SCALAR:
		add_text(state, node->style == NODE_PLAIN ? 'p' : 't', node->text);
		break;
	case NODE_SEQUENCE:
	case NODE_MAP:
		add_length(state, node->type == NODE_MAP ? 'm' : 's', node->count);
		for (size_t i = 0; i < node->count; i++) {
			if (node->type == NODE_MAP)
				add_text(state, 'k', node->keys[i]);
			add_node(state, node->items[i]);
		}
		break;
	}
}

/* A rule's tests are no part of what it does, and are not read when rules are only run. */
static void
add_rule(crypto_generichash_state *state, const struct node *root)
{
	for (size_t i = 0; i < root->count; i++) {
		if (str_is(root->keys[i], "tests"))
			continue;
		add_text(state, 'k', root->keys[i]);
		add_node(state, root->items[i]);
	}
}

void
rules_set_digest(struct rules *rules)
{
	crypto_generichash_state state;
	unsigned char hash[32];
	char text[sizeof hash * 2 + 1];

	if (sodium_init() < 0)
		BUG("libsodium does not start");
	crypto_generichash_init(&state, NULL, 0, sizeof hash);
	for (size_t i = 0; i < rules->count; i++)
		add_rule(&state, rules->list[i].root);
	for (size_t i = 0; i < rules->data_count; i++)
		add_node(&state, rules->data[i]);
	for (size_t i = 0; i < rules->also_count; i++)
		add_node(&state, rules->also[i]);
	crypto_generichash_final(&state, hash, sizeof hash);
	sodium_bin2hex(text, sizeof text, hash, sizeof hash);
	rules->digest = arena_str(&rules->arena, str_of(text));
}
