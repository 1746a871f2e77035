import subprocess
import sys

LOOK = """
import sys
from shnor_lab.batch.formats import nbformat
print("lark" in sys.modules)
try:
    nbformat.validate({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{}]})
except nbformat.ValidationError:
    print("checked")
from rfc3987_syntax import is_valid_syntax
print(is_valid_syntax("iri", "http://пример.рф"))
"""


def test_notebooks_are_checked_without_the_grammar_of_iris_and_others_still_have_it():
    said = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "checked", "True"]
