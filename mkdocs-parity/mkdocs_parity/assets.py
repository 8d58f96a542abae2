"""The files that every built site gets beside its own: styles, scripts, a font."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

_FOLDER = Path(__file__).parent / "assets"
_MATH = ("parity-math.css", "parity-math.js", "parity-math.woff2", "parity-math.NOTICE")
_ALWAYS = (
    "parity.css",
    "parity-keyboard.js",
    "parity-language.js",
    "parity-programs.js",
    "parity-targets.js",
)


def write_styles(folder: Path) -> list[str]:
    """Write what pages look by, without scripts, into `assets/`; return the style sheets."""
    names = ["parity.css", *(name for name in _MATH if not name.endswith(".js"))]
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / "assets" / name).write_bytes((_FOLDER / name).read_bytes())
    return [f"assets/{name}" for name in names if name.endswith(".css")]


def add_assets(config: MkDocsConfig) -> None:
    """Have the pages load the styles and scripts; the project's own come later and win."""
    names = _names(config)
    styles = [f"assets/{name}" for name in names if name.endswith(".css")]
    config.extra_css[:0] = styles
    config.extra_javascript[:0] = [f"assets/{name}" for name in names if name.endswith(".js")]


def write_assets(config: MkDocsConfig) -> None:
    """Write the files into the site, unless the project has its own in their place."""
    for name in _names(config):
        file = Path(config.site_dir) / "assets" / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes((_FOLDER / name).read_bytes())


def _names(config: MkDocsConfig) -> tuple[str, ...]:
    math = "pymdownx.arithmatex" in config.markdown_extensions
    return _ALWAYS + (_MATH if math and config.plugins["parity"].config.math else ())
