"""The types of https://github.com/nearai/nearai/blob/main/nearai/shared/models.py, without pydantic."""

from enum import Enum
from typing import Dict, List, Optional, TypedDict


class ThreadMode(Enum):
    """The thread on which ``run_agent`` runs an agent: this one, a copy of it, or a child of it."""

    SAME = 1
    FORK = 2
    CHILD = 3


class RunMode(Enum):
    """Whether the agent that calls ``run_agent`` runs again when the other one has ended."""

    SIMPLE = 0
    WITH_CALLBACK = 1


class Model:
    """Base of classes whose fields are their annotations, as in pydantic. Fields with a default are optional."""

    def __init__(self, **fields):
        names = [name for each in reversed(type(self).__mro__) for name in getattr(each, "__annotations__", {})]
        unknown = [name for name in fields if name not in names]
        missing = [name for name in names if name not in fields and not hasattr(type(self), name)]
        if unknown or missing:
            reasons = ["it has no %s" % name for name in unknown] + ["%s is missing" % name for name in missing]
            raise ValueError("%s: %s" % (type(self).__name__, ", ".join(reasons)))
        for name in names:
            setattr(self, name, fields.get(name, getattr(type(self), name, None)))

    def model_dump(self, **_options):
        """The fields as a dictionary."""
        return dict(vars(self))

    dict = model_dump

    def __eq__(self, other):
        return type(self) is type(other) and vars(self) == vars(other)

    def __repr__(self):
        return "%s(%s)" % (type(self).__name__, ", ".join("%s=%r" % field for field in vars(self).items()))


class SimilaritySearch(Model):
    """A part of a file, found by a vector store."""

    file_id: str
    chunk_text: str
    distance: float


class SimilaritySearchFile(Model):
    """A file, found by a vector store."""

    file_id: str
    file_content: str
    distance: float
    filename: str


class StaticFileChunkingStrategyParam(TypedDict, total=False):
    """Length of the parts of a file, in tokens."""

    chunk_overlap_tokens: int
    max_chunk_size_tokens: int


class StaticFileChunkingStrategyObjectParam(TypedDict, total=False):
    """Parts of a given length."""

    static: StaticFileChunkingStrategyParam
    type: str


class AutoFileChunkingStrategyParam(TypedDict, total=False):
    """Parts of a length that the hub chooses."""

    type: str


class ExpiresAfter(TypedDict, total=False):
    """When a vector store expires."""

    anchor: str
    days: int


class ChunkingStrategy(Model):
    """How a file is split into parts."""


class Source(Model):
    """Where the files of a vector store come from."""

    type: str


class GitHubSource(Source):
    """A repository on GitHub."""

    type: str = "github"
    owner: str
    repo: str
    branch: str = "main"


class GitLabSource(Source):
    """A repository on GitLab."""

    type: str = "gitlab"
    owner: str
    repo: str
    branch: str = "main"


class CreateVectorStoreRequest(Model):
    """A request to create a vector store from files."""

    name: str
    chunking_strategy: Optional[Dict] = None
    expires_after: Optional[ExpiresAfter] = None
    file_ids: Optional[List[str]] = None
    metadata: Optional[Dict[str, str]] = None


class CreateVectorStoreFromSourceRequest(Model):
    """A request to create a vector store from a repository."""

    name: str
    source: Source
    source_auth: Optional[str] = None
    chunking_strategy: Optional[ChunkingStrategy] = None
    expires_after: Optional[ExpiresAfter] = None
    metadata: Optional[Dict[str, str]] = None


class VectorStoreFileCreate(Model):
    """A request to add a file to a vector store."""

    file_id: str
