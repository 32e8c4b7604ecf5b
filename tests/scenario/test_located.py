"""Located: what YAML means here, and where it stands."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.errors import ScenarioError
from sim.scenario.located import MAX_BYTES, parse, read


def refused(text):
    with pytest.raises(ScenarioError) as caught:
        parse(text, file="day.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("off", "off"), ("yes", "yes"), ("12:30", "12:30"), ("2025-10-01", "2025-10-01"),
        ("15_861", "15_861"), ("15,861", "15,861"), ("012", 12), ("0x1f", 31), ("0o17", 15), ("1e-3", 0.001),
        (".5", 0.5), ("2.", 2.0), ("-3", -3), ("true", True), ("FALSE", False), ("~", None), ("null", None),
        ("'1'", "1"), ('"no"', "no"), ("NULL", None), ("nan", "nan"), ("", None), ("|\n two\n lines\n", "two\nlines\n"),
    ],
)  # fmt: skip
def test_scalars_follow_the_core_schema_of_yaml_1_2(text, value):
    read_value = parse(f"key: {text}", file="day.yaml").data["key"]
    assert read_value == value
    assert type(read_value) is type(value)


def test_keys_are_texts_whatever_they_look_like():
    assert parse("{1: a, no: b, null: c, 2.5: d}", file="f").data == {"1": "a", "no": "b", "null": "c", "2.5": "d"}


def test_every_key_and_value_has_its_line_and_column():
    located = parse("a:\n  b: [10, 20]\n", file="day.yaml")
    assert str(located.value_at(("a", "b", 1))) == "day.yaml:2:11"
    assert str(located.key_at(("a", "b"))) == "day.yaml:2:3"


def test_what_is_not_there_is_placed_at_what_is_round_it():
    located = parse("a:\n  b: 1\n", file="day.yaml")
    assert located.value_at(("a", "c", "d")) == located.value_at(("a",))


def test_a_document_put_under_keys_keeps_its_places():
    located = parse("a: 1\nb: [2, 3]\n", file="inner.yaml").under(("x", "y"))
    assert located.data == {"x": {"y": {"a": 1, "b": [2, 3]}}}
    assert str(located.value_at(("x", "y", "b", 1))) == "inner.yaml:2:8"
    assert str(located.key_at(("x", "y", "b"))) == "inner.yaml:2:1"
    for keys in ((), ("x",), ("x", "y"), ("x", "z")):
        assert str(located.value_at(keys)) == "inner.yaml:1:1"


def test_an_empty_document_is_nothing():
    assert parse("# only a comment\n", file="day.yaml").data is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: 1\nb: [1, 2\n",
            "day.yaml:3:1: not readable as YAML (while parsing a flow sequence: did not find expected ',' or ']'",
        ),
        ("a: b: c", "day.yaml:1:5: not readable as YAML (mapping values are not allowed in this context)"),
        ("a: 1\nb: 2\na: 3\n", "day.yaml:3:1: the key 'a' occurs twice (first in line 1); a key is given once"),
        ("a: 1\n'a': 3\n", "day.yaml:2:1: the key 'a' occurs twice"),
        ("a: &x [1]\nb: *x\n", "day.yaml:1:4: an anchor (&x)"),
        ("a: *x\n", "day.yaml:1:4: not readable as YAML (found undefined alias"),
        ("a: !!python/object:os.system x\n", "day.yaml:1:4: a tag (tag:yaml.org,2002:python/object:os.system)"),
        ("? [a, b]\n: 1\n", "day.yaml:1:3: a list or mapping used as a key"),
        ("a: 1\n---\nb: 1\n", "day.yaml:2:1: not readable as YAML (expected a single document"),
        ("a: 1\nb: \x07\n", "day.yaml:2:4: a character that text cannot hold (U+0007)"),
        ("a: " + "9" * 500, "day.yaml:1:4: a number of 500 digits"),
        ("[" * 5000, "day.yaml:1:65: lists or mappings nested too deeply"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_at_its_place(text, message):
    assert refused(text).startswith(message)


def test_aliases_cannot_blow_a_small_file_up():
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True))
    assert "an anchor" in refused(bomb)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ScenarioError, match=r"^.*gone\.yaml: no such file$"):
        read(tmp_path / "gone.yaml")


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(ScenarioError, match="cannot be read"):
        read(tmp_path)


def test_bytes_that_are_not_utf_8_are_placed(tmp_path):
    (tmp_path / "old.yaml").write_bytes(b"name: x\nabout: caf\xe9\n")
    with pytest.raises(ScenarioError, match=r"old\.yaml:2:1: not UTF-8 text \(byte 0xe9\)"):
        read(tmp_path / "old.yaml")


def test_a_very_long_file_is_refused_unread(tmp_path):
    (tmp_path / "long.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(ScenarioError, match="too long"):
        read(tmp_path / "long.yaml")


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path):
    (tmp_path / "windows.yaml").write_bytes("\ufeffname: x\r\n".encode())
    assert read(tmp_path / "windows.yaml").data == {"name": "x"}


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
DOCUMENTS = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4))


@given(DOCUMENTS, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_is_read_as_json_reads_it(document, indent, ascii_only):
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    assert parse(text, file="day.json").data == document


@pytest.mark.parametrize("mark", [">", ">-", ">+"])
def test_a_folded_text_is_its_words_and_nothing_else(mark):
    found = parse(f"about: {mark}\n  one line\n  and another\n\n  a paragraph\n", file="day.yaml").data["about"]
    assert found.strip() == "one line and another\na paragraph"


@pytest.mark.parametrize("letter", ["\x85", "\u2028", "\u2029", "\ufeff"])
@pytest.mark.parametrize("form", ["name: 'a{}b'\nlater: 1\n", 'name: "a{}b"\nlater: 1\n', "name: a{}b\nlater: 1\n"])
def test_letters_that_old_yaml_breaks_lines_at_are_letters(letter, form):
    located = parse(form.format(letter), file="day.yaml")
    assert located.data == {"name": f"a{letter}b", "later": 1}
    assert located.value_at(("later",)).line == 2


@pytest.mark.parametrize("nested", ["- " * 3000 + "x", "".join(f"{' ' * k}a:\n" for k in range(400)), '{"a":' * 5000])
def test_what_nests_too_deeply_is_refused_at_once(nested):
    assert "nested too deeply" in refused(nested)


def test_json_keeps_its_places_whatever_its_line_ends():
    located = parse('{"a": [1,\r\n {"b": "\\u00e9"}],\r "c": 2.5}', file="m.json")
    assert located.data == {"a": [1, {"b": "é"}], "c": 2.5}
    assert str(located.value_at(("a", 1, "b"))) == "m.json:2:8"
    assert str(located.key_at(("c",))) == "m.json:3:2"


def test_a_tag_of_a_text_makes_a_text_and_no_other_is_read():
    assert parse("a: !!str 5", file="f").data == {"a": "5"}
    assert "a tag" in refused("a: !!float 5")
