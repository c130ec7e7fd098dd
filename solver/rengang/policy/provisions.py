"""Provisions 条文: the sentences of the documents that the packs put in force, and what these leave open.

A provision stands in the lowest pack that cites it, once; a pack that extends another inherits its provisions.
"""

from __future__ import annotations

from pydantic import Field, model_validator

from rengang.errors import Text
from rengang.model.values import Group

GAP = "……"
"""Between passages of one provision that do not follow each other in the document."""


class Provision(Group):
    """What stands behind an ID: a sentence of a document, or an ambiguity of the text that a key settles.

    A sentence is quoted word for word with its document; passages that stand apart are joined by ``……``. An
    ambiguity (A-07) has no sentence of its own: `settles` says what the texts leave open.
    """

    document: str = Field("", description="文件名（简称） | the document, by a short name")
    text: str = Field("", description="原文 | the sentence, in the document's words")
    settles: str = Field("", description="文本未明确之处 | what the texts leave open")
    beyond: str = Field(
        "",
        description="没有键或规则引用时，由谁落实 | who or what keeps it where no key and no rule cites it",
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Provision:
        sentence = bool(self.document.strip()) and bool(self.text.strip())
        if sentence == bool(self.settles.strip()) or bool(self.document.strip()) != bool(self.text.strip()):
            raise ValueError("document and text of a sentence, or settles of an ambiguity")
        return self

    @property
    def is_open(self) -> bool:
        """Is it an ambiguity, not a sentence."""
        return bool(self.settles)

    @property
    def passages(self) -> tuple[str, ...]:
        """The passages of the sentence, each as it stands in the document."""
        return tuple(self.text.split(GAP)) if self.text else ()

    @property
    def words(self) -> Text:
        """The sentence in its own words, or the ambiguity in both languages (``中文 | English``)."""
        if not self.is_open:
            return Text(self.text, self.text)
        zh, _, en = self.settles.partition(" | ")
        return Text(zh, en or zh)
