"""Errors say what, where, how many, examples and what to do."""

import pickle

import pytest

from shnor_lab import errors, language


@pytest.fixture(autouse=True)
def _russian():
    language.use("ru")


def test_message_has_every_part_and_counts_what_is_not_shown():
    error = errors.DeliveryError(
        "Файл не прочитан.", where="рус5.xlsx", count=7, examples="абвгдеж", todo="пришлите заново"
    )
    assert str(error).splitlines() == [
        "Файл не прочитан.",
        "Где: рус5.xlsx",
        "Сколько: 7",
        "Примеры: а; б; в; г; д и ещё 2",
        "Что сделать: пришлите заново",
    ]


def test_error_survives_a_process_border():
    error = errors.MissingTable("Нет таблицы.", table="passport", todo="пришлите форму")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.table) == (errors.MissingTable, str(error), "passport")


def test_every_branch_has_its_own_exit_code():
    kinds = [
        errors.DeliveryError,
        errors.DatasetError,
        errors.ParamsError,
        errors.RuleError,
        errors.BatchError,
        errors.WriteError,
    ]
    codes = [kind.exit_code for kind in kinds]
    assert len(set(codes)) == len(codes)
    assert errors.ShnorError.exit_code not in codes
