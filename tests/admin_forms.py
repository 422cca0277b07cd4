"""The data that a browser would send for the form of a page in the admin."""

from typing import Any

from selectolax.lexbor import LexborHTMLParser

NOT_SENT = {"submit", "button", "file", "reset"}


def form_data(html: str) -> dict[str, Any]:
    """The current fields of the page's main form, as sent by its Save button."""
    form = LexborHTMLParser(html).css_first("#content-main form")
    data: dict[str, Any] = {"_save": "Save"}
    for control in form.css("input, select, textarea"):
        name, kind = control.attributes.get("name"), control.attributes.get("type")
        is_off = kind in ("checkbox", "radio") and "checked" not in control.attributes
        if not name or kind in NOT_SENT or is_off:
            continue
        data.setdefault(name, [])
        data[name] += values_of(control)
    return {name: "".join(values) if len(values) < 2 else values for name, values in data.items()}


def values_of(control: Any) -> list[str]:
    if control.tag == "textarea":
        return [control.text()]
    if control.tag == "select":
        return [option.attributes.get("value") or "" for option in control.css("option[selected]")]
    return [control.attributes.get("value") or ("on" if control.attributes.get("type") == "checkbox" else "")]
