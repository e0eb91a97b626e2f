"""What the README shows of the product, made from the product: `python -m tests.readme` writes it."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

from sqs_tui.ui import keymaps, keys

ROOT = Path(__file__).parent.parent
README, PICTURE = ROOT / "README.md", ROOT / "docs" / "scoring.svg"


def with_keys(text: str) -> str:
    """The README with its tables of keys as the keys are now."""
    for name, table in (("keys", keys.as_markdown()), ("keymaps", keymaps.as_markdown())):
        text = re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)",
            lambda found, table=table: f"{found[1]}\n{table}\n{found[2]}",  # type: ignore[misc]
            text,
            flags=re.DOTALL,
        )
    return text


async def _picture(folder: Path) -> str:
    from itertools import count

    from sqs_tui.settings import Settings
    from sqs_tui.ui.app import SqsApp
    from tests import demo

    demo.build(folder / "aldermere.sqs")
    ticks = count(1.0)
    app = SqsApp(
        folder / "aldermere.sqs", case="ALD-12", settings=Settings(theme="sqs-dark"), clock=lambda: next(ticks)
    )
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("1", "2", "a", "b")
        await pilot.pause()
        svg = app.export_screenshot(title="sqs open aldermere.sqs --case ALD-12")
    return re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)


def main() -> None:
    """Bring the README and its picture up to date."""
    README.write_text(with_keys(README.read_text("utf-8")), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SQS_STATE_DIR"] = os.environ["SQS_CONFIG_DIR"] = folder
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_text(asyncio.run(_picture(Path(folder))), "utf-8")


if __name__ == "__main__":
    main()
