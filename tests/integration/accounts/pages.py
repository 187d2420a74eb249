"""What the tests read in pages."""

import re

PASSWORD = "correct horse battery"


def error_at(html, field_id):
    """The words of the error that the field points to."""
    field = re.search(rf'<(?:input|textarea|select)[^>]*id="{field_id}"[^>]*>', html).group()
    assert 'aria-invalid="true"' in field
    described = re.search(r'aria-describedby="([^"]*)"', field).group(1).split()
    assert f"{field_id}_error" in described
    block = re.search(rf'<div id="{field_id}_error">(.*?)</div>', html, re.DOTALL).group(1)
    return " ".join(re.sub(r"<[^>]+>", " ", block).split())
