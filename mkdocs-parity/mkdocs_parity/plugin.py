"""The MkDocs plugin: gives MkDocs each page expanded and localized, and checks what it built."""

from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from mkdocs_parity import accessible
from mkdocs_parity.again import Again
from mkdocs_parity.api_site import ApiSite
from mkdocs_parity.assets import add_assets, write_assets
from mkdocs_parity.changes import described
from mkdocs_parity.embedding import Embedder
from mkdocs_parity.errors import ParityError
from mkdocs_parity.extensions import require_extensions
from mkdocs_parity.fallback import name_language
from mkdocs_parity.finishing import noticed, numbered
from mkdocs_parity.glossary_site import GlossarySite
from mkdocs_parity.html import check_page
from mkdocs_parity.keepers import Work
from mkdocs_parity.lifecycle import LifeCycle
from mkdocs_parity.marks import mark_blocks
from mkdocs_parity.nav_items import NavItems
from mkdocs_parity.offer import Offer, Place
from mkdocs_parity.originals import Originals
from mkdocs_parity.page import Page
from mkdocs_parity.plots import check_plots
from mkdocs_parity.project import Project
from mkdocs_parity.reading import Reading
from mkdocs_parity.search import Search, search_of
from mkdocs_parity.settings import settings_of
from mkdocs_parity.shards import Shards
from mkdocs_parity.switch import Switch
from mkdocs_parity.templates import CompiledTemplates
from mkdocs_parity.warn import warn_of_page

log = get_plugin_logger("parity")


