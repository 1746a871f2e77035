"""The next state of a dataset while an import builds it; nothing is on disk until it is written whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from .corrections import Journal, as_table, correct_stored
from .findings import COLUMNS, Finding, as_frame
from .issues import as_findings
from .kept_rows import Packed
from .merge import Merged, merge, stack
from .parquet import read_table
from .prepare import NOT_TIED, Prepared, Register, again, prepare, years_and_procedures
from .receipt import FILES, Receipt
from .schema import TABLES
from .store import FINDINGS, Dataset, write_dataset
from .validate import check_years

LIVE = ("school_question", "school_unknown", "school_id_unknown", "school_refused")
"""Rules about schools whose rows still wait: told anew at every import, as they stand then."""

YEAR = "year_alone"
"""Rule about years of results, judged by all that are stored."""

JOURNAL = "corrections"


class Draft:
    """Tables, findings, quarantine, questions and deliveries on their way to the next state."""

    def __init__(self, dataset: Dataset, answers: pd.DataFrame) -> None:
        self.dataset = dataset
        self.kept: list[Packed] = []
        self.deliveries = [dict(delivery) for delivery in dataset.deliveries]
        self.findings = dataset.findings()
        self.quarantine = dataset.quarantine()
        self.questions = dataset.questions().iloc[:0]
        self._tables: dict[str, pd.DataFrame] = {}
        self._changed: set[str] = set()
        self.register = Register(self._register("schools"), self._register("school_names"), answers)

    def table(self, key: str) -> pd.DataFrame:
        """Return a table as it stands in the draft, texts as categoricals."""
        if key not in self._tables:
            file = self.dataset.folder / f"{key}.parquet"
            self._tables[key] = (
                read_table(file, TABLES[key], categorical=True) if file.is_file() else TABLES[key].empty()
            )
        return self._tables[key]

    def try_out(self, tables: dict[str, pd.DataFrame], *, overwrite: bool) -> dict[str, Merged]:
        """Return what the tables would become; the draft stays as it is."""
        return {
            key: merge(self.table(key), frame, TABLES[key], replace=overwrite)
            for key, frame in tables.items()
            if len(frame)
        }

    def instead_of(
        self, source_id: str, merged: dict[str, Merged], tables: dict[str, pd.DataFrame]
    ) -> dict[str, Merged]:
        """Let new rows stand for all rows of a delivery, which is marked as replaced; return the tables to accept."""
        self.forget(source_id)
        for delivery in self.deliveries:
            if delivery["source_id"] == source_id:
                delivery |= {"state": "replaced", "quarantined": 0}
        made = dict(merged)
        for key in merged:
            if "source_id" in TABLES[key].by_name:
                stored = self.table(key)
                others = stored[(stored["source_id"] != source_id).to_numpy(dtype=bool, na_value=True)]
                frame = merge(others.reset_index(drop=True), tables[key], TABLES[key], replace=True).frame
                made[key] = replace(merged[key], frame=frame, changed=True)
        return made

    def accept(self, merged: dict[str, Merged], register: Register) -> None:
        """Take over what ``try_out`` returned, and the register of the same delivery."""
        for key, result in merged.items():
            if result.changed:
                self._tables[key] = result.frame
                self._changed.add(key)
        self._take_register(register)

    def note(self, source_id: str, findings: list[Finding]) -> None:
        """Keep findings of a delivery beside those that are there."""
        made = as_frame(findings).assign(source_id=source_id)[FINDINGS.columns]
        self.findings = pd.concat([self.findings, made.astype(FINDINGS.dtypes.to_dict())], ignore_index=True)

    def forget(self, source_id: str) -> None:
        """Drop findings and quarantined rows of a delivery that comes anew."""
        self.findings = self.findings[self.findings["source_id"] != source_id].reset_index(drop=True)
        self.quarantine = self.quarantine[self.quarantine["source_id"] != source_id].reset_index(drop=True)

    def drop_refused(self, file: str) -> None:
        """Drop what is said of a refused file that comes anew under its name."""
        again = [one for one in self.deliveries if one["file"] == file and one["state"] == "refused"]
        for delivery in again:
            self.forget(str(delivery["source_id"]))
        self.deliveries = [one for one in self.deliveries if one not in again]

    def next_source(self) -> str:
        """Return the next free code of a delivery; their order is that in which deliveries came in."""
        return f"d{max((int(one['source_id'][1:]) for one in self.deliveries), default=0) + 1:04d}"

    def settle(self, journal: Journal) -> None:
        """Bring back quarantined rows that can be taken now, apply the journal, tell what still waits."""
        self.findings = self.findings[~self.findings["rule"].isin([*LIVE, NOT_TIED])]
        waits = self.quarantine["rule"] == NOT_TIED
        if journal.entries:
            waits |= self.quarantine["values"] != ""
        sources = self.quarantine[waits]
        self.quarantine = self.quarantine[~waits].reset_index(drop=True)
        asked = [self.questions]
        for (source_id, file), rows in sources.groupby(["source_id", "file"], sort=True):
            asked.append(self._retry(str(source_id), str(file), rows, journal))
        self.questions = pd.concat(asked, ignore_index=True).drop_duplicates("question_id", ignore_index=True)
        self._apply(journal)
        self._ask_about_years()

    def write(self, before: Dataset, notice: str, region_id: str) -> bool:
        """Write the draft when it differs from the present state; return whether it did."""
        frames = self._frames()
        after = replace(before, notice=notice, region_id=region_id, deliveries=self.deliveries)
        kept = {
            "findings": before.findings(),
            "quarantine": before.quarantine(),
            "questions": before.questions(),
            "answers": before.answers,
        }
        if after == before and not self._changed and all(frames[name].equals(kept[name]) for name in frames):
            return False
        write_dataset(before, after, {key: self.table(key) for key in sorted(self._changed)}, frames, self.kept)
        return True

    def write_whole(self, before: Dataset) -> None:
        """Write the draft with every table, whatever the present state holds; notice and region stay."""
        after = replace(before, deliveries=self.deliveries)
        write_dataset(before, after, {key: self.table(key) for key in TABLES}, self._frames(), self.kept)

    def _frames(self) -> dict[str, pd.DataFrame]:
        order = ["source_id", "file", "table", "sheet", "row", "rule"]
        frames = {
            "findings": self.findings.sort_values(["source_id", "level", "file", "sheet", "rule", "column", "message"]),
            "quarantine": self.quarantine.sort_values(order),
            "questions": self.questions.sort_values(["municipality", "name", "school_id"]),
            "answers": self.register.answers.sort_values("question_id"),
        }
        return {name: frame.reset_index(drop=True) for name, frame in frames.items()}

    def receipt(self, rows: list[dict[str, Any]], *, written: bool, tell_all: bool) -> Receipt:
        """Return what an import answers: a line per file, what was found in these files, all open questions."""
        asked = self.questions.groupby("file").size().to_dict()
        outside = self.quarantine[self.quarantine["rule"] == NOT_TIED].groupby("source_id").size().to_dict()
        shown = [
            {
                **row,
                "years": ", ".join(map(str, row["years"])),
                "procedures": ", ".join(row["procedures"]),
                "questions": asked.get(row["file"], 0),
                "state": "waiting"
                if row["state"] == "stored" and not row["stored"] and outside.get(row["source_id"])
                else row["state"],
            }
            for row in rows
        ]
        sources = {row["source_id"] for row in rows if row["state"] != "known"} | {JOURNAL}
        findings = self.findings if tell_all else self.findings[self.findings["source_id"].isin(sources)]
        return Receipt(
            table=pd.DataFrame(shown, columns=FILES),
            findings=findings[COLUMNS].reset_index(drop=True),
            questions=self.questions,
            written=written,
        )

    def _register(self, key: str) -> pd.DataFrame:
        return self.dataset.table(key) if self.dataset.has(key) else TABLES[key].empty()

    def _take_register(self, register: Register) -> None:
        for key in ("schools", "school_names"):
            frame = getattr(register, key)
            if not frame.equals(getattr(self.register, key)):
                self._tables[key] = frame
                self._changed.add(key)
        self.register = replace(register, answers=self.register.answers)

    def _retry(self, source_id: str, file: str, rows: pd.DataFrame, journal: Journal) -> pd.DataFrame:
        """Prepare quarantined rows of a delivery once more; return the questions that stay open."""
        found = prepare(
            again(rows),
            register=self.register,
            journal=journal,
            file=file,
            source_id=source_id,
            personal=False,
        )
        merged = self.try_out(found.tables, overwrite=False)
        self.accept(merged, found.register)
        left = [found.quarantine]
        left += [_blocked(result.other, key, rows) for key, result in merged.items() if len(result.other)]
        self.quarantine = stack([self.quarantine, *left]) if any(map(len, left)) else self.quarantine
        self._recount(source_id, found, merged)
        told = [finding for finding in found.findings if finding.rule in LIVE or finding.rule.startswith("school_")]
        self.note(source_id, told)
        return found.questions

    def _apply(self, journal: Journal) -> None:
        """Apply the journal to stored tables and keep it as the table ``corrections``."""
        if not journal.entries and not journal.findings and not self.dataset.has("corrections"):
            return
        self.forget(JOURNAL)
        findings = list(journal.findings)
        parts = [TABLES["corrections"].empty()]
        for key in sorted({entry.table.key for entry in journal.entries}):
            entries = journal.of(key)
            frame, found, stands = correct_stored(self.table(key), entries, self.register.schools)
            if frame is not self.table(key):
                self._tables[key] = frame
                self._changed.add(key)
            findings += found
            parts.append(as_table(entries, stands))
        table = pd.concat(parts, ignore_index=True).drop_duplicates(TABLES["corrections"].key_names, keep="last")
        if not table.equals(self.table("corrections").astype(table.dtypes.to_dict())):
            self._tables["corrections"] = table
            self._changed.add("corrections")
        self.note(JOURNAL, findings)

    def _ask_about_years(self) -> None:
        """Tell anew, delivery by delivery, which years of results look mistyped among all that are stored now."""
        if "results" not in self._tables:
            return
        results = self._tables["results"]
        self.findings = self.findings[self.findings["rule"] != YEAR].reset_index(drop=True)
        files = {delivery["source_id"]: delivery["file"] for delivery in self.deliveries}
        for issue in check_years(results):
            sources = results["source_id"].iloc[issue.at].astype("str").to_numpy()
            for source_id in np.unique(sources):
                part = replace(issue, at=issue.at[sources == source_id])
                self.note(source_id, as_findings([part], results, file=files[source_id], personal=False))

    def _recount(self, source_id: str, found: Prepared, merged: dict[str, Merged]) -> None:
        """Bring the line of a delivery up to date after some of its rows came back."""
        delivery = next(known for known in self.deliveries if known["source_id"] == source_id)
        met: set[str] = set()
        for key in found.tables:
            rows = self.table(key)
            met |= set(rows.loc[rows["source_id"] == source_id, "school_id"].unique()) if "school_id" in rows else set()
        delivery["stored"] += sum(result.added for result in merged.values()) + found.register_rows
        for name, more in (
            ("same", sum(result.same for result in merged.values())),
            ("repeated", found.repeated),
            ("participants_stored", found.participants_ready),
        ):
            delivery[name] = delivery.get(name, 0) + more
        years, procedures = years_and_procedures(found.tables)
        delivery["years"] = sorted({*delivery["years"], *years})
        delivery["procedures"] = sorted({*delivery["procedures"], *procedures})
        delivery["schools_tied"] = max(len(met), delivery["schools_tied"])
        delivery["schools_not_tied"] = found.schools_not_tied
        delivery["quarantined"] = int((self.quarantine["source_id"] == source_id).sum())


def _blocked(other: pd.DataFrame, key: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the quarantined rows whose key is stored with other values by now."""
    numbers = other["source_row"] if "source_row" in other else pd.Series(dtype="Int32")
    return rows[(rows["table"] == key) & rows["row"].isin(numbers)].assign(rule="key_with_other_values")
