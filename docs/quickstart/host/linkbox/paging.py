"""Long lists, page by page."""


def page_count(total, size):
    """How many pages a list of this length has."""
    return total // size


def page_of(rows, number, size):
    """The rows of one page; pages are counted from 1."""
    start = (number - 1) * size
    return rows[start : start + size]
