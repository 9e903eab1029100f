"""What held before the review."""

import tempfile
import unittest
from pathlib import Path

from linkbox import files, paging, sessions, store, text, web


class LinkboxTest(unittest.TestCase):
    def test_links_come_back_by_tag(self):
        box = store.open_store()
        self.addCleanup(box.close)
        store.add_link(box, "https://a.example", "A", "news")
        store.add_link(box, "https://b.example", "B", "fun")
        self.assertEqual(store.links_with(box, "news"), [("https://a.example", "A")])

    def test_an_export_is_read(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "links.csv").write_text("url,title\n", encoding="utf-8")
            self.assertEqual(files.read_export(folder, "links.csv"), "url,title\n")
            with self.assertRaises(files.NotExported):
                files.read_export(folder, "other.csv")

    def test_a_page_lists_its_links(self):
        shown = web.page([("https://a.example/?x=1", "A"), ("https://b.example", "")])
        self.assertIn('<li><a href="https://a.example/?x=1">A</a></li>', shown)
        self.assertIn('<li><a href="https://b.example">https://b.example</a></li>', shown)

    def test_a_token_has_32_digits(self):
        self.assertRegex(sessions.new_token(), r"\A[0-9a-f]{32}\Z")

    def test_tags_are_found(self):
        self.assertEqual(text.tags_of("read #news and #fun"), ["news", "fun"])

    def test_a_full_page(self):
        self.assertEqual(paging.page_of(list("abcdef"), 2, 2), ["c", "d"])
        self.assertEqual(paging.page_count(6, 2), 3)


if __name__ == "__main__":
    unittest.main()
