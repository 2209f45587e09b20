# SPDX-License-Identifier: Apache-2.0
# What every compilation of the program has in common.
PACKAGES := libxml-2.0 yaml-0.1 yajl jansson sqlite3 libpcre2-8 augeas libzip libutf8proc zlib libzstd libseccomp libsodium
PDF_PACKAGES := poppler-glib cairo
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wformat=2 -Werror
INCLUDES := -Ichecker -Itests/unit -Itests/fuzz

# The libraries' headers are not ours to warn about. Asked late: pkg-config may not be there when make reads this.
package_cflags = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $1))
LIB_CFLAGS     = $(call package_cflags,$(PACKAGES))
