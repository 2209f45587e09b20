# SPDX-License-Identifier: Apache-2.0
# What every compilation of the program has in common.
PACKAGES := libxml-2.0 yaml-0.1 yajl jansson sqlite3 libpcre2-8 augeas libzip libutf8proc zlib libzstd libseccomp libsodium
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wformat=2 -Werror
INCLUDES := -Ichecker -Itests/unit -Itests/fuzz

# The libraries' headers are not ours to warn about. Asked late: pkg-config may not be there when make reads this.
LIB_CFLAGS = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PACKAGES)))
