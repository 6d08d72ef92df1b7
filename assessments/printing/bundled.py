"""What a document may read: the stylesheets and the typeface that come with us."""

from pathlib import Path

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from stj_toezicht import fonts

SCHEME = "bundled"
STYLESHEETS = Path(__file__).parents[2] / "static" / "css"
FILES = {
    f"{SCHEME}:{name}": folder / name
    for folder, names in (
        (STYLESHEETS, ("factsheet-pdf.css", "work-sheet-pdf.css")),
        (fonts.FOLDER, fonts.NAMES),
    )
    for name in names
}


class BundledOnly(URLFetcher):
    """Gives WeasyPrint the files that come with us, and ends the rendering on all else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=[SCHEME], allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url not in FILES:
            raise FatalURLFetchingError(f"A document does not load {url[:200]}")
        return URLFetcherResponse(url, FILES[url].read_bytes())


FETCHER = BundledOnly()
