"""Every safeguard that `make mutations` takes away still stands where its row says it does."""

from pathlib import Path

import pytest

from tests.mutations import MUTATIONS, ROOT, Mutation


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.what)
def test_a_safeguard_stands_where_its_row_says(mutation: Mutation, tmp_path: Path) -> None:
    copy = tmp_path / mutation.file
    copy.parent.mkdir(parents=True)
    copy.write_bytes((ROOT / mutation.file).read_bytes())

    before = mutation.apply(tmp_path)

    assert copy.read_bytes() != before
