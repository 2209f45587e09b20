/* SPDX-License-Identifier: Apache-2.0 */
/* What is taken for a secret: tables of names and of forms. In doubt it is one. */
#include "config/secrets.h"

#include "base/buf.h"
#include "base/scope.h"
#include "base/banned.h"

/* Anywhere in the last part of the key, in any case; - and _ do not count. */
static const char *const secret_parts[] = {
	"password",
	"passwd",
	"passphrase",
	"passwort",
	"secret",
	"token",
	"apikey",
	"accesskey",
	"privatekey",
	"credential",
	"bindpw",
	"rootpw",
	"sharedkey",
	"presharedkey",
	"authkey",
	"pgpass",
	"encryptionkey",
	"signingkey",
	"connectionstring",
	"sessionkey",
	"cookiekey",
	"webhookurl",
};

/* The whole last part. */
static const char *const secret_names[] = { "psk", "pwd", "pass", "pw", "pin", "auth", "keydata" };

/* How the whole last part ends: DB_PASS, smtp_pwd, wpa_psk. */
static const char *const secret_endings[] = { "pass", "pwd", "psk", "passcode" };

/* Names that hold such a part and say how secrets are handled, not what they are. */
static const char *const harmless_names[] = {
	"passwordauthentication",
	"permitemptypasswords",
	"passwordencryption",
	"passwdtries",
	"passwdtimeout",
	"passwdwarn",
	"passwdchange",
	"secretname",
	"secretkeyref",
	"secretref",
	"automountserviceaccounttoken",
	"serviceaccounttoken",
	"passwordpolicy",
	"passwordexpiry",
	"minpasswordlength",
	"passwordminlength",
	"passwordhistory",
	"passwordmaxage",
	"servertokens",
	"imagepullsecrets",
	"passwordlifetime",
	"passwordreuse",
	"tokenexpirationseconds",
	"secrettype",
	"proxypass",
	"fastcgipass",
	"uwsgipass",
	"scgipass",
	"grpcpass",
	"memcachedpass",
	"proxycachebypass",
	"bypass",
	"firewallbypass",
};

/* Endings of a key whose value is a place, not the secret. */
static const char *const place_endings[] = { "file", "path", "dir", "directory", "command" };

static const char *const plain_words[] = { "yes", "no", "on", "off", "true", "false", "none",
	"null", "1", "0", "enabled", "disabled", "required", "optional", "md5", "sha256",
	"scram-sha-256", "crypt" };

/* How a secret value begins, whatever its key. */
static const char *const secret_heads[] = { "$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$7$",
	"$y$", "$gy$", "$argon2", "$scrypt$", "$apr1$", "{SSHA", "{SHA", "{CRYPT}", "SCRAM-SHA-",
	"eyJ", "ghp_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "AKIA", "ASIA", "sk_live_",
	"AGE-SECRET-KEY-" };

/* Lower case without - _ and blanks; only the last part of a path, without its index. */
static void
fold(struct str key, struct buf *folded)
{
	while (key.len > 0 && (key.ptr[key.len - 1] == ']' || str_is_digit(key.ptr[key.len - 1]))) {
		size_t open = key.len;
		while (open > 0 && key.ptr[open - 1] != '[')
			open--;
		if (key.ptr[key.len - 1] != ']' || open == 0 || key.ptr[open] == '\'')
			break;
		key.len = open - 1;
	}
	for (size_t i = 0; i < key.len; i++) {
		char c = key.ptr[i];

		if (c == '.' || c == '/' || c == ':' || c == '@' || c == '[')
			buf_clear(folded);
		else if (c != '-' && c != '_' && c != ' ' && c != '\'' && c != ']')
			buf_addc(folded, str_lower(c));
	}
}

static bool
is_in(struct str text, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq_nocase(text, str_of(list[i])))
			return true;
	return false;
}

static bool
is_secret_name(struct str name)
{
	if (is_in(name, harmless_names, COUNT_OF(harmless_names)))
		return false;
	if (is_in(name, secret_names, COUNT_OF(secret_names)))
		return true;
	for (size_t i = 0; i < COUNT_OF(place_endings); i++)
		if (str_ends(name, str_of(place_endings[i])))
			return false;
	for (size_t i = 0; i < COUNT_OF(secret_endings); i++)
		if (str_ends(name, str_of(secret_endings[i])))
			return !str_ends(name, STR("bypass"));
	for (size_t i = 0; i < COUNT_OF(secret_parts); i++)
		if (str_has(name, str_of(secret_parts[i])))
			return true;
	return false;
}

