"""What is written on top of a disclosure pack."""

from __future__ import annotations

__all__ = ["README"]

README = """{title}

A disclosure pack of result {identifier}, made with passerby {version}. Nobody who is simulated lives.

results/            the result as it was stored, its scenario included
scenario/           of a comparison, the settings of each arm
evidence/           every number from the world that the program uses, with its source
report/             a technical report (technical.html opens by itself), and its tables
source/             the program
requirements.txt    the exact versions of the packages that it used
pack.json           seeds, versions, and the SHA-256 of every file

To make every number again, with Python 3.11, 3.12 or 3.13 and no network once the packages are there:

    python -m pip install -r requirements.txt
    python reproduce.py --source

It says where a byte differs, and ends with status 1 if any does. Where passerby of this version is installed, leave out
--source, and the installed program is checked against the pack. With other versions of the packages, it says which.
"""
