"""A programme file for tests, with some lines of its own."""


def write(folder, lines):
    """Write a year on North End with `lines` in the place of what it says under the same keys, and return the file."""
    own = {line.split(":")[0] for line in lines.splitlines() if line and not line.startswith(" ")}
    usual = {
        "name": "name: A test",
        "begins": 'begins: "2025-10-01"',
        "months": "months: 12",
        "policy": "policy: lfr_fixed_2025",
        "streets": "streets: {north_end: {place: north_end}}",
        "siting": "siting: [{rule: fixed, per_month: 4}]",
    }
    text = "\n".join([*(line for key, line in usual.items() if key not in own), lines])
    file = folder / "programme.yaml"
    file.write_text(text + "\n", encoding="utf-8")
    return file
