"""GitLab, by ``glab api``: REST v4. Facts from its API documentation and OpenAPI, version 17.

A project goes by its whole path, escaped; a merge request by its ``iid``.
"""

from __future__ import annotations

from mosaic.errors import ForgeFailed
from mosaic.forge.body import Body, Json
from mosaic.forge.client import Client, segment
from mosaic.forge.protocol import Check, CheckState, Ci, Issue, Milestone, Pull, PullState, Release
from mosaic.forge.pulls import chosen, refusal
from mosaic.forge.waiting import wait_for_look
from mosaic.standard import Sequence
from mosaic.values import dataclass

#: A pipeline's, job's or commit status' word; any other is red (manual: it waits for a person).
_STATES: dict[str, CheckState] = {
    "success": "green", "skipped": "skipped", "created": "pending", "pending": "pending",
    "waiting_for_resource": "pending", "preparing": "pending", "running": "pending",
    "scheduled": "pending",
}  # fmt: skip
_PULLS: dict[str, PullState] = {"opened": "open", "locked": "open", "merged": "merged"}
#: What GitLab says of a merge request while it is still looking.
_LOOKING = ("unchecked", "checking", "preparing", "approvals_syncing")
_PAGE = 100


@dataclass(frozen=True)
class GitLab:
    """One project on GitLab; ``path`` is its whole path, groups and all."""

    client: Client
    path: str

    @property
    def provider(self) -> str:
        return "gitlab"

    def _at(self, rest: str = "") -> str:
        return f"projects/{segment(self.path)}/{rest}".rstrip("/")

    def where(self) -> str:
        return self.client.get(self._at()).text("web_url")

    def issue(self, number: int) -> Issue:
        return _issue(self.client.get(self._at(f"issues/{number}")))

    def find_issue(self, marker: str, milestone: Milestone | None) -> Issue | None:
        query = {"milestone": milestone.title} if milestone else {}
        rows = self.client.pages(self._at("issues"), per_page=_PAGE, scope="all", **query)
        found = (row for row in rows if marker in row.maybe("description"))
        return next(map(_issue, found), None)

    def create_issue(
        self, title: str, body: str, labels: Sequence[str], milestone: Milestone | None
    ) -> Issue:
        given: dict[str, Json] = {"title": title, "description": body, "labels": ",".join(labels)}
        if milestone:
            given["milestone_id"] = milestone.key
        return _issue(self.client.send("POST", self._at("issues"), given))

    def close_issue(self, number: int) -> Issue:
        found = self.issue(number)
        if found.closed:
            return found
        return _issue(
            self.client.send("PUT", self._at(f"issues/{number}"), {"state_event": "close"})
        )

    def find_milestone(self, title: str) -> Milestone | None:
        rows = self.client.pages(self._at("milestones"), per_page=_PAGE, title=title)
        return next((_milestone(row) for row in rows if row.text("title") == title), None)

    def create_milestone(self, title: str, about: str) -> Milestone:
        given: dict[str, Json] = {"title": title, "description": about}
        return _milestone(self.client.send("POST", self._at("milestones"), given))

    def close_milestone(self, milestone: Milestone) -> Milestone:
        if milestone.closed:
            return milestone
        path = self._at(f"milestones/{milestone.key}")
        return _milestone(self.client.send("PUT", path, {"state_event": "close"}))

    def find_pull(self, head: str, base: str, commit: str = "") -> Pull | None:
        rows = self.client.pages(
            self._at("merge_requests"), state="all", source_branch=head, target_branch=base,
            per_page=_PAGE,
        )  # fmt: skip
        found = [pull for pull in map(_pull, rows) if (pull.head, pull.base) == (head, base)]
        return chosen(found, commit)

    def pull(self, number: int) -> Pull:
        return _pull(self.client.get(self._at(f"merge_requests/{number}")))

    def open_pull(self, title: str, body: str, head: str, base: str) -> Pull:
        given: dict[str, Json] = {
            "source_branch": head, "target_branch": base, "title": title, "description": body,
            "squash": True, "remove_source_branch": False,
        }  # fmt: skip
        return _pull(self.client.send("POST", self._at("merge_requests"), given))

    def update_pull(self, number: int, title: str, body: str) -> Pull:
        given: dict[str, Json] = {"title": title, "description": body}
        return _pull(self.client.send("PUT", self._at(f"merge_requests/{number}"), given))

    def merge(self, pull: Pull, commit: str, title: str, body: str) -> str:
        self._mergeable(pull)
        message = f"{title}\n\n{body}"
        given: dict[str, Json] = {
            "squash": True, "sha": commit, "squash_commit_message": message,
            "should_remove_source_branch": False,
        }  # fmt: skip
        path = self._at(f"merge_requests/{pull.number}/merge")
        try:
            found = self.client.send("PUT", path, given)
        except ForgeFailed as error:
            raise refusal(error) from error
        return _pull(found).merged_as

    def _mergeable(self, pull: Pull) -> None:
        """Wait until GitLab has looked whether it can be merged.

        Errors: ForgeFailed; Wait (forge-busy).
        """
        path, what = self._at(f"merge_requests/{pull.number}"), f"merge request !{pull.number}"

        def look() -> tuple[Body, str]:
            found = self.client.get(path)
            word = found.maybe("detailed_merge_status")
            return found, word if word in _LOOKING else ""

        found = wait_for_look(look, what, self.client.pace)
        word = found.maybe("detailed_merge_status")
        # What an older GitLab does not say, the merge itself will.
        if word not in ("mergeable", ""):
            raise ForgeFailed(
                f"{what} cannot be merged: {word}",
                command=found.command,
                kind="unmergeable",
                hint="see what the forge asks of this branch: checks, reviews, or who may merge",
            )

    def ci(self, commit: str) -> Ci:
        rows = self.client.pages(self._at("pipelines"), sha=commit, per_page=_PAGE)
        newest: dict[tuple[str, str], Body] = {}
        for row in sorted(rows, key=lambda row: row.number("id")):
            newest[row.maybe("ref"), row.maybe("source")] = row
        return Ci(commit, tuple(c for row in newest.values() for c in self._pipeline(row)))

    def _pipeline(self, row: Body) -> list[Check]:
        """A pipeline as one check; where it is red, its red jobs besides."""
        number, word = row.number("id"), row.text("status")
        whole = Check(f"pipeline {number}", _state(word), word, row.maybe("web_url"))
        if whole.state != "red":
            return [whole]
        jobs = self.client.pages(self._at(f"pipelines/{number}/jobs"), per_page=_PAGE)
        red = [_job(job) for job in jobs if not job.flag("allow_failure")]
        return [*(job for job in red if job.state == "red"), whole]

    def queue(self, base: str) -> tuple[Check, ...]:
        found = self.client.get(self._at("pipelines"), ref=base, per_page=_PAGE).rows()
        checks = (Check(f"pipeline {r.number('id')}", _state(r.text("status")), r.text("status"),
                        r.maybe("web_url")) for r in found)  # fmt: skip
        return tuple(check for check in checks if check.state == "pending")

    def release(self, tag: str, title: str, notes: str) -> Release:
        found = self.client.find(self._at(f"releases/{segment(tag)}"))
        if found:
            return Release(tag, _release_url(found), False)
        # Else the forge would make a tag of its own.
        self.client.get(self._at(f"repository/tags/{segment(tag)}"))
        given: dict[str, Json] = {"tag_name": tag, "name": title, "description": notes}
        return Release(
            tag, _release_url(self.client.send("POST", self._at("releases"), given)), True
        )


