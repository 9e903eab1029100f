"""A fake GitLab. Paths, fields and bodies as in its REST v4 documentation and OpenAPI, 17."""

from __future__ import annotations

from typing import Any

from .model import NAME, OWNER, Conflict, Issue, Milestone, Project, Pull
from .serving import TOKEN, Asked, Fake, Reply

TEXT = {"type": "string"}
_WEB = f"https://gitlab.com/{OWNER}/{NAME}"
NEW_ISSUE = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": TEXT, "description": TEXT, "labels": TEXT, "milestone_id": {"type": "integer"},
    },
    "additionalProperties": False,
}  # fmt: skip
STATE_EVENT = {
    "type": "object",
    "required": ["state_event"],
    "properties": {"state_event": {"enum": ["close", "reopen", "activate"]}},
    "additionalProperties": False,
}
NEW_MILESTONE = {
    "type": "object",
    "required": ["title"],
    "properties": {"title": TEXT, "description": TEXT},
    "additionalProperties": False,
}
NEW_PULL = {
    "type": "object",
    "required": ["source_branch", "target_branch", "title"],
    "properties": {
        "source_branch": TEXT, "target_branch": TEXT, "title": TEXT, "description": TEXT,
        "squash": {"type": "boolean"}, "remove_source_branch": {"type": "boolean"},
    },
    "additionalProperties": False,
}  # fmt: skip
OLD_PULL = {
    "type": "object",
    "properties": {"title": TEXT, "description": TEXT},
    "additionalProperties": False,
}
MERGE = {
    "type": "object",
    "properties": {
        "squash": {"type": "boolean"}, "sha": TEXT, "squash_commit_message": TEXT,
        "merge_commit_message": TEXT, "should_remove_source_branch": {"type": "boolean"},
    },
    "additionalProperties": False,
}  # fmt: skip
NEW_RELEASE = {
    "type": "object",
    "required": ["tag_name"],
    "properties": {"tag_name": TEXT, "name": TEXT, "description": TEXT},
    "additionalProperties": False,
}
_WORDS = {"green": "success", "red": "failed", "pending": "running", "skipped": "skipped",
          "cancelled": "canceled", "timed_out": "failed", "action_required": "manual",
          "neutral": "skipped", "error": "failed"}  # fmt: skip


def milestone(m: Milestone) -> dict[str, Any]:
    return {"id": 900 + m.number, "iid": m.number, "title": m.title, "description": m.about,
            "state": "closed" if m.closed else "active",
            "web_url": f"{_WEB}/-/milestones/{m.number}"}  # fmt: skip


def issue(i: Issue) -> dict[str, Any]:
    return {
        "id": 800 + i.number, "iid": i.number, "title": i.title, "description": i.body,
        "state": "closed" if i.closed else "opened", "labels": i.labels,
        "milestone": milestone(i.milestone) if i.milestone else None,
        "web_url": f"{_WEB}/-/issues/{i.number}",
    }  # fmt: skip


def pull(project: Project, p: Pull) -> dict[str, Any]:
    squash = git_parent(project, p) if project.merge_commits and p.merged_as else p.merged_as
    merged = bool(p.merged_as)
    return {
        "id": 700 + p.number, "iid": p.number, "title": p.title, "description": p.body,
        "state": "merged" if merged else "closed" if p.closed else "opened", "draft": False,
        "source_branch": p.head, "target_branch": p.base, "sha": project.head(p),
        "merge_commit_sha": p.merged_as if merged and project.merge_commits else None,
        "squash_commit_sha": squash or None,
        "detailed_merge_status": "not_approved" if project.protected else "mergeable",
        "web_url": f"{_WEB}/-/merge_requests/{p.number}",
    }  # fmt: skip


def git_parent(project: Project, p: Pull) -> str:
    from tests.ledgers import git

    return git(project.remote, "rev-parse", f"{p.merged_as}^2")


