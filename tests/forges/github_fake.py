"""A fake GitHub. Paths, fields and bodies as in its OpenAPI description, version 2022-11-28."""

from __future__ import annotations

from typing import Any

from .model import NAME, OWNER, Check, Conflict, Issue, Milestone, Project, Pull
from .serving import TOKEN, Asked, Fake, Reply

TEXT = {"type": "string"}
NEW_ISSUE = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": TEXT, "body": TEXT, "milestone": {"type": ["integer", "string", "null"]},
        "labels": {"type": "array", "items": TEXT},
    },
    "additionalProperties": False,
}  # fmt: skip
OLD_ISSUE = {
    "type": "object",
    "properties": {
        "state": {"enum": ["open", "closed"]},
        "state_reason": {"enum": ["completed", "not_planned", "reopened", None]},
    },
    "additionalProperties": False,
}
NEW_MILESTONE = {
    "type": "object",
    "required": ["title"],
    "properties": {"title": TEXT, "description": TEXT, "state": TEXT, "due_on": TEXT},
    "additionalProperties": False,
}
OLD_MILESTONE = {
    "type": "object",
    "properties": {"state": {"enum": ["open", "closed"]}},
    "additionalProperties": False,
}
NEW_PULL = {
    "type": "object",
    "required": ["head", "base"],
    "properties": {"title": TEXT, "body": TEXT, "head": TEXT, "base": TEXT},
    "additionalProperties": False,
}
OLD_PULL = {
    "type": "object",
    "properties": {"title": TEXT, "body": TEXT},
    "additionalProperties": False,
}
MERGE = {
    "type": "object",
    "properties": {
        "commit_title": TEXT, "commit_message": TEXT, "sha": TEXT,
        "merge_method": {"enum": ["merge", "squash", "rebase"]},
    },
    "additionalProperties": False,
}  # fmt: skip
NEW_RELEASE = {
    "type": "object",
    "required": ["tag_name"],
    "properties": {"tag_name": TEXT, "name": TEXT, "body": TEXT, "draft": {"type": "boolean"}},
    "additionalProperties": False,
}
_RUNS = {
    "green": ("completed", "success"), "red": ("completed", "failure"),
    "pending": ("in_progress", None), "skipped": ("completed", "skipped"),
    "cancelled": ("completed", "cancelled"), "timed_out": ("completed", "timed_out"),
    "action_required": ("completed", "action_required"), "neutral": ("completed", "neutral"),
}  # fmt: skip


def milestone(m: Milestone) -> dict[str, Any]:
    return {"number": m.number, "id": 9000 + m.number, "title": m.title, "description": m.about,
            "state": "closed" if m.closed else "open",
            "html_url": f"https://github.com/{OWNER}/{NAME}/milestone/{m.number}"}  # fmt: skip


def issue(i: Issue) -> dict[str, Any]:
    return {
        "number": i.number, "id": 8000 + i.number, "title": i.title, "body": i.body or None,
        "state": "closed" if i.closed else "open", "labels": [{"name": n} for n in i.labels],
        "milestone": milestone(i.milestone) if i.milestone else None,
        "html_url": f"https://github.com/{OWNER}/{NAME}/issues/{i.number}",
    }  # fmt: skip


def pull(project: Project, p: Pull) -> dict[str, Any]:
    return {
        "number": p.number, "title": p.title, "body": p.body, "draft": False,
        "state": "closed" if p.closed else "open",
        "merged_at": "2026-01-01T00:00:00Z" if p.merged_as else None,
        "merge_commit_sha": p.merged_as or None,
        "head": {"ref": p.head, "sha": project.head(p)}, "base": {"ref": p.base},
        "html_url": f"https://github.com/{OWNER}/{NAME}/pull/{p.number}",
    }  # fmt: skip


def missing(what: str = "Not Found") -> Reply:
    return Reply({"message": what, "documentation_url": "https://docs.github.com/rest"}, 404)


def repo(fake: Fake, asked: Asked) -> Reply:
    return Reply({"full_name": f"{OWNER}/{NAME}", "default_branch": "main",
                  "html_url": f"https://github.com/{OWNER}/{NAME}"})  # fmt: skip


