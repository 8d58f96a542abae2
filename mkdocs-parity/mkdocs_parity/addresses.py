"""Addresses in the project's repository, as MkDocs forms them from `repo_url` and `edit_uri`."""

import posixpath
import re
from urllib.parse import quote, urljoin

from mkdocs.config.defaults import MkDocsConfig

# Where hosts let a file be created: the address to edit, and what stands in its place.
_CREATE = (
    (
        re.compile(r"(https://github\.com/[^/]+/[^/]+)/edit/([^?#]+)/([^/?#]+)"),
        r"\1/new/\2?filename=\3",
    ),
    (re.compile(r"(https://[^?#]+?/-)/edit/([^?#]+)/([^/?#]+)"), r"\1/new/\2?file_name=\3"),
    (re.compile(r"(https://codeberg\.org/[^/]+/[^/]+)/_edit/([^?#]+)/([^/?#]+)"), r"\1/_new/\2/\3"),
)


def edit_address(config: MkDocsConfig, source: str) -> str | None:
    """Return the address to edit a page, or None if the project does not say where.

    Args:
        config: the configuration of MkDocs.
        source: the page's file relative to `docs_dir`.

    """
    path = quote(source)
    if config.edit_uri_template:
        noext = posixpath.splitext(path)[0]
        address = config.edit_uri_template.format(path=path, path_noext=noext)
    elif config.edit_uri:
        address = config.edit_uri + path
    else:
        return None
    base = config.repo_url or ""
    if base and not address.startswith(("?", "#")) and not base.endswith("/"):
        base += "/"
    return urljoin(base, address)


def create_address(config: MkDocsConfig, source: str) -> str | None:
    """Return the address to create a page that does not exist, on hosts that have one."""
    address = edit_address(config, source) or ""
    for pattern, replacement in _CREATE:
        if match := pattern.fullmatch(address):
            return match.expand(replacement)
    return None
