/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets in configuration: passwords, tokens, keys, hashes. They are taken out in the worker, before
 * a value goes anywhere; what stays says only that there was one.
 */
#ifndef CONFIG_SECRETS_H
#define CONFIG_SECRETS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

#define SECRETS_MARK "<secret>"

/* Does a setting of that name hold a secret (DB_PASSWORD, bindpw, clientSecret)? The last part of a path counts. */
bool secrets_key(struct str key);

/*
 * The value as it may be shown: "<secret>" when the key or the form of the value says so (private keys, crypt
 * hashes, tokens); of a URL and of NAME=value words only the secret part is replaced. Yes/no words and
 * names of methods stay. A view, or a text in the arena.
 */
struct str secrets_mask(struct arena *arena, struct str key, struct str value);

#endif
