"""The client says what it was made from."""

import hashlib

from venice_contract.generation import provenance
from venice_contract.generation.provenance import Inputs

from tests.generation.conftest import ROOT, edit


def test_the_digest_of_the_contract_is_that_of_its_bytes(inputs: Inputs) -> None:
    expected = hashlib.sha256(inputs.fragment.read_bytes()).hexdigest()
    assert provenance.of(inputs).contract_sha256 == expected


def test_it_is_written_into_the_client(inputs: Inputs) -> None:
    text = (ROOT / "generated" / "venice_api_keys" / "contract.py").read_text(encoding="utf-8")
    made_from = provenance.of(inputs)
    for fact in (
        made_from.contract_sha256,
        made_from.config_sha256,
        made_from.templates_sha256,
        made_from.generator,
        made_from.formatter,
    ):
        assert f'"{fact}"' in text


def test_every_input_counts(copied: Inputs) -> None:
    seen = {provenance.of(copied)}
    for path in (copied.fragment, copied.config, copied.templates / "model.py.jinja"):
        edit(path, "#", "##")
        seen.add(provenance.of(copied))
    (copied.templates / "README.md.jinja").rename(copied.templates / "OTHER.md.jinja")
    seen.add(provenance.of(copied))
    assert len(seen) == 5
