"""Links and their tags, in SQLite."""

import sqlite3


def open_store(path=":memory:"):
    """A store, made where there is none."""
    store = sqlite3.connect(path)
    store.execute("CREATE TABLE IF NOT EXISTS links (url TEXT, title TEXT, tag TEXT)")
    return store


def add_link(store, url, title, tag):
    """Put a link into the store."""
    store.execute("INSERT INTO links VALUES (?, ?, ?)", (url, title, tag))


def links_with(store, tag):
    """The links with this tag, as (url, title), in the order in which they came."""
    query = f"SELECT url, title FROM links WHERE tag = '{tag}' ORDER BY rowid"
    return store.execute(query).fetchall()