def issues(fake: Fake, asked: Asked) -> Reply:
    wanted = asked.query.get("milestone")
    found = [i for i in fake.project.issues
             if not wanted or (i.milestone and str(i.milestone.number) == wanted)]  # fmt: skip
    rows = [issue(i) for i in found]
    if not wanted:
        rows += [{**issue(Issue(p.number, p.title, p.body, [], None)), "pull_request": {}}
                 for p in fake.project.pulls]  # fmt: skip
    return fake.page(asked, rows)


def new_issue(fake: Fake, asked: Asked) -> Reply:
    number = asked.body.get("milestone")
    ours = next((m for m in fake.project.milestones if m.number == number), None)
    if number and ours is None:
        return Reply({"message": "Validation Failed", "errors": [{"field": "milestone"}]}, 422)
    made = fake.project.issue(asked.body["title"], asked.body.get("body", ""), ours)
    made.labels = list(asked.body.get("labels", ()))
    return Reply(issue(made), 201)


def one_issue(fake: Fake, asked: Asked) -> Reply:
    found = fake.project.issue_of(int(asked.parts["number"]))
    return Reply(issue(found)) if found else missing()


def change_issue(fake: Fake, asked: Asked) -> Reply:
    found = fake.project.issue_of(int(asked.parts["number"]))
    if found is None:
        return missing()
    found.closed = asked.body["state"] == "closed"
    return Reply(issue(found))


def milestones(fake: Fake, asked: Asked) -> Reply:
    return fake.page(asked, [milestone(m) for m in fake.project.milestones])


def new_milestone(fake: Fake, asked: Asked) -> Reply:
    if any(m.title == asked.body["title"] for m in fake.project.milestones):
        return Reply({"message": "Validation Failed", "errors": [{"code": "already_exists"}]}, 422)
    made = fake.project.milestone(asked.body["title"])
    made.about = asked.body.get("description", "")
    return Reply(milestone(made), 201)


def change_milestone(fake: Fake, asked: Asked) -> Reply:
    number = int(asked.parts["number"])
    found = next((m for m in fake.project.milestones if m.number == number), None)
    if found is None:
        return missing()
    found.closed = asked.body["state"] == "closed"
    return Reply(milestone(found))


def pulls(fake: Fake, asked: Asked) -> Reply:
    head, base = asked.query.get("head", ""), asked.query.get("base", "")
    found = [p for p in fake.project.pulls
             if head in ("", f"{OWNER}:{p.head}") and base in ("", p.base)]  # fmt: skip
    return fake.page(asked, [pull(fake.project, p) for p in reversed(found)])


def new_pull(fake: Fake, asked: Asked) -> Reply:
    project, body = fake.project, asked.body
    if not project.tip(body["head"]):
        wrong = {"resource": "PullRequest", "field": "head", "code": "invalid"}
        return Reply({"message": "Validation Failed", "errors": [wrong]}, 422)
    if any(p.head == body["head"] and not p.closed for p in project.pulls):
        said = f"A pull request already exists for {OWNER}:{body['head']}."
        return Reply({"message": "Validation Failed", "errors": [{"message": said}]}, 422)
    made = Pull(project.number(), body["title"], body.get("body", ""), body["head"], body["base"])
    project.pulls.append(made)
    return Reply(pull(project, made), 201)


def one_pull(fake: Fake, asked: Asked) -> Reply:
    found = fake.project.pull_of(int(asked.parts["number"]))
    return Reply(pull(fake.project, found)) if found else missing()


def change_pull(fake: Fake, asked: Asked) -> Reply:
    found = fake.project.pull_of(int(asked.parts["number"]))
    if found is None:
        return missing()
    found.title, found.body = asked.body["title"], asked.body["body"]
    return Reply(pull(fake.project, found))


def merge(fake: Fake, asked: Asked) -> Reply:
    project, body = fake.project, asked.body
    found = project.pull_of(int(asked.parts["number"]))
    if found is None:
        return missing()
    if project.protected:
        return Reply({"message": project.protected}, 405)
    if found.closed:
        return Reply({"message": "Pull Request is not mergeable"}, 405)
    if body.get("sha") != project.tip(found.head):
        said = "Head branch was modified. Review and try the merge again."
        return Reply({"message": said}, 409)
    try:
        made = project.squash(found, f"{body['commit_title']}\n\n{body['commit_message']}")
    except Conflict:
        return Reply({"message": "Pull Request is not mergeable"}, 405)
    return Reply({"sha": made, "merged": True, "message": "Pull Request successfully merged"})


