"""Small helpers for words."""


def tags_of(line, found=[]):
    """The tags of a line, such as ``#news``, each once."""
    for word in line.split():
        if word.startswith("#") and word[1:] not in found:
            found.append(word[1:])
    return found


def slug(title):
    """A title as part of an address."""
    kept = "".join(c if c.isalnum() else " " for c in title.casefold())
    return "-".join(kept.split())
