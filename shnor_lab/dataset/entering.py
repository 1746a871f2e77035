"""A delivery that its layout has read enters the draft: prepared, merged, accounted for, or refused whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from ..errors import DeliveryError
from ..language import text as _
from .corrections import Journal
from .draft import Draft
from .findings import Finding
from .kept_rows import Kept, packed
from .merge import Merged
from .prepare import Prepared, prepare, quarantined, too_many_bad, years_and_procedures
from .read.delivery import Delivery
from .replacing import stands_for
from .vocabulary import key_in_words

CONFLICT = "key_with_other_values"
"""Rule of rows whose key is stored with other values."""


ACCOUNT = (
    "records", "stored", "same", "quarantined", "repeated", "skipped", "participants", "participants_stored",
)  # fmt: skip
"""What becomes of a delivery: ``records`` = ``stored`` + ``same`` + ``quarantined`` + ``repeated``, always."""


def enter(draft: Draft, kept: Kept, journal: Journal, *, once_more: bool = False) -> dict[str, Any]:
    """Take a delivery into the draft and return its line in the sheet of the dataset.

    Parameters
    ----------
    draft : Draft
        Changed only when the delivery is taken.
    kept : Kept
        ``replace`` lets it change values that are stored for the same key.
    journal : Journal
    once_more : bool
        The delivery was taken before and comes back: rows that another delivery has with other values by now go into
        quarantine instead of refusing it.
    """
    delivery, packing = kept.delivery, packed(kept)
    try:
        prepared = prepare(
            delivery.tables,
            register=draft.register,
            journal=journal,
            file=kept.file,
            source_id=kept.source_id,
            personal=delivery.personal,
            noticed=delivery.issues,
        )
    except DeliveryError as error:
        return refuse(draft, kept, [as_finding(error, kept.file)])
    findings = [*delivery.findings, *prepared.findings]
    total = max(prepared.rows, delivery.rows_in)
    lost = sum(finding.count for finding in delivery.findings if finding.level == "row")
    findings += too_many_bad(prepared.bad + lost, total, kept.file) if not once_more else []
    merged = draft.try_out(prepared.tables, overwrite=kept.replace)
    earlier = ""
    if kept.replace:
        earlier, told = stands_for(draft, kept, prepared.tables)
        findings += told
    if once_more and not kept.replace:
        prepared = _with_conflicts_outside(prepared, merged, kept)
    else:
        findings += _conflicts(merged, kept.file, kept.replace)
    if not total and not any(finding.level == "error" for finding in findings):
        findings.append(
            Finding("error", "no_rows", _("The file has no data rows."), _("deliver a filled file"), kept.file)
        )
    if any(finding.level == "error" for finding in findings):
        return refuse(draft, kept, findings, _seen(delivery, prepared))
    draft.forget(kept.source_id)
    if earlier:
        merged = draft.instead_of(earlier, merged, prepared.tables)
    draft.accept(merged, prepared.register)
    draft.quarantine = pd.concat([draft.quarantine, prepared.quarantine], ignore_index=True)
    draft.note(kept.source_id, findings)
    draft.kept.append(packing)
    row = {
        **_line(kept, "stored"),
        "bytes": kept.bytes,
        **_seen(delivery, prepared),
        **_account(kept, prepared, merged),
    }
    draft.deliveries.append(row)
    return row


def refuse(draft: Draft, kept: Kept, findings: list[Finding], seen: dict[str, Any] | None = None) -> dict[str, Any]:
    """Put a delivery into the sheet as refused, with what was found, and return its line."""
    draft.forget(kept.source_id)
    nothing = {"years": [], "procedures": [], "rows_in": 0, "schools_tied": 0, "schools_not_tied": 0}
    row = {**_line(kept, "refused"), "bytes": 0, **(seen or nothing), **dict.fromkeys(ACCOUNT, 0)}
    draft.deliveries.append(row)
    draft.note(kept.source_id, findings)
    return row


def as_finding(error: DeliveryError, file: str = "") -> Finding:
    """Return the refusal of a file as a finding."""
    return Finding(
        "error",
        "file_refused",
        error.what,
        error.todo,
        file or error.where,
        examples=tuple(error.examples),
        count=error.count or 0,
    )


def _account(kept: Kept, prepared: Prepared, merged: dict[str, Merged]) -> dict[str, int]:
    """Return the account of a delivery, by the names of ``ACCOUNT``.

    Raises
    ------
    RuntimeError
        It does not add up: some record was lost or counted twice, so the delivery must not be stored.
    """
    new = sum(result.added + (len(result.other) if kept.replace else 0) for result in merged.values())
    account = dict.fromkeys(ACCOUNT, 0) | {
        "records": prepared.rows,
        "stored": new + prepared.register_rows,
        "same": sum(result.same for result in merged.values()),
        "quarantined": len(prepared.quarantine),
        "repeated": prepared.repeated,
        "skipped": kept.delivery.skipped,
        "participants": prepared.participants,
        "participants_stored": prepared.participants_ready,
    }
    if account["records"] != sum(account[name] for name in ("stored", "same", "quarantined", "repeated")):
        raise RuntimeError(f"records of a delivery do not add up: {account}")
    return account


def _line(kept: Kept, state: str) -> dict[str, Any]:
    return {
        "source_id": kept.source_id,
        "file": kept.file,
        "sha256": kept.sha256,
        "bytes": kept.bytes,
        "layout": kept.layout,
        "state": state,
    }


def _conflicts(merged: dict[str, Merged], file: str, overwrite: bool) -> list[Finding]:
    findings = []
    for table, result in merged.items():
        if not len(result.other):
            continue
        rows = result.other["source_row"].dropna().tolist() if "source_row" in result.other else []
        examples = [key_in_words(table, row) for row in result.other.head(5).to_dict("records")]
        if overwrite:
            findings.append(
                Finding(
                    "note",
                    "rows_replaced",
                    _("Stored rows with the same key were replaced."),
                    file=file,
                    rows=tuple(rows),
                    examples=tuple(examples),
                    count=len(result.other),
                )
            )
        else:
            findings.append(
                Finding(
                    "error",
                    CONFLICT,
                    _("The dataset has these rows with other values."),
                    _("if the new file is right, repeat the import with --replace"),
                    file,
                    rows=tuple(rows),
                    examples=tuple(examples),
                    count=len(result.other),
                )
            )
    return findings


def _with_conflicts_outside(prepared: Prepared, merged: dict[str, Merged], kept: Kept) -> Prepared:
    """Return what was prepared with the rows that are stored with other values by now in quarantine."""
    outside = [
        quarantined(result.other, key, CONFLICT, kept.file, kept.source_id)
        for key, result in merged.items()
        if len(result.other)
    ]
    if not outside:
        return prepared
    return replace(prepared, quarantine=pd.concat([prepared.quarantine, *outside], ignore_index=True))


def _seen(delivery: Delivery, prepared: Prepared) -> dict[str, Any]:
    years, procedures = years_and_procedures(prepared.tables)
    return {
        "years": years,
        "procedures": procedures,
        "rows_in": max(prepared.rows, delivery.rows_in),
        "schools_tied": prepared.schools_tied,
        "schools_not_tied": prepared.schools_not_tied,
    }