def missing(what: str = "404 Not found") -> Reply:
    return Reply({"message": what}, 404)


def repo(fake: Fake, asked: Asked) -> Reply:
    return Reply({"id": 1, "path_with_namespace": f"{OWNER}/{NAME}", "web_url": _WEB})


def issues(fake: Fake, asked: Asked) -> Reply:
    wanted = asked.query.get("milestone")
    found = [i for i in fake.project.issues
             if not wanted or (i.milestone and i.milestone.title == wanted)]  # fmt: skip
    return fake.page(asked, [issue(i) for i in found])


def new_issue(fake: Fake, asked: Asked) -> Reply:
    key = asked.body.get("milestone_id")
    ours = next((m for m in fake.project.milestones if 900 + m.number == key), None)
    made = fake.project.issue(asked.body["title"], asked.body.get("description", ""), ours)
    made.labels = [name for name in asked.body.get("labels", "").split(",") if name]
    return Reply(issue(made), 201)


def one_issue(fake: Fake, asked: Asked) -> Reply:
    found = fake.project.issue_of(int(asked.parts["number"]))
    return Reply(issue(found)) if found else missing()


def change_issue(fake: Fake, asked: Asked) -> Reply:
    found = fake.project.issue_of(int(asked.parts["number"]))
    if found is None:
        return missing()
    found.closed = asked.body["state_event"] == "close"
    return Reply(issue(found))


def milestones(fake: Fake, asked: Asked) -> Reply:
    title = asked.query.get("title")
    found = [m for m in fake.project.milestones if title in (None, m.title)]
    return fake.page(asked, [milestone(m) for m in found])


def new_milestone(fake: Fake, asked: Asked) -> Reply:
    if any(m.title == asked.body["title"] for m in fake.project.milestones):
        return Reply({"message": {"title": ["has already been taken"]}}, 400)
    made = fake.project.milestone(asked.body["title"])
    made.about = asked.body.get("description", "")
    return Reply(milestone(made), 201)


def change_milestone(fake: Fake, asked: Asked) -> Reply:
    number = int(asked.parts["number"])
    found = next((m for m in fake.project.milestones if 900 + m.number == number), None)
    if found is None:
        return missing()
    found.closed = asked.body["state_event"] == "close"
    return Reply(milestone(found))


def pulls(fake: Fake, asked: Asked) -> Reply:
    query = asked.query
    found = [p for p in fake.project.pulls if query.get("source_branch") in (None, p.head)
             and query.get("target_branch") in (None, p.base)]  # fmt: skip
    return fake.page(asked, [pull(fake.project, p) for p in reversed(found)])


def new_pull(fake: Fake, asked: Asked) -> Reply:
    project, body = fake.project, asked.body
    if not project.tip(body["source_branch"]):
        return Reply({"message": {"source_branch": ["does not exist"]}}, 422)
    if any(p.head == body["source_branch"] and not p.closed for p in project.pulls):
        said = "Another open merge request already exists for this source branch: !1"
        return Reply({"message": [said]}, 409)
    made = Pull(project.number(), body["title"], body.get("description", ""),
                body["source_branch"], body["target_branch"])  # fmt: skip
    project.pulls.append(made)
    return Reply(pull(project, made), 201)


def one_pull(fake: Fake, asked: Asked) -> Reply:
    found = fake.project.pull_of(int(asked.parts["number"]))
    if found is None:
        return missing()
    looks = {"detailed_merge_status": "checking"} if fake.project.looks() else {}
    return Reply(pull(fake.project, found) | looks)


def change_pull(fake: Fake, asked: Asked) -> Reply:
    found = fake.project.pull_of(int(asked.parts["number"]))
    if found is None:
        return missing()
    found.title, found.body = asked.body["title"], asked.body["description"]
    return Reply(pull(fake.project, found))


