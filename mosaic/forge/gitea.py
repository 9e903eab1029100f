"""Gitea and Forgejo, over their REST interface (``/api/v1``). Facts from Gitea's swagger 1.23."""

from __future__ import annotations

from itertools import islice

from mosaic.errors import ForgeFailed
from mosaic.forge.body import Body, Json
from mosaic.forge.client import Client, segment
from mosaic.forge.protocol import Check, CheckState, Ci, Issue, Milestone, Pull, Release
from mosaic.forge.pulls import chosen, refusal
from mosaic.forge.waiting import wait_for_look
from mosaic.standard import Sequence
from mosaic.values import dataclass

#: A commit status; any other word, warning among them, is red.
_STATES: dict[str, CheckState] = {"success": "green", "pending": "pending", "skipped": "skipped"}
#: The colour of labels that are made.
_COLOUR = "#5319e7"
#: What Gitea answers to a merge while it still looks, as it does for a moment after each push, or
#: while the base moves. It is asked again.
_LOOKING = ("try again later", "push out of date")
_PAGE = 50
#: Gitea lists no pull requests of one branch: so many are looked at, the last changed first.
_NEWEST = 1000


@dataclass(frozen=True)
class Gitea:
    """One repository on Gitea or Forgejo; ``path`` is ``owner/name``."""

    client: Client
    path: str

    @property
    def provider(self) -> str:
        return "gitea"

    def _at(self, rest: str = "") -> str:
        return f"repos/{self.path}/{rest}".rstrip("/")

    def where(self) -> str:
        return self.client.get(self._at()).text("html_url")

    def issue(self, number: int) -> Issue:
        return _issue(self.client.get(self._at(f"issues/{number}")))

    def find_issue(self, marker: str, milestone: Milestone | None) -> Issue | None:
        query = {"milestones": str(milestone.key)} if milestone else {}
        rows = self.client.pages(
            self._at("issues"), state="all", type="issues", limit=_PAGE, **query
        )
        found = (row for row in rows if marker in row.maybe("body"))
        return next(map(_issue, found), None)

    def create_issue(
        self, title: str, body: str, labels: Sequence[str], milestone: Milestone | None
    ) -> Issue:
        given: dict[str, Json] = {"title": title, "body": body, "labels": self._labels(labels)}
        if milestone:
            given["milestone"] = milestone.key
        return _issue(self.client.send("POST", self._at("issues"), given))

    def _labels(self, names: Sequence[str]) -> list[Json]:
        """The ids of labels, which are made where they are not there."""
        rows = self.client.pages(self._at("labels"), limit=_PAGE) if names else ()
        known = {row.text("name"): row.number("id") for row in rows}
        for name in names:
            if name not in known:
                given: dict[str, Json] = {"name": name, "color": _COLOUR}
                known[name] = self.client.send("POST", self._at("labels"), given).number("id")
        return [known[name] for name in names]

    def close_issue(self, number: int) -> Issue:
        found = self.issue(number)
        if found.closed:
            return found
        return _issue(self.client.send("PATCH", self._at(f"issues/{number}"), {"state": "closed"}))

    def find_milestone(self, title: str) -> Milestone | None:
        rows = self.client.pages(self._at("milestones"), state="all", name=title, limit=_PAGE)
        return next((_milestone(row) for row in rows if row.text("title") == title), None)

    def create_milestone(self, title: str, about: str) -> Milestone:
        given: dict[str, Json] = {"title": title, "description": about}
        return _milestone(self.client.send("POST", self._at("milestones"), given))

    def close_milestone(self, milestone: Milestone) -> Milestone:
        if milestone.closed:
            return milestone
        path = self._at(f"milestones/{milestone.key}")
        return _milestone(self.client.send("PATCH", path, {"state": "closed"}))

    def find_pull(self, head: str, base: str, commit: str = "") -> Pull | None:
        for state in ("open", "closed"):
            rows = self.client.pages(
                self._at("pulls"), state=state, sort="recentupdate", limit=_PAGE
            )
            for pull in map(_pull, islice(rows, _NEWEST)):
                mine = (pull.head, pull.base) == (head, base)
                if mine and chosen([pull], commit):
                    return pull
        return None

    def pull(self, number: int) -> Pull:
        return _pull(self.client.get(self._at(f"pulls/{number}")))

    def open_pull(self, title: str, body: str, head: str, base: str) -> Pull:
        given: dict[str, Json] = {"title": title, "body": body, "head": head, "base": base}
        return _pull(self.client.send("POST", self._at("pulls"), given))

    def update_pull(self, number: int, title: str, body: str) -> Pull:
        given: dict[str, Json] = {"title": title, "body": body}
        return _pull(self.client.send("PATCH", self._at(f"pulls/{number}"), given))

    def merge(self, pull: Pull, commit: str, title: str, body: str) -> str:
        given: dict[str, Json] = {
            "Do": "squash", "head_commit_id": commit, "MergeTitleField": title,
            "MergeMessageField": body, "delete_branch_after_merge": False,
        }  # fmt: skip
        path = self._at(f"pulls/{pull.number}/merge")

        def look() -> tuple[None, str]:
            try:
                self.client.send("POST", path, given)
            except ForgeFailed as error:
                said = error.message.casefold()
                word = next((word for word in _LOOKING if word in said), "")
                if not word:
                    raise refusal(error, "head out of date" in said) from error
                return None, word
            return None, ""

        wait_for_look(look, f"pull request #{pull.number}", self.client.pace)
        return self.pull(pull.number).merged_as

    def ci(self, commit: str) -> Ci:
        path = self._at(f"commits/{segment(commit)}/status")
        rows = self.client.pages(path, "statuses", limit=_PAGE)
        return Ci(commit, tuple({check.name: check for check in map(_status, rows)}.values()))

    def queue(self, base: str) -> tuple[Check, ...]:
        tip = self.client.get(self._at(f"branches/{segment(base)}")).inner("commit").commit("id")
        return self.ci(tip).of("pending")

    def release(self, tag: str, title: str, notes: str) -> Release:
        found = self.client.find(self._at(f"releases/tags/{segment(tag)}"))
        if found:
            return Release(tag, found.text("html_url"), False)
        # Else the forge would make a tag of its own.
        self.client.get(self._at(f"tags/{segment(tag)}"))
        given: dict[str, Json] = {"tag_name": tag, "name": title, "body": notes}
        made = self.client.send("POST", self._at("releases"), given)
        return Release(tag, made.text("html_url"), True)


def _issue(row: Body) -> Issue:
    return Issue(
        row.number("number"),
        row.text("title"),
        row.maybe("body"),
        row.text("state") == "closed",
        tuple(label.text("name") for label in row.rows("labels")) if row.has("labels") else (),
        row.inner("milestone").maybe("title"),
        row.text("html_url"),
    )


def _milestone(row: Body) -> Milestone:
    return Milestone(row.number("id"), row.text("title"), row.text("state") == "closed")


def _pull(row: Body) -> Pull:
    merged = row.flag("merged")
    head, base = row.inner("head"), row.inner("base")
    return Pull(
        row.number("number"),
        row.text("title"),
        "merged" if merged else "closed" if row.text("state") == "closed" else "open",
        head.text("ref"),
        head.commit("sha"),
        base.text("ref"),
        row.commit("merge_commit_sha") if merged else "",
        row.text("html_url"),
        row.flag("draft"),
    )


def _status(row: Body) -> Check:
    word = row.text("status")
    return Check(
        row.text("context"),
        _STATES.get(word, "red"),
        word,
        row.maybe("target_url"),
        row.maybe("description"),
    )
