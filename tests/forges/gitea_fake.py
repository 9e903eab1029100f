"""A fake Gitea. Paths, fields and bodies as in its swagger description, 1.23; what a merge answers
as its server does."""

from __future__ import annotations

from typing import Any

from .model import NAME, OWNER, Conflict, Issue, Milestone, Project, Pull
from .serving import TOKEN, Asked, Fake, Reply

TEXT = {"type": "string"}
NEW_ISSUE = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": TEXT, "body": TEXT, "milestone": {"type": "integer"},
        "labels": {"type": "array", "items": {"type": "integer"}},
    },
    "additionalProperties": False,
}  # fmt: skip
STATE = {
    "type": "object",
    "properties": {"state": {"enum": ["open", "closed"]}},
    "additionalProperties": False,
}
NEW_LABEL = {
    "type": "object",
    "required": ["name", "color"],
    "properties": {"name": TEXT, "color": {"type": "string", "pattern": "^#[0-9a-f]{6}$"}},
    "additionalProperties": False,
}
NEW_MILESTONE = {
    "type": "object",
    "properties": {"title": TEXT, "description": TEXT, "state": TEXT},
    "additionalProperties": False,
}
NEW_PULL = {
    "type": "object",
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
    "required": ["Do"],
    "properties": {
        "Do": {"enum": ["merge", "rebase", "rebase-merge", "squash", "fast-forward-only",
                        "manually-merged"]},
        "MergeTitleField": TEXT, "MergeMessageField": TEXT, "head_commit_id": TEXT,
        "delete_branch_after_merge": {"type": "boolean"},
    },
    "additionalProperties": False,
}  # fmt: skip
NEW_RELEASE = {
    "type": "object",
    "required": ["tag_name"],
    "properties": {"tag_name": TEXT, "name": TEXT, "body": TEXT, "draft": {"type": "boolean"}},
    "additionalProperties": False,
}
_WORDS = {"green": "success", "red": "failure", "pending": "pending", "skipped": "skipped",
          "error": "error", "cancelled": "failure", "timed_out": "failure",
          "action_required": "warning", "neutral": "skipped"}  # fmt: skip


def milestone(m: Milestone) -> dict[str, Any]:
    return {"id": 500 + m.number, "title": m.title, "description": m.about,
            "state": "closed" if m.closed else "open"}  # fmt: skip


def issue(fake: Fake, i: Issue) -> dict[str, Any]:
    return {
        "id": 400 + i.number, "number": i.number, "title": i.title, "body": i.body,
        "state": "closed" if i.closed else "open",
        "labels": [{"id": 1, "name": name} for name in i.labels],
        "milestone": milestone(i.milestone) if i.milestone else None,
        "html_url": f"{fake.web}/{OWNER}/{NAME}/issues/{i.number}",
    }  # fmt: skip


def pull(fake: Fake, p: Pull) -> dict[str, Any]:
    return {
        "number": p.number, "title": p.title, "body": p.body, "draft": False,
        "state": "closed" if p.closed else "open", "merged": bool(p.merged_as),
        "merge_commit_sha": p.merged_as or None, "mergeable": True,
        "head": {"ref": p.head, "sha": fake.project.head(p)}, "base": {"ref": p.base},
        "html_url": f"{fake.web}/{OWNER}/{NAME}/pulls/{p.number}",
    }  # fmt: skip


def missing(what: str = "The target couldn't be found.") -> Reply:
    return Reply({"errors": None, "message": what, "url": "/api/swagger"}, 404)


def repo(fake: Fake, asked: Asked) -> Reply:
    return Reply({"full_name": f"{OWNER}/{NAME}", "html_url": f"{fake.web}/{OWNER}/{NAME}"})


def issues(fake: Fake, asked: Asked) -> Reply:
    wanted = asked.query.get("milestones")
    keys = {i.number: str(500 + i.milestone.number) for i in fake.project.issues if i.milestone}
    found = [i for i in fake.project.issues if not wanted or keys.get(i.number) == wanted]
    return fake.page(asked, [issue(fake, i) for i in found])


def new_issue(fake: Fake, asked: Asked) -> Reply:
    key = asked.body.get("milestone")
    ours = next((m for m in fake.project.milestones if 500 + m.number == key), None)
    made = fake.project.issue(asked.body["title"], asked.body.get("body", ""), ours)
    made.labels = [fake.project.labels[n - 1] for n in asked.body.get("labels", ())]
    return Reply(issue(fake, made), 201)


def one_issue(fake: Fake, asked: Asked) -> Reply:
    found = fake.project.issue_of(int(asked.parts["number"]))
    return Reply(issue(fake, found)) if found else missing()


def change_issue(fake: Fake, asked: Asked) -> Reply:
    found = fake.project.issue_of(int(asked.parts["number"]))
    if found is None:
        return missing()
    found.closed = asked.body["state"] == "closed"
    return Reply(issue(fake, found), 201)


def labels(fake: Fake, asked: Asked) -> Reply:
    rows = [{"id": n + 1, "name": name} for n, name in enumerate(fake.project.labels)]
    return fake.page(asked, rows)


def new_label(fake: Fake, asked: Asked) -> Reply:
    fake.project.labels.append(asked.body["name"])
    return Reply({"id": len(fake.project.labels), "name": asked.body["name"]}, 201)


def milestones(fake: Fake, asked: Asked) -> Reply:
    name = asked.query.get("name")
    found = [m for m in fake.project.milestones if name in (None, m.title)]
    return fake.page(asked, [milestone(m) for m in found])


def new_milestone(fake: Fake, asked: Asked) -> Reply:
    made = fake.project.milestone(asked.body["title"])
    made.about = asked.body.get("description", "")
    return Reply(milestone(made), 201)


