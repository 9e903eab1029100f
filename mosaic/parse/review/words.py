"""The words by which labels and table columns are known, in the languages that reports come in."""

from __future__ import annotations


def words(*lines: str) -> frozenset[str]:
    """The words of some lines, each set apart by blanks."""
    return frozenset(word for line in lines for word in line.split())


#: Labels that give a severity; those of less weight; files; lines; and so on. All in lower case.
SEVERITY_LABELS = (
    *("severity", "sev", "severity level", "severity rating", "risk level", "risk rating"),
    *("criticality", "risk severity", "level", "overall severity", "overall risk", "sev."),
    *("schweregrad", "schwere", "kritikalität", "risikostufe", "einstufung"),
    *("gravité", "sévérité", "criticité", "niveau", "niveau de gravité", "niveau de risque"),
    *("severidad", "gravedad", "criticidad", "nivel", "nivel de severidad", "nivel de riesgo"),
    *("深刻度", "重大度", "重要度", "重篤度", "危険度", "レベル", "リスクレベル"),
    *("严重程度", "严重性", "严重度", "严重级别", "严重等级", "嚴重程度", "嚴重性", "级别", "等级"),
    *("危险等级", "风险等级", "风险级别", "風險等級", "问题级别"),
    *("심각도", "심각성", "위험도", "위험 등급", "위험 수준", "중요도", "등급"),
)
PRIORITY_LABELS = (
    *("priority", "prio", "risk", "rating", "priorität", "risiko", "priorité", "risque"),
    *("prioridad", "riesgo", "優先度", "リスク", "优先级", "風險", "风险", "우선순위", "위험"),
)
SCORE_LABELS = ("cvss", "cvss score", "cvss v3", "cvss v3.1", "cvss 3.1", "cvss base score")
FILE_LABELS = (
    *("file", "files", "file(s)", "location", "locations", "where", "path", "paths", "affected"),
    *("affected file", "affected files", "files affected", "affected code", "code", "source"),
    *("component", "file path", "file/line", "file:line", "file & line", "location(s)", "target"),
    *("affected location", "affected locations", "affected components", "affected component"),
    *("file location", "code location", "file(s) affected", "files involved", "in"),
    *("datei", "dateien", "fundstelle", "ort", "stelle", "pfad", "betroffene dateien"),
    *("betroffene datei", "fichier", "fichiers", "emplacement", "chemin", "fichiers concernés"),
    *("fichier concerné", "archivo", "archivos", "fichero", "ubicación", "ruta"),
    *("archivos afectados", "archivo afectado", "localización", "localisation"),
    *("ファイル", "場所", "対象ファイル", "該当ファイル", "該当箇所", "箇所", "文件", "位置"),
    *("文件位置", "涉及文件", "相关文件", "代码位置", "问题位置", "文件路径", "路径", "檔案"),
    *("파일", "위치", "관련 파일", "관련", "대상 파일", "파일 위치", "경로"),
)
STATUS_LABELS = (
    *("status", "state", "resolution", "current status", "fix status", "statut", "état"),
    *("estado", "対応", "対応状況", "状態", "ステータス", "状态", "修复状态", "상태", "처리 상태"),
)
LINE_LABELS = (
    *("line", "lines", "line(s)", "line number", "line numbers", "zeile", "zeilen", "ligne"),
    *("lignes", "línea", "líneas", "行", "行号", "行番号", "라인", "줄"),
)
ID_LABELS = (
    *("id", "finding id", "issue id", "bug id", "vulnerability id", "defect id", "identifier"),
    *("reference", "ref", "編號", "编号", "问题编号", "番号", "管理番号", "식별자", "번호"),
)
TITLE_LABELS = (
    *("title", "name", "issue", "finding", "problem", "bug", "vulnerability", "summary", "titel"),
    *("befund", "titre", "problème", "constat", "título", "hallazgo", "problema", "标题", "问题"),
    *("タイトル", "件名", "問題", "指摘", "제목", "문제"),
)
#: Labels of the part of the code that an entry is about.
AREA_LABELS = (
    "component",
    "module",
    "area",
    "package",
    "subsystem",
    "service",
    "模块",
    "モジュール",
)
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

