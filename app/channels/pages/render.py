"""Templates → HTML. Everything is escaped; a word that is missing is an error, not a gap."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.channels.pages.assets import Asset, read_assets
from app.channels.pages.dial import dial
from app.channels.pages.phrasebook import Phrasebook
from app.settings import Settings

FOLDER = Path(__file__).parent / "templates"


class Pages:
    """All that pages are made of: templates, assets and words."""

    def __init__(self, settings: Settings) -> None:
        """Raises `KnowledgeError` if the words of the pages are missing or wrong."""
        self.phrasebook = Phrasebook(settings)
        self.assets = read_assets()
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.globals["static"] = self.static
        self._templates.filters["dial"] = dial

    def static(self, name: str) -> str:
        """Address of an asset."""
        return self.assets[name].url

    def asset(self, digest: str, name: str) -> Asset | None:
        """The asset at an address; none for an old or made-up one."""
        found = self.assets.get(name)
        return found if found and found.digest == digest else None

    def render(self, template: str, **content: object) -> str:
        """Fill a template."""
        return self._templates.get_template(template).render(**content)
