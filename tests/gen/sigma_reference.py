# SPDX-License-Identifier: Apache-2.0
"""A slow and plain evaluator of Sigma detections, to hold the product against: it walks the document as it was written, translates wildcards
into regular expressions, compiles nothing else and keeps nothing. Only what the specification v2.1.0 says; what it cannot do raises
Unsupported."""

import base64
import functools
import ipaddress
import re


class Unsupported(Exception):
    pass


# ---- values

@functools.lru_cache(maxsize=None)
def wildcard(text, cased, before=False, after=False):
    """The whole of a field: * any run, ? one character, \\ before * ? \\ is an escape, elsewhere itself."""
    out, i = [".*" if before else ""], 0
    while i < len(text):
        c = text[i]
        if c == "\\" and i + 1 < len(text) and text[i + 1] in "*?\\":
            out.append(re.escape(text[i + 1]))
            i += 2
            continue
        out.append(".*" if c == "*" else "." if c == "?" else re.escape(c))
        i += 1
    out.append(".*" if after else "")
    return re.compile("".join(out), re.DOTALL | (0 if cased else re.IGNORECASE))


def literal(text):
    """The text without its escapes; None when it has a wildcard."""
    out, i = [], 0
    while i < len(text):
        if text[i] == "\\" and i + 1 < len(text) and text[i + 1] in "*?\\":
            out.append(text[i + 1])
            i += 2
            continue
        if text[i] in "*?":
            return None
        out.append(text[i])
        i += 1
    return "".join(out)


def escape(text):
    return re.sub(r"([\\*?])", r"\\\1", text)


def windash(text):
    found = re.search(r"(?<!\w)[-/](?=\w)", text)
    if not found:
        return [text]
    tails = windash(text[found.end():].join(["\0", ""]))  # behind a dash there is no word
    return [text[:found.start()] + dash + tail[1:] for dash in "-/–—―" for tail in tails]


def encoded(text, modifiers):
    texts = windash(text) if "windash" in modifiers else [text]
    codec = next((c for m, c in (("wide", "utf-16-le"), ("utf16le", "utf-16-le"), ("utf16be", "utf-16-be"),
                                 ("utf16", "utf-16")) if m in modifiers), None)
    if "base64" not in modifiers and "base64offset" not in modifiers:
        if codec:
            raise Unsupported("utf16 without base64")
        return texts
    out = []
    for one in texts:
        data = literal(one).encode(codec or "utf-8")
        if "base64" in modifiers:
            out.append(escape(base64.b64encode(data).decode()))
            continue
        for shift in range(3):
            whole = base64.b64encode(b" " * shift + data).decode()
            out.append(escape(whole[(0, 2, 3)[shift]:len(whole) - (0, 3, 2)[(len(data) + shift) % 3]]))
    return out


def compare(modifiers, value, field):
    """One value of the rule against one text of the event."""
    if "re" in modifiers:
        flags = (re.I if "i" in modifiers else 0) | (re.M if "m" in modifiers else 0) | (re.S if "s" in modifiers else 0)
        return re.search(str(value), field, flags) is not None
    if "cidr" in modifiers:
        try:
            return ipaddress.ip_address(field) in ipaddress.ip_network(str(value), strict=False)
        except ValueError:
            return False
    for name, holds in (("lt", lambda a, b: a < b), ("lte", lambda a, b: a <= b), ("gt", lambda a, b: a > b),
                        ("gte", lambda a, b: a >= b)):
        if name in modifiers:
            try:
                return holds(float(field), float(value))
            except ValueError:
                return False
    inside = "contains" in modifiers
    return any(wildcard(text, "cased" in modifiers, inside or "endswith" in modifiers, inside or "startswith" in modifiers)
               .fullmatch(field) for text in encoded(str(value), modifiers))


KNOWN = {"contains", "startswith", "endswith", "all", "re", "i", "m", "s", "cased", "cidr", "lt", "lte", "gt", "gte", "exists",
         "fieldref", "neq", "windash", "base64", "base64offset", "wide", "utf16", "utf16le", "utf16be"}


# ---- searches. An event is {name: text or None}; what is not there is not in it.

def text_of(value):
    return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value


def item(key, values, event):
    field, *modifiers = key.split("|")
    if set(modifiers) - KNOWN:
        raise Unsupported(sorted(set(modifiers) - KNOWN)[0])
    values = values if isinstance(values, list) else [values]
    if field == "":
        return keywords(values, modifiers, event)
    field = field.replace(" ", "")
    there = field in event
    text = event.get(field)
    if "exists" in modifiers:
        return there == values[0]
    holds = []
    for value in map(text_of, values):
        if value is None:
            holds.append(text is None)
        elif "fieldref" in modifiers:
            other = event.get(str(value).replace(" ", ""))
            plain = [m for m in modifiers if m != "fieldref"]
            holds.append(text is not None and other is not None and compare(plain, escape(other), text))
        elif text is None:
            holds.append(there and value == "" and not set(modifiers) - {"all", "neq", "cased"})
        else:
            holds.append(compare(modifiers, value, text))
    if "neq" in modifiers:
        return text is not None and not any(holds)
    return all(holds) if "all" in modifiers else any(holds)


def keywords(values, modifiers, event):
    texts = [t for t in event.values() if t is not None]
    places = {"contains", "startswith", "endswith", "re"} & set(modifiers)
    how = modifiers if places else modifiers + ["contains"]
    holds = [any(compare(how, text_of(value), text) for text in texts) for value in values]
    return all(holds) if "all" in modifiers else any(holds)


def search(node, event):
    if isinstance(node, dict):
        return all(item(str(key), value, event) for key, value in node.items())
    if isinstance(node, list):
        return any(search(one, event) if isinstance(one, dict) else keywords([one], [], event) for one in node)
    return keywords([node], [], event)


# ---- conditions

class Condition:
    def __init__(self, text, truth):
        self.tokens = re.findall(r"\(|\)|[^\s()]+", text)
        if "|" in text:
            raise Unsupported("aggregation")
        self.truth = truth

    def peek(self):
        return self.tokens[0].lower() if self.tokens else ""

    def value(self):
        result = self.either()
        if self.tokens:
            raise ValueError(self.tokens)
        return result

    def either(self):
        result = self.both()
        while self.peek() == "or":
            self.tokens.pop(0)
            result = self.both() or result
        return result

    def both(self):
        result = self.negated()
        while self.peek() == "and":
            self.tokens.pop(0)
            result = self.negated() and result
        return result

    def negated(self):
        if self.peek() == "not":
            self.tokens.pop(0)
            return not self.negated()
        token = self.tokens.pop(0)
        if token == "(":
            result = self.either()
            self.tokens.pop(0)
            return result
        if self.peek() == "of":
            self.tokens.pop(0)
            pattern = self.tokens.pop(0)
            if pattern.lower() == "them":
                names = [name for name in self.truth if not name.startswith("_")]
            else:
                names = [name for name in self.truth if re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), name)]
            return {"1": any, "any": any, "all": all}[token.lower()](self.truth[name]() for name in names)
        return self.truth[token]()


def matches(detection, event):
    if "timeframe" in detection:
        raise Unsupported("timeframe")
    truth = {name: (lambda node=node: search(node, event)) for name, node in detection.items() if name != "condition"}
    conditions = detection["condition"]
    conditions = conditions if isinstance(conditions, list) else [conditions]
    return any([Condition(text, truth).value() for text in conditions])
