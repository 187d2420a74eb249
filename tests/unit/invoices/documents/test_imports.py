"""What importing the documents costs."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["invoices.documents", "invoices.documents.pdf", "invoices.documents.content"])
def test_importing_does_not_import_the_renderer(module):
    code = f"import sys, {module}; print([m for m in ('reportlab', 'xhtml2pdf', 'PIL', 'segno') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