#: Columns by the first or last word of their header, in the order in which each is given away.
COLUMNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("severity", words("severity sev criticality risklevel 심각도 심각성 위험도 중요도 등급 深刻度",
                       "重要度 重大度 重篤度 危険度 严重程度 严重性 严重度 嚴重程度 级别 等级 等級",
                       "schweregrad schwere kritikalität gravité sévérité criticité severidad",
                       "gravedad criticidad")),
    ("id", words("id ids # no № num number ref nr rank key cve identifier nº n° n.º kennung",
                 "番号 编号 編號 序号 번호")),
    ("lines", words("line lines line# zeile zeilen ligne lignes línea líneas 行 行号 行番号 라인")),
    ("file", words("file files location locations where path paths affected filepath",
                   "evidence datei dateien fundstelle ort pfad fichier fichiers emplacement",
                   "archivo archivos fichero ubicación ruta ファイル 場所 箇所 文件 位置 路径 파일 "
                   "위치 경로")),
    ("status", words("status state result verdict resolution disposition statut état estado",
                     "対応 対応状況 状態 ステータス 状态 상태")),
    ("title", words("title finding findings issue issues summary description problem name bug",
                    "vulnerability defect what weakness concern observation gap risk task note",
                    "detail details threat message violation flaw smell titel beschreibung befund",
                    "problembeschreibung schwachstelle mangel titre problème constat description",
                    "vulnérabilité anomalie faille título hallazgo problema descripción",
                    "vulnerabilidad fallo タイトル 問題 指摘事項 課題 指摘 項目 内容 概要 项目",
                    "問題点 标题 問題描述 问题 描述 漏洞 제목 문제 설명 내용 항목 취약점")),
    ("priority", words("priority prio p priorität priorité prioridad 優先度 优先级 우선순위")),
    ("area", words("component area module package subsystem service komponente",
                   "bereich composant módulo componente 模块 组件 モジュール 구성요소 모듈")),
    ("score", words("cvss cvssv3 cvss3")),
)  # fmt: skip
#: A column of these gives the severity only where no other does, and another has the titles.
RISK = words("risk rating level risiko risque riesgo リスク 风险 위험")
#: A column of these names a row only where an id and a severity stand beside it.
THINGS = words(
    "package dependency library plugin rule check control endpoint route gem crate image"
)
#: Headers of a column of what is wanted: such a table lists no findings, unless a column says so.
WANTED = (
    *("requirement", "requirements", "acceptance criteria", "acceptance criterion", "user story"),
    *("user stories", "story", "as a", "anforderung", "anforderungen", "akzeptanzkriterien"),
    *("exigence", "exigences", "requisito", "requisitos", "criterios de aceptación", "要件"),
    *("受入基準", "受け入れ基準", "需求", "验收标准", "用户故事", "요구사항", "요구 사항"),
)
#: Headers of a column that names what is wrong.
WRONG = words("finding findings issue issues problem problems bug bugs vulnerability defect gap",
              "gaps weakness concern violation flaw smell threat risk befund mangel schwachstelle",
              "problème constat vulnérabilité faille hallazgo problema vulnerabilidad fallo",
              "問題 問題点 指摘 指摘事項 課題 问题 漏洞 缺陷 문제 취약점 결함")  # fmt: skip
#: Headers of a column that tells what is wrong at length: no tally has it.
TOLD = words("description message details recommendation beschreibung descripción 説明 描述 설명")
#: Headers of a column that may say ``error`` and ``warning``.
TYPES = ("type", "level", "kind", "typ", "tipo", "種別", "类型", "유형")
#: Headers of a column of counts.
COUNTS = words("count counts total totals number found open qty quantity amount anzahl nombre",
               "cantidad número 数 数量 件数 合计 合計 개수 수 건수")  # fmt: skip
#: What a section of a severity is called besides the severity: ``Critical issues``.
FINDING_NOUNS = words(
    "issue issues finding findings bug bugs item items problem problems vulnerability severity",
    "vulnerabilities defect defects concern concerns priority priorities risk risks error errors",
    "warning warnings observation observations suggestion suggestions nit nits nitpick nitpicks",
    "gap gaps weaknesses improvements level fixes blockers impact violation violations smells",
    "flaw flaws weakness anomaly anomalies optimizations optimisations enhancements comments",
    "remarks deficiencies exposures threats failures todos matters",
    "befund befunde feststellungen probleme schwachstellen mängel fehler punkte risiken hinweise",
    "schweregrad priorität problème problèmes constat constats vulnérabilités anomalies failles",
    "risques gravité priorité remarques hallazgo hallazgos problema problemas vulnerabilidades",
    "fallos defectos riesgos severidad prioridad gravedad observaciones errores",
)
#: The same in Chinese, Japanese and Korean, which set no blanks: the end of a word.
FINDING_ENDS = (
    *("问题", "問題", "問題点", "漏洞", "缺陷", "风险", "隐患", "发现", "項目", "指摘", "指摘事項"),
    *("課題", "脆弱性", "不具合", "バグ", "リスク", "문제", "문제점", "이슈", "취약점", "결함"),
    *("위험", "사항", "버그", "项", "事项", "優先度", "优先级", "우선순위", "严重程度", "严重性"),
    *("深刻度", "重要度", "重大度", "심각도", "위험도"),
)
#: Nouns that stand in front of an entry's number or its colon: ``Issue 3``, ``Bug: …``.
SERIAL_NOUNS = (
    *("issue", "finding", "bug", "problem", "vulnerability", "vuln", "defect", "no", "item"),
    *("observation", "weakness", "concern", "flaw", "gap", "risk", "nr", "befund", "fehler"),
    *("schwachstelle", "feststellung", "problème", "constat", "vulnérabilité", "faille"),
    *("anomalie", "problema", "hallazgo", "vulnerabilidad", "fallo", "n°", "nº", "smell"),
    *(
        "問題",
        "指摘事項",
        "指摘",
        "課題",
        "脆弱性",
        "问题",
        "漏洞",
        "缺陷",
        "문제",
        "이슈",
        "취약점",
    ),
)


def is_finding_noun(word: str) -> bool:
    """Whether a word of a title, in lower case, is one for findings."""
    return word in FINDING_NOUNS or (not word.isascii() and word.endswith(FINDING_ENDS))
