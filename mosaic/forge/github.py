"""GitHub, by ``gh api``: REST only. Facts from its OpenAPI description, version 2022-11-28."""

from __future__ import annotations

from mosaic.errors import ForgeFailed
from mosaic.forge.body import Body, Json
from mosaic.forge.client import Client, segment
from mosaic.forge.protocol import Check, CheckState, Ci, Issue, Milestone, Pull, Release
from mosaic.forge.pulls import chosen, refusal
from mosaic.standard import Sequence
from mosaic.values import dataclass

#: A check run's conclusion once it is completed; any other word is red.
_CONCLUSIONS: dict[str, CheckState] = {
    "success": "green", "neutral": "skipped", "skipped": "skipped",
}  # fmt: skip
#: A commit status; any other word is red.
_STATES: dict[str, CheckState] = {"success": "green", "pending": "pending"}
_PAGE = 100


@dataclass(frozen=True)
class GitHub:
    """One repository on GitHub; ``path`` is ``owner/name``."""

    client: Client
    path: str

    @property
    def provider(self) -> str:
        return "github"

    def _at(self, rest: str = "") -> str:
        return f"repos/{self.path}/{rest}".rstrip("/")

    def where(self) -> str:
        return self.client.get(self._at()).text("html_url")

    def issue(self, number: int) -> Issue:
        return _issue(self.client.get(self._at(f"issues/{number}")))

    def find_issue(self, marker: str, milestone: Milestone | None) -> Issue | None:
        query = {"milestone": str(milestone.key)} if milestone else {}
        rows = self.client.pages(self._at("issues"), state="all", per_page=_PAGE, **query)
        # A pull request is an issue too, here.
        found = (row for row in rows if not row.has("pull_request"))
        return next((_issue(row) for row in found if marker in row.maybe("body")), None)

    def create_issue(
        self, title: str, body: str, labels: Sequence[str], milestone: Milestone | None
    ) -> Issue:
        given: dict[str, Json] = {"title": title, "body": body, "labels": list(labels)}
        if milestone:
            given["milestone"] = milestone.key
        return _issue(self.client.send("POST", self._at("issues"), given))

    def close_issue(self, number: int) -> Issue:
        found = self.issue(number)
        if found.closed:
            return found
        given: dict[str, Json] = {"state": "closed", "state_reason": "completed"}
        return _issue(self.client.send("PATCH", self._at(f"issues/{number}"), given))

    def find_milestone(self, title: str) -> Milestone | None:
        rows = self.client.pages(self._at("milestones"), state="all", per_page=_PAGE)
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
        owner = self.path.partition("/")[0]
        rows = self.client.pages(
            self._at("pulls"), state="all", head=f"{owner}:{head}", base=base, per_page=_PAGE
        )
        found = [pull for pull in map(_pull, rows) if (pull.head, pull.base) == (head, base)]
        return chosen(found, commit)

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
            "merge_method": "squash", "sha": commit, "commit_title": title, "commit_message": body,
        }  # fmt: skip
        try:
            found = self.client.send("PUT", self._at(f"pulls/{pull.number}/merge"), given)
        except ForgeFailed as error:
            raise refusal(error) from error
        return found.commit("sha")

    def ci(self, commit: str) -> Ci:
        at = self._at(f"commits/{segment(commit)}")
        runs = self.client.pages(f"{at}/check-runs", "check_runs", per_page=_PAGE)
        states = self.client.pages(f"{at}/status", "statuses", per_page=_PAGE)
        waits = [run for run in self._runs(head_sha=commit) if run.state == "pending"]
        checks = (*map(_run, runs), *map(_status, states))
        # A workflow that has begun and shows no check yet, beside others that ended.
        return Ci(commit, checks if not waits or _pending(checks) else (*checks, *waits))

    def _runs(self, **query: str) -> list[Check]:
        """The newest workflow runs; none where Actions are off."""
        found = self.client.find(self._at("actions/runs"), per_page=_PAGE, **query)
        return [_workflow(row) for row in found.rows("workflow_runs")] if found else []

    def queue(self, base: str) -> tuple[Check, ...]:
        runs = [run for run in self._runs(branch=base) if run.state == "pending"]
        tip = self.client.get(self._at(f"commits/{segment(base)}")).commit("sha")
        return tuple({str(c): c for c in (*runs, *self.ci(tip).of("pending"))}.values())

    def release(self, tag: str, title: str, notes: str) -> Release:
        found = self.client.find(self._at(f"releases/tags/{segment(tag)}"))
        if found:
            return Release(tag, found.text("html_url"), False)
        # Else the forge would make a tag of its own.
        self.client.get(self._at(f"git/ref/tags/{segment(tag)}"))
        given: dict[str, Json] = {"tag_name": tag, "name": title, "body": notes}
        made = self.client.send("POST", self._at("releases"), given)
        return Release(tag, made.text("html_url"), True)


def _pending(checks: Sequence[Check]) -> bool:
    return any(check.state == "pending" for check in checks)


def _issue(row: Body) -> Issue:
    return Issue(
        row.number("number"),
        row.text("title"),
        row.maybe("body"),
        row.text("state") == "closed",
        tuple(label.text("name") for label in row.rows("labels")),
        row.inner("milestone").maybe("title"),
        row.text("html_url"),
    )


def _milestone(row: Body) -> Milestone:
    closed = row.text("state") == "closed"
    return Milestone(row.number("number"), row.text("title"), closed, row.maybe("html_url"))


def _pull(row: Body) -> Pull:
    merged = row.has("merged_at")
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


def _run(row: Body) -> Check:
    word = row.text("status")
    state: CheckState = "pending"
    if word == "completed":
        word = row.text("conclusion")
        state = _CONCLUSIONS.get(word, "red")
    output = row.inner("output")
    told = f"{output.maybe('title')}\n{output.maybe('summary')}"
    url = row.maybe("html_url") or row.maybe("details_url")
    return Check(row.text("name"), state, word, url, told.strip())


def _status(row: Body) -> Check:
    word = row.text("state")
    state = _STATES.get(word, "red")
    return Check(
        row.text("context"), state, word, row.maybe("target_url"), row.maybe("description")
    )


def _workflow(row: Body) -> Check:
    word = row.text("status")
    state: CheckState = "skipped" if word == "completed" else "pending"
    return Check(row.maybe("name") or "workflow", state, word, row.maybe("html_url"))
