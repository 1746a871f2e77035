"""Tables of results: procedures and tasks."""

from .table import SCHOOL, SOURCE_ID, SOURCE_ROW, YEAR, Column, Table

PROCEDURE = Column(
    "procedure",
    "Процедура",
    "code",
    key=True,
    note="Код или название из каталога процедур, например ОГЭ по математике.",
    aliases=("Оценочная процедура", "Предмет"),
)
ROUND = Column(
    "round",
    "Период",
    "code",
    key=True,
    default="main",
    one_of=("main", "spring", "autumn"),
    words={"основной": "main", "весна": "spring", "осень": "autumn"},
)
ATTEMPT = Column(
    "attempt",
    "День",
    "code",
    key=True,
    default="main",
    one_of=("main", "reserve", "retake"),
    words={"основной": "main", "резервный": "reserve", "пересдача": "retake"},
    aliases=("Попытка", "Этап"),
)
GRADUATES = Column(
    "graduates",
    "Выпускники",
    "code",
    key=True,
    default="current",
    one_of=("current", "past", "all"),
    words={"текущего года": "current", "прошлых лет": "past", "все": "all"},
)


def _count(name: str, title: str, note: str = "", aliases: tuple[str, ...] = ()) -> Column:
    return Column(name, title, "count", low=0, unit="чел.", note=note, aliases=aliases)


def _mark(mark: str) -> tuple[str, ...]:
    own = f"«{mark}»"
    return (mark, own, *(f"{word} {own}" for word in ("Отметка", "Кол-во", "Количество", "Число", "Получили")))


RESULTS = Table(
    "results",
    "одна строка — школа, год, процедура, период, день, выпускники",
    (
        SCHOOL,
        YEAR,
        PROCEDURE,
        ROUND,
        ATTEMPT,
        GRADUATES,
        Column("programme_grade", "Класс программы", "count", low=1, high=12, aliases=("Класс",)),
        _count("enrolled", "Обучающихся в параллели", aliases=("В параллели",)),
        _count(
            "n",
            "Участников",
            aliases=(
                "Кол-во участников",
                "Количество участников",
                "Число участников",
                "Всего участников",
                "Участники",
                "приняло участие",
                "Приняли участие",
                "Участвовало",
                "Участвовали",
                "Писали",
                "Писали работу",
                "Кол-во писавших",
                "Количество писавших",
                "Выполняли работу",
                "Выполнили работу",
                "Сдавали",
                "Сдавало",
                "Кол-во сдававших",
                "Количество сдававших",
            ),
        ),
        _count(
            "n_low",
            "Ниже минимального порога",
            "Получили «2» или не преодолели минимальный порог; из среднего не выводится.",
            (
                "Не преодолели порог",
                "Не преодолели минимальный порог",
                "Не преодолели минимальную границу",
                "Ниже порога",
                "Ниже минимального балла",
                "Ниже минимальной границы",
                "Не набрали минимальный балл",
                "Не сдали",
                "Количество не преодолевших порог",
                "Кол-во не преодолевших порог",
                "Не преодолели минимальный балл",
            ),
        ),
        _count("n_2", "Отметка 2", aliases=_mark("2")),
        _count("n_3", "Отметка 3", aliases=_mark("3")),
        _count("n_4", "Отметка 4", aliases=_mark("4")),
        _count("n_5", "Отметка 5", aliases=_mark("5")),
        _count("n_high", "Высокий результат", "Что считается высоким, говорит шкала каталога."),
        Column(
            "mean",
            "Средний результат",
            "number",
            low=0,
            unit="в единицах шкалы",
            aliases=("Средний балл", "Средняя отметка"),
        ),
        Column("scale", "Шкала", "code", note="Код шкалы каталога: отметка, тестовый балл, первичный балл."),
        Column("reliable", "Результаты достоверны", "flag", note="Внешнее заключение; пусто = не проверялось."),
        SOURCE_ID,
        SOURCE_ROW,
    ),
    source="документ 001, L104–119; документ 000, L341–347",
)

TASKS = Table(
    "tasks",
    "одна строка — школа, год, процедура и задание",
    (
        SCHOOL,
        YEAR,
        PROCEDURE,
        ROUND,
        ATTEMPT,
        Column("task", "Задание", "code", key=True),
        Column("max_points", "Максимальный балл", "count", low=1),
        Column(
            "level",
            "Уровень сложности",
            "code",
            one_of=("basic", "raised", "high"),
            words={"Б": "basic", "П": "raised", "В": "high"},
        ),
        _count("n", "Участников"),
        Column("points", "Сумма баллов", "number", low=0),
        _count("n_zero", "Получили 0"),
        _count("n_full", "Получили максимум"),
        SOURCE_ID,
        SOURCE_ROW,
    ),
    source="документ 002, L66; документ 004, L300",
)