bool
secrets_key(struct str key)
{
	struct buf folded = { 0 };

	fold(key, &folded);
	bool secret = is_secret_name(buf_str(&folded));
	buf_release(&folded);
	return secret;
}

/* A key that itself lies in the value: -----BEGIN … PRIVATE KEY-----, a hash, a token. */
static bool
is_secret_form(struct str value)
{
	if (str_has(value, STR("PRIVATE KEY-----")))
		return true;
	for (size_t i = 0; i < COUNT_OF(secret_heads); i++) {
		struct str head = str_of(secret_heads[i]);
		/* Longer than the mark of a method alone: SCRAM-SHA-256 is a name, not a secret. */
		if (str_starts(value, head) && value.len >= head.len + 8)
			return true;
	}
	return false;
}

/* user:password@ behind a scheme: where the password stands in the word. */
static bool
find_url_secret(struct str word, size_t *from, size_t *to)
{
	size_t host = str_find(word, STR("://"), 0);

	if (host == STR_NONE)
		return false;
	host += 3;
	size_t end = host;
	while (end < word.len && word.ptr[end] != '/' && word.ptr[end] != '?')
		end++;
	/* The last @ before the path: a password may hold one. */
	for (size_t at = end; at > host; at--) {
		if (word.ptr[at - 1] != '@')
			continue;
		size_t colon = str_find_char(word, ':', host);
		if (colon == STR_NONE || colon >= at - 1)
			return false;
		*from = colon + 1;
		*to = at - 1;
		return true;
	}
	return false;
}

static struct str
without_dashes(struct str word)
{
	while (word.len > 0 && (word.ptr[0] == '-' || word.ptr[0] == '"' || word.ptr[0] == '\''))
		word = str_from(word, 1);
	return word;
}

/* One blank-delimited word of a value. *next: the word that follows is the secret (--password abc). */
static bool
mask_word(struct str word, bool *next, struct buf *out)
{
	size_t from, to;
	size_t sign = str_find_char(word, '=', 0);

	if (*next) {
		*next = false;
		buf_adds(out, SECRETS_MARK);
		return true;
	}
	if (sign != STR_NONE && sign + 1 < word.len &&
	    secrets_key(without_dashes(str_sub(word, 0, sign)))) {
		if (!is_in(str_from(word, sign + 1), plain_words, COUNT_OF(plain_words))) {
			buf_add(out, str_sub(word, 0, sign + 1));
			buf_adds(out, SECRETS_MARK);
			return true;
		}
	}
	if (find_url_secret(word, &from, &to)) {
		buf_add(out, str_sub(word, 0, from));
		buf_adds(out, SECRETS_MARK);
		buf_add(out, str_from(word, to));
		return true;
	}
	if (is_secret_form(sign == STR_NONE ? word : str_from(word, sign + 1))) {
		buf_adds(out, SECRETS_MARK);
		return true;
	}
	if (sign == STR_NONE && str_starts(word, STR("--")))
		*next = secrets_key(without_dashes(word));
	buf_add(out, word);
	return false;
}

static struct str
mask_words(struct arena *arena, struct str value)
{
	struct buf out = { 0 };
	bool masked = false, next = false;

	for (size_t i = 0; i < value.len;) {
		size_t end = i;

		while (end < value.len && !str_is_space(value.ptr[end]))
			end++;
		if (end > i && mask_word(str_sub(value, i, end - i), &next, &out))
			masked = true;
		for (i = end; i < value.len && str_is_space(value.ptr[i]); i++)
			buf_addc(&out, value.ptr[i]);
	}
	struct str text = masked ? arena_str(arena, buf_str(&out)) : value;
	buf_release(&out);
	return text;
}

struct str
secrets_mask(struct arena *arena, struct str key, struct str value)
{
	if (value.len == 0)
		return value;
	if (str_has(value, STR("PRIVATE KEY-----")))
		return STR(SECRETS_MARK);
	if (secrets_key(key) && !is_in(value, plain_words, COUNT_OF(plain_words)))
		return STR(SECRETS_MARK);
	return mask_words(arena, value);
}
