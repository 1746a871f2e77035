"""Invented names of municipalities, settlements and schools; no real place is meant."""

from __future__ import annotations

CITIES = ("Вымыслов", "Небыльск", "Новомыслов", "Сказогорск")

DISTRICTS = (
    "Ясноборский", "Тихоозёрский", "Звонкоречский", "Дальнелужский", "Белокрыльский", "Сизолесский",
    "Громоручейский", "Малиноборский", "Лазурногорский", "Кленодольский", "Рябинолужский", "Медвянский",
    "Светлобродский", "Хрустальский", "Пустозвонский", "Росистоборский", "Ветролужский", "Снегиреборский",
    "Янтаренский", "Журавлебродский",
)  # fmt: skip

_ROOTS = (
    "Небылицыно", "Выдумкино", "Придумово", "Присказкино", "Загадкино", "Небывалово", "Мнимово", "Потешкино",
    "Чистомыслово", "Былинкино", "Притчино", "Мечтаево",
)  # fmt: skip
_BEFORE = ("", "Верхнее ", "Нижнее ", "Старое ", "Новое ")
_KINDS = ("с.", "с.", "п.", "д.")


def municipality(position: int) -> str:
    """Return the name of a municipality: cities first, then districts."""
    if position < len(CITIES):
        return f"город {CITIES[position]}"
    return f"{DISTRICTS[position - len(CITIES)]} район"


def settlement(district: int, position: int) -> str:
    """Return the name of a settlement, different for every position within a district (up to 60)."""
    root = _ROOTS[(position * 7 + district * 5) % len(_ROOTS)]
    before = _BEFORE[(position // len(_ROOTS) + district + position) % len(_BEFORE)]
    return f"{_KINDS[(position + district) % len(_KINDS)]} {before}{root}"


def full_name(kind: str, rest: str) -> str:
    """Return the official name of a school, e.g. of kind «СОШ» and rest «№ 3 г. Вымыслов»."""
    words = {
        "СОШ": "Средняя общеобразовательная школа",
        "ООШ": "Основная общеобразовательная школа",
        "НОШ": "Начальная общеобразовательная школа",
    }.get(kind, kind)
    return f"Муниципальное бюджетное общеобразовательное учреждение «{words}» {rest}"