class ParityPlugin(LifeCycle):  # type: ignore[no-untyped-call]
    """Thin hooks around `Project`."""

    project: Project
    reading: Reading
    search: Search | None
    switch: Switch
    offer: Offer
    embedder: Embedder
    originals: Originals
    glossary: GlossarySite
    api: ApiSite
    shards: Shards
    templates: CompiledTemplates
    _files: Files
    _nav: Navigation
    _env: Environment

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Turn every page of every language before anything is written: errors come first."""
        if getattr(config.plugins.get("i18n"), "building", False):
            self.switch.speak(config, _reader(config) or "")
            self.api.set_up(config, self._reader(config))
            return config  # the same build, once more for the next language
        self.begin(config)
        try:
            pages = self._read(config)
        except ParityError as error:
            raise PluginError(str(error)) from error
        for page in pages:
            warn_of_page(self.project, page)
            for change in page.changes:  # no warning: a strict build must not fail for it
                log.info(described(change))
        add_assets(config)
        self.search = search_of(config, self.project.settings)
        if self.search is not None:
            self.search.set_up(config)
        self.switch.set_up(config)
        self.switch.speak(config, self.project.settings.default.code)
        self.api.set_up(config, self.project.settings.default.code)
        return config

    @event_priority(100)  # before i18n sorts them by language
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Keep the catalogues, the lock files and the glossary out of the site."""
        self.api.add_templates(config)
        for file in list(files):
            if Path(file.abs_src_path or "").resolve() in self.project.data_files:
                files.remove(file)
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the pages of each language for the sitemap."""
        self.switch.collect(files, config, self._reader(config))
        return nav

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Compile templates once for all languages; begin the others, whose originals are known."""
        env.bytecode_cache = self.templates
        if config.theme.name == "material":
            env.add_extension(NavItems)
        self._env = env
        if self._reader(config) == self.project.settings.default.code:
            self.shards.start(config, searches=self.search is not None)
        return env

    def on_page_read_source(self, page: MkDocsPage, config: MkDocsConfig) -> str | None:
        """Give MkDocs the page as its readers get it."""
        known = self._page(page)
        return None if known is None else known.shown

    def on_page_content(
        self, html: str, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Put the figures in, and compare the page's Python with the blocks that run."""
        known = self._page(page)
        seen: Counter[str] = Counter()
        default = self.project.settings.default.code

        def figures(html: str, language: str) -> str:
            return self.embedder.embedded(html, page.url, files, language, seen)

        self._files = files
        try:
            if known is None:
                check_page(html, [], page.file.src_uri)
                return html
            check_page(html, known.own, known.name)
            html = self.originals.checked(html, known)
            html = numbered(html, known, page, self.project)
            html = mark_blocks(html, known.blocks, known.language)
            html = figures(html, known.language)
            if known.language != default:
                html = self.reading.completed(
                    html, page, known, config, files, lambda html: figures(html, default)
                )
            self.originals.check_anchors(html, known)
            html = self.glossary.shown(html, page, known, files, self._reader(config))
            html = self.api.linked(html)
            return noticed(html, known, page, _reader(config), self.project)
        except ParityError as error:
            raise PluginError(str(error)) from error

    @event_priority(100)  # before the theme's search
    def _index(
        self, context: TemplateContext, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Let search take the page's text, before notices come in."""
        if self.search is not None:
            self.search.take(page, self._reader(config))
        return context

    @event_priority(-50)  # after i18n has set the alternates
    def _finish(
        self, context: TemplateContext, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Say the page's state; address its other languages relative to the site.

        Search has taken the page's text before: it finds none of the notices.
        """
        self._nav = nav
        known, reader = self._page(page), self._reader(config)
        self.switch.describe(page, config)
        if known is not None:
            html = page.content or ""
            html = self.reading.finished(html, page, known, reader, config, self._files)
            say = self.reading.voice(reader).say
            place = Place(page, known, reader, config, self._files, say)
            page.content = self.offer.finished(html, place)
        self.switch.fill_menu(page, config)
        self.switch.versions(context, config, reader)
        return context

    def on_template_context(
        self, context: TemplateContext, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Give the page for lost readers its words."""
        if template_name == "404.html":
            self.switch.lost(context, config, self._reader(config))
        return context

    on_page_context = CombinedEvent(_index, _finish)

    def on_post_template(self, output: str, template_name: str, config: MkDocsConfig) -> str:
        """Keep the page for lost readers of each language; write the sitemap."""
        if template_name == "404.html":
            named = accessible.name_dialog(output)
            output = self.switch.keep_lost(named, config, self._reader(config))
        elif template_name == "sitemap.xml":
            output = self.switch.sitemap(output, config)
        return self._searching(output, config)

    def on_post_page(self, output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Say the page's language, and in its head what it is and where its translations are."""
        reader = self._reader(config)
        output = accessible.name_dialog(name_language(output, reader))
        output = self._searching(output, config)
        return self.switch.complete(output, page, config, reader)

    def _complete(self, config: MkDocsConfig) -> None:
        """Add styles, scripts and the font, the index of the language, and the other languages."""
        write_assets(config)
        if self.search is not None:
            self.search.write(config, self._reader(config))
        self.offer.finish(Path(config.site_dir))
        self.api.write(config, self._reader(config))
        if self.serving is not None:
            self.serving.keep(self._reader(config), partial(self._again, config, self.serving.site))
        if self._reader(config) == self.project.settings.default.code:
            try:
                self.shards.join(config)
            except ParityError as error:
                raise PluginError(str(error)) from error

    @event_priority(-200)  # after i18n has built what it builds
    def _end(self, config: MkDocsConfig) -> None:
        """Let the next build begin with the default language, or not at all."""
        i18n: Any = config.plugins["i18n"]
        if i18n.building and self._reader(config) != self.project.settings.default.code:
            return  # one of the builds within this one
        i18n.building = False
        if self.last is not None:
            beside = [*self.project.includer.files, *self.api.files]
            self.last.remember(beside, warned=self.shards.warned)

    on_post_build = CombinedEvent(_complete, _end)

    def on_build_error(self, error: Exception) -> None:
        """End what builds the other languages."""
        if hasattr(self, "shards"):
            self.shards.stop()
        if hasattr(self, "offer") and self.offer.wheel is not None:
            self.offer.wheel.stop()
        if self.last is not None:
            self.last.end()

    @event_priority(-100)  # after others have named what is to be watched
    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        """Watch what the pages include, and print the address of each language."""
        for place in self.project.includer.places:
            server.watch(str(place))
        for language in self.project.settings.languages:
            log.info(f"{language.name}: {server.url.rstrip('/')}{language.link}")
        if self.serving is not None:
            self.serving.attend(server, builder, [*server._watched_paths, *config.watch])
        return server

    def _read(self, config: MkDocsConfig) -> list[Page]:
        """Read the project, and look for what is wrong with it."""
        require_extensions(config)
        self.project = Project(settings_of(config))
        self.reading = Reading(self.project)
        self.originals = Originals(self.reading)
        self.switch = Switch(self.project)
        self.offer = Offer(self.project)
        self.offer.begin(config)
        self.glossary = GlossarySite(self.project)
        self.api = ApiSite(self.project)
        self.shards = Shards(self.alone)
        self.templates = CompiledTemplates()
        codes = [language.code for language in self.project.settings.languages]
        for code in codes[1:]:
            self.project.require_safe_folder(code)
        pages = [self.project.page(file) for code in codes for file in self.project.pages(code)]
        self.embedder = Embedder(self.project)
        self.embedder.check(pages)
        check_plots(self.project, pages)
        self.offer.prepare()
        self.api.check(config)
        return pages

    def _reader(self, config: MkDocsConfig) -> str:
        return _reader(config) or self.project.settings.default.code

    def _searching(self, output: str, config: MkDocsConfig) -> str:
        search = self.search
        return search.answer_from(output, self._reader(config)) if search else output

    def _page(self, page: MkDocsPage) -> Page | None:
        return self.project.page_of(page.file.abs_src_path)

    def _again(self, config: MkDocsConfig, site: Path) -> Work:
        known = self.project, self.reading, self.embedder
        return Again(*known, config, self._files, self._nav, self._env, site).build


def _reader(config: MkDocsConfig) -> str | None:
    """Return the language that is being built."""
    return getattr(config.plugins.get("i18n"), "current_language", None)