def change_milestone(fake: Fake, asked: Asked) -> Reply:
    number = int(asked.parts["number"])
    found = next((m for m in fake.project.milestones if 500 + m.number == number), None)
    if found is None:
        return missing()
    found.closed = asked.body["state"] == "closed"
    return Reply(milestone(found))


def pulls(fake: Fake, asked: Asked) -> Reply:
    closed = asked.query.get("state") == "closed"
    found = [p for p in fake.project.pulls if p.closed == closed]
    return fake.page(asked, [pull(fake, p) for p in reversed(found)])


def new_pull(fake: Fake, asked: Asked) -> Reply:
    project, body = fake.project, asked.body
    if not project.tip(body["head"]):
        return missing()
    if any(p.head == body["head"] and not p.closed for p in project.pulls):
        return Reply({"message": "pull request already exists for these targets"}, 409)
    made = Pull(project.number(), body["title"], body.get("body", ""), body["head"], body["base"])
    project.pulls.append(made)
    return Reply(pull(fake, made), 201)


def one_pull(fake: Fake, asked: Asked) -> Reply:
    found = fake.project.pull_of(int(asked.parts["number"]))
    return Reply(pull(fake, found)) if found else missing()


def change_pull(fake: Fake, asked: Asked) -> Reply:
    found = fake.project.pull_of(int(asked.parts["number"]))
    if found is None:
        return missing()
    found.title, found.body = asked.body["title"], asked.body["body"]
    return Reply(pull(fake, found), 201)


def merge(fake: Fake, asked: Asked) -> Reply:
    project, body = fake.project, asked.body
    found = project.pull_of(int(asked.parts["number"]))
    if found is None or (found.closed and not found.merged_as):
        return missing()
    if project.looks():
        return Reply({"message": "Please try again later"}, 405)
    if project.protected or found.closed:
        return Reply({"message": project.protected}, 405)
    if body.get("head_commit_id") != project.tip(found.head):
        return Reply({"message": "head out of date"}, 409)
    try:
        project.squash(found, f"{body['MergeTitleField']}\n\n{body['MergeMessageField']}")
    except Conflict:
        return Reply({"Style": "squash", "StdOut": "CONFLICT (content)"}, 409)
    return Reply(None, 200, text="")


def status(fake: Fake, asked: Asked) -> Reply:
    ref = asked.parts["ref"]
    found = fake.project.look(ref)
    if ref == fake.project.tip("main"):
        found = [*(c for c in found if c.now != "pending"), *fake.project.in_progress()]
    rows = [{"context": c.name, "status": _WORDS[c.now], "description": c.said,
             "target_url": f"{fake.web}/{OWNER}/{NAME}/actions/runs/{c.name}"}
            for c in found]  # fmt: skip
    return fake.page(asked, rows, "statuses", state="pending", sha=ref, total_count=len(rows))


def branch(fake: Fake, asked: Asked) -> Reply:
    tip = fake.project.tip(asked.parts["ref"])
    return Reply({"name": asked.parts["ref"], "commit": {"id": tip}}) if tip else missing()


def tag(fake: Fake, asked: Asked) -> Reply:
    name = asked.parts["tag"]
    return Reply({"name": name}) if fake.project.has_tag(name) else missing()


def release(fake: Fake, asked: Asked) -> Reply:
    name = asked.parts["tag"]
    return Reply(_release(fake, name)) if name in fake.project.releases else missing()


def new_release(fake: Fake, asked: Asked) -> Reply:
    name = asked.body["tag_name"]
    fake.project.releases[name] = (asked.body["name"], asked.body["body"])
    return Reply(_release(fake, name), 201)


def _release(fake: Fake, name: str) -> dict[str, Any]:
    return {"tag_name": name, "html_url": f"{fake.web}/{OWNER}/{NAME}/releases/tag/{name}"}


AT = f"/repos/{OWNER}/{NAME}"
N, REF, TAG = r"(?P<number>\d+)", r"(?P<ref>[^/]+)", r"(?P<tag>[^/]+)"
ROUTES = (
    ("GET", AT, repo, None),
    ("GET", f"{AT}/issues", issues, None),
    ("POST", f"{AT}/issues", new_issue, NEW_ISSUE),
    ("GET", f"{AT}/issues/{N}", one_issue, None),
    ("PATCH", f"{AT}/issues/{N}", change_issue, STATE),
    ("GET", f"{AT}/labels", labels, None),
    ("POST", f"{AT}/labels", new_label, NEW_LABEL),
    ("GET", f"{AT}/milestones", milestones, None),
    ("POST", f"{AT}/milestones", new_milestone, NEW_MILESTONE),
    ("PATCH", f"{AT}/milestones/{N}", change_milestone, STATE),
    ("GET", f"{AT}/pulls", pulls, None),
    ("POST", f"{AT}/pulls", new_pull, NEW_PULL),
    ("GET", f"{AT}/pulls/{N}", one_pull, None),
    ("PATCH", f"{AT}/pulls/{N}", change_pull, OLD_PULL),
    ("POST", f"{AT}/pulls/{N}/merge", merge, MERGE),
    ("GET", f"{AT}/commits/{REF}/status", status, None),
    ("GET", f"{AT}/branches/{REF}", branch, None),
    ("GET", f"{AT}/tags/{TAG}", tag, None),
    ("GET", f"{AT}/releases/tags/{TAG}", release, None),
    ("POST", f"{AT}/releases", new_release, NEW_RELEASE),
)


def make(project: Project) -> Fake:
    return Fake(
        project,
        ROUTES,
        lambda headers: headers.get("authorization") == f"token {TOKEN}",
        prefix="/api/v1",
        size="limit",
        largest=50,
    )