def merge(fake: Fake, asked: Asked) -> Reply:
    project, body = fake.project, asked.body
    found = project.pull_of(int(asked.parts["number"]))
    if found is None:
        return missing()
    if project.protected or found.closed:
        return Reply({"message": project.protected or "405 Method Not Allowed"}, 405)
    if body.get("sha") != project.tip(found.head):
        return Reply({"message": "SHA does not match HEAD of source branch"}, 409)
    try:
        project.squash(found, body["squash_commit_message"])
    except Conflict:
        return Reply({"message": "Branch cannot be merged"}, 422)
    return Reply(pull(project, found))


def pipelines(fake: Fake, asked: Asked) -> Reply:
    if "sha" in asked.query:
        found = fake.project.look(asked.query["sha"])
    else:
        found = fake.project.in_progress()
    rows = [{"id": n + 1, "status": _WORDS[c.now], "ref": c.name, "source": "push",
             "sha": asked.query.get("sha", ""), "web_url": f"{_WEB}/-/pipelines/{c.name}"}
            for n, c in enumerate(found)]  # fmt: skip
    return fake.page(asked, rows)


def jobs(fake: Fake, asked: Asked) -> Reply:
    rows = [{"id": 1, "name": "unit", "status": "failed", "allow_failure": False,
             "web_url": f"{_WEB}/-/jobs/1"},
            {"id": 2, "name": "lint", "status": "failed", "allow_failure": True,
             "web_url": f"{_WEB}/-/jobs/2"}]  # fmt: skip
    return fake.page(asked, rows)


def tag(fake: Fake, asked: Asked) -> Reply:
    name = asked.parts["tag"]
    return Reply({"name": name}) if fake.project.has_tag(name) else missing("404 Tag Not Found")


def release(fake: Fake, asked: Asked) -> Reply:
    name = asked.parts["tag"]
    return Reply(_release(name)) if name in fake.project.releases else missing()


def new_release(fake: Fake, asked: Asked) -> Reply:
    name = asked.body["tag_name"]
    fake.project.releases[name] = (asked.body["name"], asked.body["description"])
    return Reply(_release(name), 201)


def _release(name: str) -> dict[str, Any]:
    return {"tag_name": name, "_links": {"self": f"{_WEB}/-/releases/{name}"}}


AT = f"/projects/{OWNER}%2F{NAME}"
N, TAG = r"(?P<number>\d+)", r"(?P<tag>[^/]+)"
ROUTES = (
    ("GET", AT, repo, None),
    ("GET", f"{AT}/issues", issues, None),
    ("POST", f"{AT}/issues", new_issue, NEW_ISSUE),
    ("GET", f"{AT}/issues/{N}", one_issue, None),
    ("PUT", f"{AT}/issues/{N}", change_issue, STATE_EVENT),
    ("GET", f"{AT}/milestones", milestones, None),
    ("POST", f"{AT}/milestones", new_milestone, NEW_MILESTONE),
    ("PUT", f"{AT}/milestones/{N}", change_milestone, STATE_EVENT),
    ("GET", f"{AT}/merge_requests", pulls, None),
    ("POST", f"{AT}/merge_requests", new_pull, NEW_PULL),
    ("GET", f"{AT}/merge_requests/{N}", one_pull, None),
    ("PUT", f"{AT}/merge_requests/{N}", change_pull, OLD_PULL),
    ("PUT", f"{AT}/merge_requests/{N}/merge", merge, MERGE),
    ("GET", f"{AT}/pipelines", pipelines, None),
    ("GET", f"{AT}/pipelines/{N}/jobs", jobs, None),
    ("GET", f"{AT}/repository/tags/{TAG}", tag, None),
    ("GET", f"{AT}/releases/{TAG}", release, None),
    ("POST", f"{AT}/releases", new_release, NEW_RELEASE),
)


def make(project: Project) -> Fake:
    return Fake(
        project,
        ROUTES,
        lambda headers: headers.get("private-token") == TOKEN,
        prefix="/api/v4",
        web="https://gitlab.com",
    )
