"""Links as pages."""


def item(url, title):
    """A link as an item of a page's list."""
    shown = title.strip() or url
    return f'<li><a href="{url}">{shown}</a></li>'


def page(links):
    """All of the links as one page."""
    return "<ul>\n" + "\n".join(item(url, title) for url, title in links) + "\n</ul>\n"
