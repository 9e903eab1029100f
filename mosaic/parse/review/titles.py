"""What section titles say, in the languages that reports come in: a table of words each.

The parts of a pattern are alternatives between word boundaries; Chinese, Japanese and Korean, which
set no blanks, stand anywhere. ``SECTIONS`` says what closes a section, by reason.
"""

from __future__ import annotations

import re

from mosaic.parse.review.words import words
from mosaic.patterns import regex


def _any(*alternatives: str, anywhere: tuple[str, ...] = (), before: str = "",
         behind: str = "") -> re.Pattern[str]:  # fmt: skip
    """A pattern of alternatives as words of their own, and of others ``anywhere``."""
    whole = rf"{before}\b(?:{'|'.join(alternatives)})\b{behind}"
    return regex("|".join((whole, *anywhere)), re.IGNORECASE)


CLOSED = _any(
    "resolved|fixed|closed|remediated|refuted|discarded|dismissed|rejected|completed|mitigated",
    "addressed|withdrawn|obsolete|historical(?:ly)?|wont ?fix|won[’']t fix|accepted risks?",
    "risks? accepted|verified (?:ok|safe|good|fixes)|out[- ]of[- ]scope",
    "behobene?|erledigte?|gelöste?|geschlossene?",
    "corrigée?s?|résolue?s?",
    "corregid[oa]s?|resuelt[oa]s?|solucionad[oa]s?|descartad[oa]s?",
    before=r"(?<!be )(?<!not )(?<!yet )(?<!get )",
    behind=r"(?! by)",
    anywhere=(
        r"\bfalse[- ]positives?\b|\bfehlalarme?\b|\bfaux positifs?\b|\bfalsos positivos\b",
        r"\bnot (?:an? )?(?:real )?(?:bugs?|issues?|findings?|vulnerabilit(?:y|ies))\b",
        "対応済|解決済|修正済|対応状況|誤検知",
        "已修复|已解决|已关闭|已处理|误报",
        "(?<!미)해결(?:됨|된|완료| 완료|함)|수정(?:됨|된| 완료)|오탐",
    ),
)
EARLIER = _any(
    "(?:prior|previous|earlier|former|old|last|past)[- ](?:audits?|reviews?|findings?|issues?"
    "|reports?|assessments?|rounds?)",
    "reconciliation|review verification|comparison",
    r"(?:frühere|vorherige|letzte)[rsn]? \w+|précédente?s?|anterior(?:es)?",
    anywhere=("前回|上次|以往|이전 (?:감사|리뷰|보고|점검)",),
)
NOTHING = _any(
    r"no (?:\w+ ){0,2}(?:issues?|findings?|problems?|vulnerabilities|concerns?)",
    "without (?:issues?|findings?)|passed|by design|none found",
    r"keine (?:\w+ )?(?:befunde|probleme|schwachstellen)",
    "aucune? (?:problème|constat|vulnérabilité)|sin (?:hallazgos|problemas)",
    anywhere=("問題なし|指摘なし|无问题|未发现|문제 없음|이상 없음",),
)
PRAISE = _any(
    "strengths?|positives?|praises?|kudos|commendations?|highlights|pros|done (?:well|right)",
    "well[- ](?:done|designed|implemented|written|built)|(?:good|best) practices?",
    "additional comments (?:not posted )?\\(\\d+\\)",
    "(?:good|great|nice|solid) (?:work|things|points|parts|aspects|patterns|job)",
    "stärken|positive[nsr]?|lob|gut gelöst",
    "points (?:positifs|forts)|bonnes pratiques",
    "fortalezas|(?:puntos|aspectos) (?:positivos|fuertes)|buenas prácticas",
    anywhere=(
        r"^\W*what (?:works|went (?:well|right)|is (?:good|right|working)|was done (?:well|right))",
        r"^\W*what (?:was |you |i )?(?:liked?|did (?:well|right))|^\W*(?:looks good|lgtm)",
        r"^\W*what(?:[’']s|s| is) (?:good|working|right|done (?:well|right)|great|solid)",
        r"^\W*(?:the )?good\b(?! practice)",
        "良い点|良かった点|優れた点|評価できる|優点|优点|优势|亮点|做得好|值得肯定",
        "장점|강점|잘된 점|잘한 점|좋은 점",
    ),
)
WHAT_MATTERS = _any(r"critical (?:\w+ )?(?:paths?|flows?|journeys?|files?)")
PLAN = _any(
    "recommendations?|recommended|roadmap|action (?:items?|plan)|next steps?|quick wins?",
    "remediation|mitigations?|timeline|plan|ideas|what (?:to do|i'd do)|backlog|milestones?",
    "priorit(?:y|ies|ized|ised|isation|ization)(?: order| matrix| list)|sprints?|must[- ]fix",
    "fix (?:order|plan|sequence)|suggested (?:fix(?:es)?|order)|refactor(?:ing|s)?|top \\d+",
    r"before (?:you )?(?:ship|deploy)\w*|follow[- ]?ups?|to[- ]?do list|workstreams?",
    "grouping|batching|bundling|ownership|assignment|work packages?",
    "empfehlung(?:en)?|maßnahmen(?:plan)?|nächste schritte|fahrplan|umsetzungsplan",
    "recommandations?|prochaines étapes|feuille de route|plan d[’']action",
    "recomendaci(?:ón|ones)|próximos pasos|hoja de ruta|plan de acción",
    anywhere=(
        r"^\W*(?:priorities|prioritäten|priorités|prioridades)\W*$",
        "推奨|改善優先|今後の|次のステップ|ロードマップ|対応方針",
        "建议|建議|行动计划|下一步|修复计划|后续|路线图",
        "권고|권장|우선순위|로드맵|다음 단계|조치 계획",
    ),
)
METHOD = _any(
    "methodology|scope|approach|references?|appendi(?:x|ces)|glossary|legend|definitions?",
    "classification|disclaimers?|about|introduction|background|how to read|checklists?",
    "compliance|test(?:ing)? (?:results?|strategy|gaps?|recommendations?|structure|plan)",
    "coverage gap|commands? run|examples?|baseline|cross-references?|limitations?|assumptions?",
    "acknowledge?ments?|changelog|(?:revision|document|version) history|sign[- ]?off|heat ?map",
    "(?:severity|risk|rating|priority) (?:levels?|scales?|criteria|ratings?|guide|system|key)",
    "what (?:was|we|i) (?:verified|checked|tested|reviewed)",
    "verification (?:steps|evidence|notes)|(?:table of )?contents|inhalt(?:sverzeichnis)?",
    "scorecard|readiness|verdicts?|themes?|notes?|likely",
    "methodik|umfang|vorgehen|anhang|glossar|legende|hintergrund|einleitung",
    "méthodologie|périmètre|annexes?|glossaire|légende|contexte|sommaire",
    "metodología|alcance|anexos?|apéndice|glosario|leyenda|introducción|índice",
    anywhere=(
        "付録|用語|目次|プロジェクト概要|テスト結果|(?<!.)対象(?:ファイル|範囲)",
        "目录|目錄|附录|附錄|方法|范围|背景|术语|参考",
        "목차|부록|방법론|용어|참고|배경",
    ),
)
WANTED = regex(
    r"[\W\d]{0,12}(?:(?:non-)?functional |product |business |system |technical |user |security )*"
    r"(?:requirements?|user stor(?:y|ies)|acceptance criteria|anforderungen|akzeptanzkriterien|"
    r"exigences|critères d[’']acceptation|requisitos|criterios de aceptación|要件|受け?入れ?基準|"
    r"需求|验收标准|요구 ?사항|인수 조건)\W{0,12}",
    re.IGNORECASE,
)
SUMMARY = _any(
    "summary|summaries|overview|at a glance|statistics|tally|dashboard|matrix|numbers",
    "master index|conclusions?|key findings|bottom line|rating|tl;?dr|abstract|totals",
    "(?:severity|risk) (?:distribution|breakdown)|overall (?:assessment|risk|impression|health)",
    "zusammenfassung|überblick|übersicht|fazit|gesamtbewertung|statistik",
    "résumé|synthèse|aperçu|bilan|vue d[’']ensemble|statistiques",
    "resumen|conclusi(?:ón|ones)|visión general|estadísticas",
    anywhere=(
        "概要|総合評価|総評|まとめ|サマリー|総括|結論",
        "统计|总结|概述|摘要|总览|总体|結語|结论",
        "요약|개요|총평|통계|결론",
    ),
)
FINDINGS = _any(
    "findings?|issues?|vulnerabilit(?:y|ies)|bugs?|defects?|problems?|weakness(?:es)?",
    "violations?|concerns?|flaws?|code smells?|anomal(?:y|ies)",
    "(?:outside diff range|duplicate|actionable) comments|comments suppressed",
    "befunde?|feststellungen|schwachstellen?|mängel|probleme?",
    "problèmes?|constats?|vulnérabilités?|anomalies?|failles?",
    "hallazgos?|problemas?|vulnerabilidad(?:es)?|fallos?|defectos?",
    anywhere=(
        "指摘|課題|脆弱性|不具合|問題",
        "问题|发现(?!者)|漏洞|缺陷|隐患",
        "발견|문제|취약점|결함|이슈",
    ),
)
#: Words that keep a section open, though its title speaks of closed findings too.
OPEN = _any(
    "open|unresolved|remaining|outstanding|pending|offene?|ouverte?s?|abiert[oa]s?",
    anywhere=("未解決|未解决|未修复|미해결",),
)
#: How a step of a plan begins.
STEP = regex(
    r"\W*(?:(?:phase|step|sprint|milestone|week|day|stage|wave|iteration|batch|month|group|track|"
    r"workstream|epic|tier|etappe|schritt|woche|étape|semaine|fase|paso|semana)\s+"
    r"(?:\d|[A-Z]\b)|第[一二三四五六七八九十0-9]+(?:阶段|周|步))",
    re.IGNORECASE,
)
_TIME = (
    r"(?:soon|now|first|next|later|today|asap|immediately|at once|right away|eventually|"
    r"as soon as .{1,30}|(?:this|next|within|in|per) (?:a |an |the |next |\d{1,3} )?(?:day|week|"
    r"month|quarter|sprint|release|iteration|cycle|hour)s?|(?:before|after|by|for) (?:you |we |the "
    r"|this |next |any |going )*(?:release|merge|launch|deploy\w*|ship\w*|prod(?:uction)?|go-live|"
    r"live|sprint|week|month|quarter)|when(?:ever)? (?:there(?:[’']s| is) time|possible|convenient|"
    r"time (?:permits|allows)|(?:some|any)(?:body|one) .{1,30}|you (?:can|have time))|if there is"
    r" time)"
)
#: A title that says how soon, and names nothing.
WHEN = regex(
    rf"(?:{_TIME}|nice[- ]to[- ]have|polish|backlog|cosmetics?|optional|not blocking|non-blocking|"
    r"(?:(?:must|should|could|can|please|to)[- ])?(?:be )?(?:fix(?:ed)?|address(?:ed)?|do|done|mend"
    r"|handled?|resolved?|tackled?|plan(?:ned)?|scheduled?|act|worth (?:doing|fixing|a look)|stop|"
    r"blocks?|hold|consider|change)(?: (?:it|these|this|them|all|on (?:it|these)|the (?:release|"
    rf"merge|launch|build|deployment)|merge|release|launch|for these|{_TIME})){{0,3}}|"
    r"(?:sofort|umgehend|zeitnah|bald|später|demnächst)(?: (?:zu )?beheben)?|zu beheben|"
    r"(?:à corriger )?(?:immédiatement|rapidement|bientôt|plus tard|dès que possible)|à corriger|"
    r"(?:corregir )?(?:de inmediato|inmediatamente|pronto|cuanto antes|más adelante)|por corregir|"
    r"(?:立即|尽快|尽早|马上|稍后)(?:修复|处理|修改|解决)?|(?:早急|直ちに|すぐに|至急)(?:に?(?:対応|修正)"
    r"(?:が必要|する)?)?|(?:즉시|조속히|나중에)(?: ?(?:수정|조치))?)",
    re.IGNORECASE,
)
#: Words of titles that name a part of a finding.
PARTS = words(
    "description impact impacts effect effects recommendation recommendations fix fixes fixing",
    "remediation mitigation solution solutions suggestion suggestions suggested proposed proposal",
    "recommended details location locations evidence proof concept poc steps step reproduce to how",
    "reproduction root cause causes example examples before after reference references affected",
    "file files code why what happens is it this matters problem background context severity",
    "likelihood risk rationale reason exploit exploitation scenario attack consequence tests",
    "test consequences expected actual result behaviour behavior testing verification criteria the",
    "acceptance and of note notes analysis summary current resolution action actions technical",
    "business cvss cwe",
    "beschreibung auswirkung auswirkungen empfehlung lösung nachweis ursache behebung betroffen",
    "impacto descripción recomendación solución evidencia causa ubicación corrección",
    "constat correction preuve emplacement solution recommandation",
    "説明 影響 推奨対応 対策 修正案 再現手順 原因 詳細 根拠 内容 描述 影响 修复建议 建议 复现步骤",
    "证据 설명 영향 권고 해결 원인 재현 근거",
)
#: Words of titles that name no finding.
GENERIC = words(
    "results details detailed report review audit list table all the of and our main key new open",
    "security code quality performance other general analysis technical individual register log",
    "detail detaillierte einzelne détaillés detallados 详细 詳細 列表 一覧 목록 상세",
)
