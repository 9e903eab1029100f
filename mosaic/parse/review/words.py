"""The words by which labels and table columns are known, in the languages that reports come in."""

from __future__ import annotations


def words(*lines: str) -> frozenset[str]:
    """The words of some lines, each set apart by blanks."""
    return frozenset(word for line in lines for word in line.split())


#: Labels that give a severity; those of less weight; a score; files; lines. All in lower case.
SEVERITY_LABELS = (
    *("severity", "sev", "severity level", "severity rating", "risk level", "risk rating"),
    *("criticality", "risk severity", "level", "深刻度", "重大度", "重要度", "严重程度", "严重性"),
    *("严重级别", "级别", "危险等级", "风险等级", "심각도", "위험도"),
)
PRIORITY_LABELS = ("priority", "prio", "risk", "rating", "優先度", "优先级", "우선순위")
SCORE_LABELS = ("cvss", "cvss score", "cvss v3", "cvss v3.1", "cvss 3.1", "cvss base score")
FILE_LABELS = (
    *("file", "files", "file(s)", "location", "locations", "where", "path", "paths", "affected"),
    *("affected file", "affected files", "files affected", "affected code", "code", "source"),
    *("component", "ファイル", "場所", "文件", "位置", "파일", "위치", "관련 파일", "관련"),
)
STATUS_LABELS = ("status", "state", "resolution", "対応", "状态", "상태")
#: Labels that name what a finding waits for, and what waits for it.
AFTER_LABELS = (
    *(
        "depends on",
        "depend on",
        "dependency",
        "dependencies",
        "depends",
        "blocked by",
        "blocked on",
    ),
    *("requires", "prerequisite", "prerequisites", "after", "fix after", "waits for"),
    *(
        "依存",
        "依存先",
        "依存関係",
        "前提",
        "前提条件",
        "依赖",
        "依赖于",
        "依赖项",
        "前置条件",
        "阻塞于",
    ),
    *("의존", "의존성", "선행", "선행 작업", "hängt ab von", "abhängig von", "abhängigkeiten"),
    *(
        "voraussetzung",
        "voraussetzungen",
        "blockiert durch",
        "dépend de",
        "dépendances",
        "prérequis",
    ),
    *("bloqué par", "depende de", "dependencias", "requisitos previos", "bloqueado por"),
)
BEFORE_LABELS = (
    *(
        "blocks",
        "blocking",
        "unblocks",
        "prerequisite for",
        "prerequisite of",
        "before",
        "fix before",
    ),
    *("ブロック", "ブロックする", "後続", "阻塞", "차단", "후행", "blockiert", "bloque", "bloquea"),
)
LINE_LABELS = ("line", "lines", "line(s)", "行", "行号", "라인")

#: Columns by the first or last word of their header, in the order in which each is given away.
COLUMNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("severity", words("severity sev criticality risklevel 심각도 深刻度 重要度 重大度",
                       "严重程度 严重性 级别 等级")),
    ("id", words("id # no № num number ref nr rank key 番号 编号 序号 번호")),
    ("lines", words("line lines line# 行 行号 라인")),
    ("file", words("file files location locations where path paths affected filepath module",
                   "evidence ファイル 場所 文件 位置 파일 위치")),
    ("status", words("status state result verdict resolution disposition 対応 状態 状态 상태")),
    ("title", words("title finding findings issue issues summary description problem name bug",
                    "vulnerability defect what weakness concern observation gap risk task note",
                    "detail details タイトル 問題 指摘事項 課題 指摘 项目 問題点 标题 问题 描述",
                    "제목 문제 설명 내용")),
    ("priority", words("priority prio p 優先度 优先级 우선순위")),
)  # fmt: skip
#: Headers of a column of counts.
COUNTS = words("count counts total totals number found open qty quantity amount",
               "数 数量 件数 개수 수")  # fmt: skip
#: What a section of a severity is called besides the severity: ``Critical issues``.
FINDING_NOUNS = words(
    "issue issues finding findings bug bugs item items problem problems vulnerability severity",
    "vulnerabilities defect defects concern concerns priority priorities risk risks error errors",
    "warning warnings observation observations suggestion suggestions nit nits nitpick nitpicks",
    "gap gaps weaknesses improvements level fixes blockers impact",
)
