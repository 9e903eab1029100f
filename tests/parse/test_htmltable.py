"""Tables in HTML: cells over several rows and columns, and what is left alone."""

from __future__ import annotations

import cProfile

import pytest

from mosaic.parse import table
from mosaic.parse.review.htmltable import rows

HEAD = "<table><tr><th>ID</th><th>Risk</th><th>Bug</th></tr>"


def cells(body: str) -> list[tuple[str, ...]]:
    return [row.cells for row in rows(f"{HEAD}{body}</table>")]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<tr><td>A<td rowspan=2>High<td>x</tr><tr><td>B<td>y</tr><tr><td>C<td>Low<td>z</tr>",
         ["A High x", "B High y", "C Low z"]),
        ("<tr><td>A<td>High<td ROWSPAN='2'>x</tr><tr><td>B<td>Low</tr>", ["A High x", "B Low x"]),
        ("<tr><td rowspan=0>A<td>High<td>x</tr><tr><td>Low<td>y</tr><tr><td>Low<td>z</tr>",
         ["A High x", "A Low y", "A Low z"]),
        ("<tr><td colspan=\"2\">A<td>x</tr>", ["A A x"]),
        ("<tr><td colspan=2 rowspan=2>A<td>x</tr><tr><td>y</tr>", ["A A x", "A A y"]),
        ("<tr><td rowspan=1 colspan=1>A<td>High<td>x</tr>", ["A High x"]),
        ("<tr><td>A<td rowspan=3>High<td>x</tr><tr></tr><tr><td>B<td>y</tr>",
         ["A High x", "B High y"]),
        ("<tr><td>A<td rowspan=2>High<td>x</tr><tr></tr><tr><td>B<td>Low<td>y</tr>",
         ["A High x", "B Low y"]),
        ("<tr><td rowspan=2>A<td rowspan=2>High<td rowspan=2>x</tr><tr></tr><tr><td>B<td>Low<td>y",
         ["A High x", "B Low y"]),
        ("<tr><td>A<td>High<td rowspan=2>x</tr><tr><td>B</tr><tr><td>C<td>Low<td>z</tr>",
         ["A High x", "B  x", "C Low z"]),
        ("<tr><td>A<td rowspan=2>High<td>x</tr><tr><td colspan=2>B<td>y</tr><tr><td>C<td>Low<td>z",
         ["A High x", "B B y", "C Low z"]),
        ("<tbody><tr><td rowspan=0>A<td>High<td>x</tbody><tbody><tr><td>B<td>Low<td>y</tbody>",
         ["A High x", "B Low y"]),
        ("<tr><td data-colspan=2>A<td colspan = 2>x</tr>", ["A x x"]),
        ("<tr><td colspan=3><b>High severity</b></tr><tr><td>A<td>High<td>x</tr>", ["A High x"]),
        ("<tr><td>A<td>A<td>A</tr>", ["A A A"]),
    ],
)  # fmt: skip
def test_a_cell_stands_in_each_row_and_column_that_it_is_over(body: str, wanted: list[str]) -> None:
    """HTML, "Forming a table"."""
    assert [" ".join(row) for row in cells(body)] == wanted


def test_a_header_of_several_rows_is_not_read() -> None:
    """What a column is called would be a guess."""
    text = "<tr><th rowspan=2>ID<th colspan=2>Bug</tr><tr><th>a<th>b</tr><tr><td>1</table>"
    assert list(rows(f"<table>{text}")) == []
    assert list(rows(f"<table><tr></tr>{text}")) == []


@pytest.mark.parametrize(
    "piece", ["<tr><td rowspan=999999>", "<tr><td>", "<td colspan=999999>", "<td rowspan=0>"]
)
def test_the_work_is_linear(piece: str) -> None:
    """No span makes more of a text than it is; no row is wider than a table may be."""

    def calls(times: int) -> int:
        body = "<tr>" + "<td rowspan=0 colspan=99>x" * 200 + piece * times
        with cProfile.Profile() as profile:
            found = cells(body)
        assert max(map(len, found), default=0) <= 2 * table.MAX_COLUMNS
        return sum(one.callcount for one in profile.getstats())

    assert calls(4_000) <= 10.5 * calls(400)
