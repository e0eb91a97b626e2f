"""What the stories of attacks share: a workbook with every hostile text in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import demo
from tests.faults.attacks import attacked


@pytest.fixture(scope="module")
def attacked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SQS_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        path = tmp_path_factory.mktemp("hostile") / "hostile.sqs"
        attacked(path)
    return path


@pytest.fixture
def hostile(attacked_once: Path) -> Path:
    demo.nobody_is_asked(attacked_once)
    return attacked_once
