"""The shapes that issuers gave their keys and tokens: kind, signs of which one is there, pattern.

From what the issuers publish, compared with the rules of gitleaks (``config/gitleaks.toml``) and
the plugins of detect-secrets. Each pattern has bounded repeats and is read in linear time.
"""

from __future__ import annotations

#: What may stand before and behind a token that has no sign of its own there.
_B, _E = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"

#: The signs, how many of a token's characters stand behind one at least, and whether they are the
#: first of the token, where no letter or digit is before it.
Signs = tuple[str, int, bool]

SHAPES: tuple[tuple[str, Signs, str], ...] = (
    ("AWS access key", ("AKIA ASIA ABIA ACCA A3T", 16, True),
     rf"{_B}(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{{16}}{_E}"),
    ("GitHub token", ("ghp_ gho_ ghu_ ghs_ ghr_", 36, True),
     rf"{_B}gh[pousr]_[A-Za-z0-9]{{36,255}}"),
    ("GitHub token", ("github_pat_", 22, False), r"github_pat_[A-Za-z0-9_]{22,255}"),
    ("GitLab token",
     ("glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- gloas- glsoat- glffct-", 20, True),
     rf"{_B}gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-"
     r"[A-Za-z0-9_-]{20,300}(?:\.[A-Za-z0-9]{1,20}){0,3}"),
    ("Slack token", ("xox xapp-", 10, True), rf"{_B}(?:xox[abceoprs]|xapp)-[A-Za-z0-9-]{{10,300}}"),
    ("Slack webhook", ("hooks.slack.com", 28, False),
     r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{20,200}"),
    ("Anthropic key", ("sk-ant-", 20, True), rf"{_B}sk-ant-[A-Za-z0-9_-]{{20,300}}"),
    ("OpenAI key", ("sk-", 25, True),
     r"(?<![A-Za-z0-9-])sk-(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,300}"
     r"|[A-Za-z0-9]{32,300})"),
    ("Google key", ("AIza", 35, True), rf"{_B}AIza[A-Za-z0-9_-]{{35}}"),
    ("Google token", ("ya29.", 20, True), rf"{_B}ya29\.[A-Za-z0-9_-]{{20,500}}"),
    ("Google secret", ("GOCSPX-", 20, False), r"GOCSPX-[A-Za-z0-9_-]{20,100}"),
    ("Stripe key", ("rk_live_ rk_test_ rk_prod_ sk_live_ sk_test_ sk_prod_ whsec_", 16, True),
     rf"{_B}(?:[rs]k_(?:live|test|prod)|whsec)_[A-Za-z0-9]{{16,250}}"),
    ("npm token", ("npm_", 36, True), rf"{_B}npm_[A-Za-z0-9]{{36}}{_E}"),
    ("PyPI token", ("pypi-A", 50, False), r"pypi-A[A-Za-z0-9_-]{50,1000}"),
    ("SendGrid key", ("SG.", 33, True), rf"{_B}SG\.[A-Za-z0-9_-]{{16,40}}\.[A-Za-z0-9_-]{{16,80}}"),
    ("Mailgun key", ("key-", 32, True), rf"{_B}key-[0-9a-f]{{32}}{_E}"),
    ("Twilio key", ("SK", 32, True), rf"{_B}SK[0-9a-f]{{32}}{_E}"),
    ("Azure key", ("AccountKey SharedAccess", 40, False),
     r"(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,100}={0,2}"),
    ("Azure secret", ("Q~", 31, False),
     rf"{_B}[A-Za-z0-9_~.]{{3}}[0-9]Q~[A-Za-z0-9_~.-]{{31,34}}{_E}"),
    ("Azure signature", ("sig=", 32, False), r"(?<=[?&;])sig=[A-Za-z0-9%+/_-]{32,120}={0,2}"),
    ("DigitalOcean token", ("doo_v1_ dop_v1_ dor_v1_", 64, True),
     rf"{_B}do[opr]_v1_[0-9a-f]{{64}}"),
    ("Docker token", ("dckr_", 24, False), r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,100}"),
    ("Hugging Face token", ("hf_", 30, True), rf"{_B}hf_[A-Za-z0-9]{{30,60}}"),
    ("Vault token", ("hvs. hvb.", 20, True), rf"{_B}hv[sb]\.[A-Za-z0-9_-]{{20,300}}"),
    ("Shopify token", ("shp", 34, True), rf"{_B}shp(?:at|ca|pa|ss)_[0-9a-fA-F]{{32}}"),
    ("Linear key", ("lin_", 36, True), rf"{_B}lin_(?:api|oauth)_[A-Za-z0-9]{{32,80}}"),
    ("Atlassian token", ("ATATT3", 100, False), r"ATATT3[A-Za-z0-9_=-]{100,300}"),
    ("Telegram token", (":AA", 33, False),
     r"(?<![0-9])[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])"),
    ("age key", ("AGE-SECRET-KEY-1", 58, False), r"AGE-SECRET-KEY-1[0-9A-Z]{58}"),
    ("JSON web token", ("eyJ", 26, True),
     rf"{_B}eyJ[A-Za-z0-9_-]{{8,4000}}\.[A-Za-z0-9_-]{{8,8000}}\.[A-Za-z0-9_-]{{8,2000}}"),
)  # fmt: skip
