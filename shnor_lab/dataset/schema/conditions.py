"""Tables of conditions: social passport, staff, resources, surveys, risk factors."""

from .table import SCHOOL, SOURCE_ID, SOURCE_ROW, YEAR, Column, Table

INDICATOR = Column("indicator", "Показатель", "code", key=True, note="Код из каталога показателей.")


def _counted(key: str, source: str) -> Table:
    return Table(
        key,
        "одна строка — школа, год и показатель",
        (
            SCHOOL,
            YEAR,
            INDICATOR,
            Column("count", "Количество", "count", low=0, unit="чел."),
            Column("base", "Из скольких", "count", low=0, unit="чел."),
            Column(
                "share",
                "Доля",
                "share",
                low=0,
                high=1,
                note="Если передана только доля; иначе считается из количества.",
            ),
            SOURCE_ID,
            SOURCE_ROW,
        ),
        source=source,
    )


PASSPORT = _counted("passport", "документ 000, L152–157; документ 001, L96–98")
STAFF = _counted("staff", "документ 000, L73; документ 001, L100")

RESOURCES = Table(
    "resources",
    "одна строка — школа, год и показатель",
    (
        SCHOOL,
        YEAR,
        INDICATOR,
        Column("value", "Значение", "number", note="Число; для «да/нет» — 1 или 0."),
        Column(
            "risk",
            "Зона риска",
            "flag",
            note="Отнесена ли школа к зоне риска; пусто = не оценивалось.",
            aliases=("Риск",),
        ),
        SOURCE_ID,
        SOURCE_ROW,
    ),
    source="документ 001, L123, L201; документ 000, L150",
)

SURVEYS = Table(
    "surveys",
    "одна строка — школа, год, группа ответивших и вопрос",
    (
        SCHOOL,
        YEAR,
        Column(
            "respondent",
            "Кто отвечал",
            "code",
            key=True,
            one_of=("administration", "teachers", "pupils", "parents"),
            words={
                "администрация": "administration",
                "учителя": "teachers",
                "обучающиеся": "pupils",
                "родители": "parents",
            },
        ),
        Column("question", "Вопрос", "code", key=True),
        Column("n_asked", "Опрошено", "count", low=0),
        Column("n_answered", "Ответили", "count", low=0),
        Column("n_positive", "Ответили утвердительно", "count", low=0),
        SOURCE_ID,
        SOURCE_ROW,
    ),
    source="документ 002, L71",
)

RISKS = Table(
    "risks",
    "одна строка — школа, дата, фактор и параметр",
    (
        SCHOOL,
        Column("date", "Дата", "date", key=True),
        Column("factor", "Фактор", "code", key=True),
        Column("parameter", "Параметр", "code", key=True),
        Column("value", "Значение", "number"),
        Column(
            "level",
            "Официальный уровень",
            "code",
            one_of=("low", "medium", "high"),
            words={"низкий": "low", "средний": "medium", "высокий": "high"},
        ),
        Column("respondent", "Источник", "code"),
        Column(
            "phase",
            "Диагностика",
            "code",
            one_of=("entry", "final"),
            words={"входная": "entry", "итоговая": "final"},
        ),
        SOURCE_ID,
        SOURCE_ROW,
    ),
    source="документ 002, приложение 3 (L188–207)",
)
