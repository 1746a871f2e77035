"""Tables about schools themselves."""

from .table import SCHOOL, SOURCE_ID, SOURCE_ROW, YEAR, Column, Table

TYPES = {
    "НОШ": "primary",
    "ООШ": "basic",
    "СОШ": "secondary",
    "начальная": "primary",
    "основная": "basic",
    "средняя": "secondary",
    "вечерняя": "evening",
    "коррекционная": "special",
}

VALID_FROM = Column("valid_from", "Действует с года", "year", low=1900, high=2100)
VALID_TO = Column("valid_to", "Действует по год", "year", low=1900, high=2100)

SCHOOLS = Table(
    "schools",
    "одна строка — одно юридическое лицо",
    (
        SCHOOL,
        Column(
            "name",
            "Школа",
            "text",
            required=True,
            aliases=(
                "ОО",
                "Название ОО",
                "Наименование ОО",
                "Краткое наименование",
                "Образовательная организация",
            ),
        ),
        Column("full_name", "Полное наименование", "text"),
        Column(
            "type",
            "Вид школы",
            "code",
            one_of=("primary", "basic", "secondary", "evening", "special"),
            words=TYPES,
            note="По высшему уровню образования: НОШ, ООШ, СОШ.",
            aliases=("Тип школы", "Тип ОО", "Вид ОО"),
        ),
        Column("rural", "Сельская", "flag", aliases=("Сельская школа", "Село")),
        Column("specialised", "Лицей или гимназия", "flag", aliases=("Профильная",)),
        Column(
            "municipality",
            "Муниципалитет",
            "text",
            required=True,
            aliases=("Муниципальное образование", "МО", "Район", "МСУ", "Административный округ"),
        ),
        Column("municipality_id", "Код муниципалитета", "code", required=True, form=False),
        Column("parent", "Филиал школы", "code", note="Код или название головной школы, если это филиал."),
        Column("predecessor", "Правопреемник школы", "code", note="Код или название прежней школы."),
        VALID_FROM,
        VALID_TO,
        SOURCE_ID,
    ),
    source="документ 001, L94, L121; документ 003, L55 (объединение школ)",
)

SCHOOL_NAMES = Table(
    "school_names",
    "одна строка — одно обозначение школы в одной системе кодов",
    (
        Column(
            "scheme",
            "Система обозначений",
            "code",
            key=True,
            one_of=("fis", "ogrn", "global_id", "code", "name"),
            words={
                "логин ФИС ОКО": "fis",
                "ОГРН": "ogrn",
                "код портала": "global_id",
                "код": "code",
                "название": "name",
            },
        ),
        Column("value", "Обозначение", "text", key=True),
        SCHOOL,
        Column(
            "municipality_id",
            "Код муниципалитета",
            "code",
            key=True,
            default="",
            form=False,
            note="Для названий: внутри какого муниципалитета; для кодов пусто.",
        ),
        VALID_FROM,
        VALID_TO,
        Column("origin", "Откуда известно", "code", one_of=("register", "delivery", "answer"), form=False),
    ),
    source="решение лаборатории: одна школа — много обозначений",
)

SCHOOL_YEARS = Table(
    "school_years",
    "одна строка — школа и год",
    (
        SCHOOL,
        YEAR,
        Column("municipality_id", "Код муниципалитета", "code", form=False),
        Column(
            "type",
            "Вид школы",
            "code",
            one_of=("primary", "basic", "secondary", "evening", "special"),
            words=TYPES,
        ),
        Column(
            "enrolment",
            "Обучающихся всего",
            "count",
            low=0,
            unit="чел.",
            aliases=("Контингент", "Число обучающихся"),
        ),
        SOURCE_ID,
    ),
    source="документ 000, L229 (динамика контингента)",
)

STATUSES = Table(
    "statuses",
    "одна строка — школа, год, класс, уровень, источник",
    (
        SCHOOL,
        YEAR,
        Column(
            "class",
            "Класс",
            "code",
            key=True,
            one_of=("low", "adverse", "risk_zone", "undifferentiated", "leader", "growth"),
            words={
                "ШНОР": "low",
                "ШНРО": "low",
                "ШНСУ": "adverse",
                "зона риска": "risk_zone",
                "ШНОР или зона риска": "undifferentiated",
                "лидер": "leader",
                "рост": "growth",
            },
        ),
        Column(
            "level",
            "Уровень",
            "code",
            key=True,
            one_of=("federal", "project_500", "regional", "municipal", "msoko"),
            words={
                "федеральный": "federal",
                "500+": "project_500",
                "региональный": "regional",
                "муниципальный": "municipal",
                "МСОКО": "msoko",
            },
        ),
        Column(
            "source",
            "Источник",
            "code",
            key=True,
            default="order",
            one_of=("order", "rule", "self", "reconciliation"),
            words={
                "приказ": "order",
                "расчёт": "rule",
                "самообследование": "self",
                "сверка": "reconciliation",
            },
        ),
        Column("listed", "Включена", "flag", required=True, aliases=("В перечне",)),
        Column("act", "Приказ", "text", aliases=("Документ", "Реквизиты")),
        Column("act_date", "Дата приказа", "date"),
        Column(
            "certainty",
            "Согласие",
            "code",
            one_of=("agreed", "objection", "unanswered"),
            words={"согласны": "agreed", "возражение": "objection", "нет ответа": "unanswered"},
        ),
        Column("ground", "Основание", "text"),
        SOURCE_ID,
    ),
    source="документ 000, L56; документ 001, L37–39; документ 002, L13; документ 003, L63–67",
)

CORRECTIONS = Table(
    "corrections",
    "одна строка — одно исправление одной клетки",
    (
        Column("table", "Таблица", "code", key=True),
        Column(
            "key",
            "Ключ строки",
            "text",
            key=True,
            note="Код школы из расчётного перечня и остальные части ключа через «|» в порядке таблицы; "
            "для результатов: код|2023|ОГЭ, математика|основной|основной|текущего года.",
        ),
        Column("column", "Столбец", "code", key=True),
        Column("was", "Было", "text"),
        Column("is", "Стало", "text"),
        Column("ground", "Основание", "text", required=True),
        Column("applied", "Применено", "flag", form=False),
        SOURCE_ID,
        SOURCE_ROW,
    ),
    source="решение лаборатории: исходные файлы не меняются",
)
