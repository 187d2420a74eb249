"""Checks of what no linter knows: ``python -m tests.checks`` prints a line per problem and ends with 1 if there is one.

Links in the docs lead somewhere, every setting is in the README, every dependency has its line, no template carries
inline style or script (the content security policy would drop it), no lock file names a registry.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_VARIABLE = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"')
_REQUIREMENT = re.compile(r"^([A-Za-z0-9_.-]+)", re.MULTILINE)
_INLINE = re.compile(r"<[^>]*\s(style|on[a-z]+)=|<style\b|<script(?![^>]*\b(src|type=\"application/json\")\b)")
_TEMPLATE_COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)


def tracked(*patterns: str) -> list[Path]:
    """The files of the project that match, as git lists them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\n") if name and (ROOT / name).exists()]


def dead_links() -> Iterator[str]:
    """Relative links of the docs that lead nowhere."""
    for file in tracked("*.md"):
        for match in _LINK.finditer(file.read_text(encoding="utf-8")):
            target = match[1]
            if "://" not in target and not target.startswith("mailto:") and not (file.parent / target).exists():
                yield f"{file.relative_to(ROOT)}: the link to {target} leads nowhere"


def undocumented_settings() -> Iterator[str]:
    """Environment variables that the README's table does not name."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    settings = (ROOT / "scatterpilot" / "settings.py").read_text(encoding="utf-8")
    for name in sorted(set(_VARIABLE.findall(settings))):
        if f"`{name}`" not in readme:
            yield f"README.md: the setting {name} is not in the table"


def unexplained_dependencies() -> Iterator[str]:
    """Runtime requirements without a line in docs/dependencies.md."""
    explained = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    for name in _REQUIREMENT.findall((ROOT / "requirements" / "runtime.in").read_text(encoding="utf-8")):
        if f"**{name.lower()}**" not in explained:
            yield f"docs/dependencies.md: {name} is not explained"


def inline_code() -> Iterator[str]:
    """Inline style and script in templates. Mails and printed documents are not pages and may have it."""
    for file in tracked("templates/*.html"):
        if "documents" in file.parts or "email" in file.parts:
            continue
        text = _TEMPLATE_COMMENT.sub("", file.read_text(encoding="utf-8"))
        for match in _INLINE.finditer(text):
            yield f"{file.relative_to(ROOT)}: inline style or script: {match[0][:60]!r}"


def named_registries() -> Iterator[str]:
    """Addresses in lock files."""
    for file in tracked("requirements/*"):
        if re.search(r"https?://", file.read_text(encoding="utf-8")):
            yield f"{file.relative_to(ROOT)}: names an address"


def main() -> int:
    """Run all checks."""
    checks = (dead_links, undocumented_settings, unexplained_dependencies, inline_code, named_registries)
    problems = [problem for check in checks for problem in check()]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
