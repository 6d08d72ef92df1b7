"""What binds PDFs into one: pages, outline, page labels and the structure that a screen reader follows.

It is a process of its own (`python -m assessments.bundling.binder FOLDER`), and the only place that knows pikepdf.
"""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from pikepdf import Array, Dictionary, Name, NumberTree, ObjectStreamMode, OutlineItem, Pdf, String

MAKER = "Samenwerkend Toezicht Jeugd"
CLAIM = b"<pdfuaid:part>1</pdfuaid:part>"

Places = dict[tuple[int, int], int]  # where the pages of a PDF are among all


def bind(sources: list[tuple[str, bytes]], *, title: str) -> bytes:
    """One PDF of these, each with the title under which it stands in the outline; the same bytes each time.

    Where all of them claim a standard for screen readers and archives, it does so as well.
    """
    with Pdf.new() as bound:
        root = _new_tree(bound)
        items: list[OutlineItem] = []
        labels: list[Any] = []
        tagged = claiming = 0
        for name, pdf in sources:
            with Pdf.open(io.BytesIO(pdf)) as source:
                first = len(bound.pages)
                bound.pages.extend(source.pages)
                tagged += _take_structure_over(source, bound, root, first)
                claiming += _take_standard_over(source, bound)
                items.append(_outline(source, name, first))
                labels += [first, Dictionary(P=String(f"{name}, "), S=Name.D, St=1)]
        with bound.open_outline() as outline:
            outline.root.extend(items)
        bound.Root.PageLabels = Dictionary(Nums=Array(labels))
        bound.Root.PageMode = Name.UseOutlines
        if tagged == len(sources):
            bound.Root.StructTreeRoot = root
            bound.Root.MarkInfo = Dictionary(Marked=True)
        if claiming < len(sources):
            for key in (Name.Metadata, Name.OutputIntents):
                if key in bound.Root:
                    del bound.Root[key]
        _describe(bound, title)
        return _saved(bound)


def _new_tree(bound: Pdf) -> Any:
    """A structure tree with one document in it, of which each PDF becomes a part."""
    root = bound.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = bound.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
    root.ParentTree = bound.make_indirect(Dictionary(Nums=Array()))
    root.ParentTreeNextKey = 0
    return root


def _take_structure_over(source: Pdf, bound: Pdf, root: Any, first: int) -> bool:
    """Hang the structure tree of a PDF in that of all, under numbers of its own; tells whether it had one."""
    if Name.StructTreeRoot not in source.Root:
        return False
    tree = bound.copy_foreign(source.Root.StructTreeRoot)
    start = int(root.ParentTreeNextKey)
    numbers = dict(NumberTree(tree.ParentTree).items())
    for number, elements in sorted(numbers.items()):
        root.ParentTree.Nums.extend([start + number, elements])
    for numbered, key in _numbered(bound, first):
        numbered[key] = start + int(numbered[key])
    root.ParentTreeNextKey = start + 1 + max(numbers, default=-1)
    for child in _children(tree):
        child.P = root.K
        if child.get(Name.S) == Name.Document:
            child.S = Name.Part
        root.K.K.append(child)
    for kind in (Name.RoleMap, Name.ClassMap):
        for name, meaning in tree.get(kind, Dictionary()).items():
            root.setdefault(kind, Dictionary())[name] = meaning
    return True


def _take_standard_over(source: Pdf, bound: Pdf) -> bool:
    """Take over, once, what a PDF says of the standards that it keeps; tells whether it says so."""
    metadata = source.Root.get(Name.Metadata)
    if metadata is None or Name.OutputIntents not in source.Root or CLAIM not in metadata.read_bytes():
        return False
    if Name.Metadata not in bound.Root:
        bound.Root.Metadata = bound.copy_foreign(metadata)
        bound.Root.OutputIntents = bound.copy_foreign(source.make_indirect(source.Root.OutputIntents))
    return True


def _numbered(bound: Pdf, first: int) -> Iterator[tuple[Any, Name]]:
    """What of the pages from `first` on has a number in the parent tree."""
    for page in list(bound.pages)[first:]:
        if Name.StructParents in page.obj:
            yield page.obj, Name.StructParents
        for annotation in page.obj.get(Name.Annots, Array()):
            if Name.StructParent in annotation:
                yield annotation, Name.StructParent


def _children(tree: Any) -> list[Any]:
    return list(tree.K) if isinstance(tree.K, Array) else [tree.K]


def _outline(source: Pdf, name: str, first: int) -> OutlineItem:
    """The outline of a PDF under its title, leading to where its pages now are."""
    places: Places = {_key(page): first + number for number, page in enumerate(source.pages)}
    with source.open_outline() as outline:
        top = OutlineItem(name, first)
        items = outline.root[0].children if len(outline.root) == 1 else outline.root
        top.children.extend(_moved(item, places) for item in items)
    top.is_closed = True
    return top


def _key(page: Any) -> tuple[int, int]:
    return cast(tuple[int, int], page.objgen)


def _moved(item: OutlineItem, places: Places) -> OutlineItem:
    page, *where = cast(Array, item.destination)
    moved = OutlineItem(item.title, places[_key(page)], "XYZ", left=float(where[1]), top=float(where[2]))
    moved.children.extend(_moved(each, places) for each in item.children)
    return moved


def _describe(bound: Pdf, title: str) -> None:
    """Say of all together what each PDF says of itself: its title, maker and language."""
    bound.Root.Lang = String("nl")
    bound.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    bound.docinfo.Title, bound.docinfo.Author = String(title), String(MAKER)
    with bound.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:creator"] = [MAKER]


def _saved(bound: Pdf) -> bytes:
    file = io.BytesIO()
    bound.save(file, min_version="1.7", deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return file.getvalue()


if __name__ == "__main__":
    _folder = Path(sys.argv[1])
    _order = json.loads((_folder / "order.json").read_text())
    _sources = [
        (name, (_folder / f"{number}.pdf").read_bytes()) for number, name in enumerate(_order["parts"])
    ]
    (_folder / "bound.pdf").write_bytes(bind(_sources, title=_order["title"]))