def _state(word: str) -> CheckState:
    return _STATES.get(word, "red")


def _release_url(row: Body) -> str:
    return row.inner("_links").maybe("self")


def _issue(row: Body) -> Issue:
    return Issue(
        row.number("iid"),
        row.text("title"),
        row.maybe("description"),
        row.text("state") == "closed",
        row.texts("labels"),
        row.inner("milestone").maybe("title"),
        row.text("web_url"),
    )


def _milestone(row: Body) -> Milestone:
    closed = row.text("state") == "closed"
    return Milestone(row.number("id"), row.text("title"), closed, row.maybe("web_url"))


def _pull(row: Body) -> Pull:
    state = _PULLS.get(row.text("state"), "closed")
    # With a merge commit, that is what the base has; the squash stands beside it.
    made = row.commit("merge_commit_sha") or row.commit("squash_commit_sha")
    return Pull(
        row.number("iid"),
        row.text("title"),
        state,
        row.text("source_branch"),
        row.commit("sha"),
        row.text("target_branch"),
        (made or row.commit("sha")) if state == "merged" else "",
        row.text("web_url"),
        row.flag("draft"),
    )


def _job(row: Body) -> Check:
    word = row.text("status")
    return Check(row.text("name"), _state(word), word, row.maybe("web_url"))
