"""JUnit XML, as CI systems read it: suites of cases, each with what became of it."""

from xml.etree import ElementTree as ET

COUNTED = (("failure", "failures"), ("error", "errors"), ("skipped", "skipped"))


def case(classname: str, name: str) -> ET.Element:
    """A case that passes as long as nothing is put into it."""
    return ET.Element("testcase", classname=classname, name=name)


def put(into: ET.Element, kind: str, text: str | None = None, **given: str) -> None:
    """What became of a case: `failure`, `error`, `skipped`, or `system-out` for what is only said."""
    ET.SubElement(into, kind, given).text = text


def suite(name: str, cases: list[ET.Element], *, said: str | None = None, **given: str) -> str:
    """The whole document, its cases counted; `said` is told of the suite as such."""
    whole = ET.Element("testsuite", {"name": name, **given})
    whole.extend(cases)
    for kind, attribute in COUNTED:
        whole.set(attribute, str(sum(one.find(kind) is not None for one in cases)))
    whole.set("tests", str(len(cases)))
    if said:
        put(whole, "system-out", said)
    ET.indent(whole)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(whole, encoding="unicode")


def size(one: ET.Element) -> int:
    """How many bytes a case takes, at most."""
    return len(ET.tostring(one, encoding="utf-8")) + 40
