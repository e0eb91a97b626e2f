"""What a case manager at the screen may see."""

from __future__ import annotations

from sqs_tui.domain.entry import Entry
from sqs_tui.session.inspection import Inspection


def may_be_shown(inspection: Inspection, entry: Entry) -> bool:
    """Whether the case manager may see an entry: shareable, and not also about his or her own manager."""
    known = inspection.catalogue.known
    return entry.shareable and not any(known[one].oversight for one in entry.criteria if one in known)
