"""Tables of programmes: support, partners, indicators, road maps."""

from .table import SCHOOL, SOURCE_ID, SOURCE_ROW, YEAR, Column, Table

SUPPORT = Table(
    "support",
    "одна строка — школа, программа и год начала",
    (
        SCHOOL,
        Column("programme", "Программа", "code", key=True),
        Column("year_from", "С года", "year", key=True),
        Column("year_to", "По год", "year"),
        Column("measure", "Мера", "text"),
        SOURCE_ID,
        SOURCE_ROW,
    ),
    source="документ 000, L106; документ 001, L54",
)

PARTNERSHIPS = Table(
    "partnerships",
    "одна строка — школа, партнёр и год",
    (
        SCHOOL,
        Column("partner", "Школа-партнёр", "text", key=True),
        YEAR,
        Column("partner_municipality", "Муниципалитет партнёра", "text"),
        Column("agreement", "Договор", "text"),
        Column("plan", "Совместный план", "text"),
        SOURCE_ID,
        SOURCE_ROW,
    ),
    source="документ 000, L275; документ 002, L180–184",
)

_OPERATORS = (">=", ">", "<=", "<", "reach", "yes", "increase", "decrease")

INDICATORS = Table(
    "indicators",
    "одна строка — показатель",
    (
        Column("indicator", "Показатель", "code", key=True),
        Column("title", "Формулировка", "text", required=True),
        Column("numerator", "Числитель", "text"),
        Column("base", "Знаменатель", "text"),
        Column("unit", "Единица", "text"),
        Column("operator", "Сравнение", "code", one_of=_OPERATORS),
        Column("target", "Плановое значение", "number"),
        Column("baseline", "Базовое значение", "number"),
        Column("frequency", "Периодичность", "text"),
        Column("document_line", "Строка документа", "text"),
        SOURCE_ID,
        SOURCE_ROW,
    ),
    source="документ 001, L261–278",
)

INDICATOR_VALUES = Table(
    "indicator_values",
    "одна строка — показатель, период и объект",
    (
        Column("indicator", "Показатель", "code", key=True),
        Column("period", "Период", "text", key=True),
        Column("unit_id", "Объект", "code", key=True, note="Код школы или муниципалитета."),
        Column("numerator", "Числитель", "number"),
        Column("denominator", "Знаменатель", "number"),
        Column("source", "Источник", "text"),
        SOURCE_ID,
        SOURCE_ROW,
    ),
    source="документ 001, L48, L261–278",
)

ROADMAP = Table(
    "roadmap",
    "одна строка — мероприятие",
    (
        Column("key", "Ключ", "code", key=True),
        Column("printed_number", "Номер в документе", "text"),
        Column("section", "Раздел", "text"),
        Column("event", "Мероприятие", "text", required=True),
        Column("term", "Срок", "text"),
        Column("start", "Начало", "date"),
        Column("end", "Окончание", "date"),
        Column("recurrence", "Повторение", "code"),
        Column("responsible", "Ответственный (роль)", "text"),
        Column("planned", "Ожидаемый результат", "text"),
        Column("actual", "Фактический результат", "text"),
        Column("done", "Выполнено", "flag"),
        SOURCE_ID,
        SOURCE_ROW,
    ),
    source="документ 001, L162–237; документ 004, L28–393",
)

EVIDENCE = Table(
    "evidence",
    "одна строка — цель и звено цикла",
    (
        Column("goal", "Цель", "text", key=True),
        Column(
            "link",
            "Звено",
            "code",
            key=True,
            one_of=(
                "indicator",
                "method",
                "monitoring",
                "analysis",
                "recommendation",
                "measure",
                "decision",
                "review",
            ),
        ),
        Column("act", "Документ", "text"),
        Column("date", "Дата", "date"),
        SOURCE_ID,
        SOURCE_ROW,
    ),
    source="документ 003, L77–78",
)
