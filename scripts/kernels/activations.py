"""The activations' names in the catalogue, by those of their C++ types, which mangled names have."""

import re
from pathlib import Path

HEADERS = Path(__file__).resolve().parents[2] / "include/actjet/activations"
TYPE = re.compile(r'^struct (\w+)\b.*?\.name = "(\w+)"', re.MULTILINE | re.DOTALL)
NAMES = dict(TYPE.search(header.read_text()).groups() for header in HEADERS.glob("*.hpp"))


def name_of(match):
    """The catalogue's name of the type whose mangled name begins with the groups length and rest of a match."""
    return NAMES[match["rest"][:int(match["length"])]]
