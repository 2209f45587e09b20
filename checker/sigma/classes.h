/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging by classes, inside: what the rules are made into (classes.c), the classes of values (class_value.c), and what they make together
 * (class_judge.c).
 */
#ifndef SIGMA_CLASSES_H
#define SIGMA_CLASSES_H

#include "sigma/compiled.h"

/* The tree of a rule above its predicates: which field's vector, and where in it. */
struct leaf {
	uint32_t field, predicate;
};
struct class_node {
	enum sigma_node_kind kind; /* TREE_TEST: a leaf */
	struct leaf leaf;
	uint32_t first, count; /* children: indexes into `links` */
};

/* A part of a rule that looks at one field. */
struct predicate {
	/* a list of tests, of which one is enough: those of texts stand in the field's table, these are the others */
	const struct sigma_test **tests;
	size_t test_count, test_room;
};

/* A text, folded, that is the whole value, or its beginning, or its end; and the predicate that it satisfies. */
enum literal_kind { LITERAL_WHOLE, LITERAL_START, LITERAL_END };
struct literal {
	struct str text;
	enum literal_kind kind;
	uint64_t hash;
	uint32_t predicate;
	uint32_t next; /* index + 1 of the next of its slot */
};

/* A vector of verdicts, a byte each, and its class: open addressing. */
struct vectors {
	unsigned char *bytes; /* class × predicate_count */
	size_t count, room;
	uint32_t *slots;
	size_t slot_room;
};

struct class_field {
	struct str name;
	struct predicate *predicates;
	size_t predicate_count, predicate_room;
	struct literal *literals;
	size_t literal_count, literal_room;
	uint32_t *literal_slots;
	size_t literal_slot_room;
	/* the lengths that beginnings and ends have, each once */
	struct {
		enum literal_kind kind;
		size_t len;
	} * lengths;
	size_t length_count, length_room;
	enum sigma_grain grain;
	bool folds; /* some test wants the folded text */
	/* every test that is no literal asks for one of these pairs */
	struct sigma_filter filter;
	struct sigma_look look; /* the same */
	size_t test_count;
	bool unfiltered;
	unsigned char *vector;
	struct vectors known;
	/* a value about which all predicates say no: most are so */
	uint16_t plain_class;
	bool plain_known;
};

/* A combination of classes that occurred. */
struct memo {
	uint64_t hash;
	struct sigma_verdict verdict;
	uint16_t *key; /* NULL: free */
};

struct sigma_classes {
	size_t rule_count;
	struct class_field *fields;
	size_t field_count, field_room;
	struct class_node *nodes;
	size_t node_count, node_room;
	uint32_t *links;
	size_t link_count, link_room;
	uint32_t *roots; /* of each rule; UINT32_MAX: in rest */
	uint32_t *rest;
	size_t rest_count;
	struct arena arena; /* of the memo */
	struct arena scratch;
	struct memo *memo;
	size_t memo_count, memo_room;
	const struct memo *last;
	uint32_t *yes, *undecided;
	uint32_t epoch;
	struct buf folded;
	struct sigma_regex_scratch regex;
};

/* class_judge.c: all verdicts that were kept are void. */
void classes_forget_verdicts(struct sigma_classes *classes);

#endif