def check_runs(fake: Fake, asked: Asked) -> Reply:
    found = [c for c in fake.project.look(asked.parts["ref"]) if not c.name.startswith("ci/")]
    return fake.page(asked, [check_run(c) for c in found], "check_runs", total_count=len(found))


def check_run(check: Check) -> dict[str, Any]:
    status, conclusion = _RUNS[check.now]
    return {"name": check.name, "status": status, "conclusion": conclusion,
            "html_url": f"https://github.com/{OWNER}/{NAME}/runs/{check.name}",
            "output": {"title": check.said, "summary": None}}  # fmt: skip


def combined(fake: Fake, asked: Asked) -> Reply:
    """Statuses of what is not GitHub's own: checks whose name begins with ``ci/``."""
    known = fake.project.checks.get(asked.parts["ref"], fake.project.usual)
    words = {"green": "success", "red": "failure", "pending": "pending", "error": "error"}
    rows = [{"context": c.name, "state": words[c.now], "description": c.said,
             "target_url": f"https://ci.invalid/{c.name}"}
            for c in known if c.name.startswith("ci/")]  # fmt: skip
    return fake.page(asked, rows, "statuses", state="pending", total_count=len(rows))


def runs(fake: Fake, asked: Asked) -> Reply:
    found = fake.project.in_progress() if "branch" in asked.query else []
    url = f"https://github.com/{OWNER}/{NAME}/actions/runs/1"
    rows = [{"name": c.name, "status": "in_progress", "html_url": url} for c in found]
    return Reply({"total_count": len(rows), "workflow_runs": rows})


def commit(fake: Fake, asked: Asked) -> Reply:
    tip = fake.project.tip(asked.parts["ref"])
    return Reply({"sha": tip}) if tip else missing("No commit found for SHA")


def tag(fake: Fake, asked: Asked) -> Reply:
    name = asked.parts["tag"]
    return Reply({"ref": f"refs/tags/{name}"}) if fake.project.has_tag(name) else missing()


def release(fake: Fake, asked: Asked) -> Reply:
    name = asked.parts["tag"]
    return Reply(_release(name)) if name in fake.project.releases else missing()


def new_release(fake: Fake, asked: Asked) -> Reply:
    name = asked.body["tag_name"]
    fake.project.releases[name] = (asked.body["name"], asked.body["body"])
    return Reply(_release(name), 201)


def _release(name: str) -> dict[str, Any]:
    return {"tag_name": name, "html_url": f"https://github.com/{OWNER}/{NAME}/releases/tag/{name}"}


AT = f"/repos/{OWNER}/{NAME}"
N, REF, TAG = r"(?P<number>\d+)", r"(?P<ref>[^/]+)", r"(?P<tag>[^/]+)"
ROUTES = (
    ("GET", AT, repo, None),
    ("GET", f"{AT}/issues", issues, None),
    ("POST", f"{AT}/issues", new_issue, NEW_ISSUE),
    ("GET", f"{AT}/issues/{N}", one_issue, None),
    ("PATCH", f"{AT}/issues/{N}", change_issue, OLD_ISSUE),
    ("GET", f"{AT}/milestones", milestones, None),
    ("POST", f"{AT}/milestones", new_milestone, NEW_MILESTONE),
    ("PATCH", f"{AT}/milestones/{N}", change_milestone, OLD_MILESTONE),
    ("GET", f"{AT}/pulls", pulls, None),
    ("POST", f"{AT}/pulls", new_pull, NEW_PULL),
    ("GET", f"{AT}/pulls/{N}", one_pull, None),
    ("PATCH", f"{AT}/pulls/{N}", change_pull, OLD_PULL),
    ("PUT", f"{AT}/pulls/{N}/merge", merge, MERGE),
    ("GET", f"{AT}/commits/{REF}/check-runs", check_runs, None),
    ("GET", f"{AT}/commits/{REF}/status", combined, None),
    ("GET", f"{AT}/commits/{REF}", commit, None),
    ("GET", f"{AT}/actions/runs", runs, None),
    ("GET", f"{AT}/git/ref/tags/{TAG}", tag, None),
    ("GET", f"{AT}/releases/tags/{TAG}", release, None),
    ("POST", f"{AT}/releases", new_release, NEW_RELEASE),
)


def make(project: Project) -> Fake:
    return Fake(
        project,
        ROUTES,
        lambda headers: headers.get("authorization") == f"token {TOKEN}",
        web="https://github.com",
    )
