"""Names of OpenAI's and LiteLLM's types, which agents import from the Environment's module for annotations."""

from typing import Any, Dict

from nearai.record import Record
from nearai.stream_handler import StreamHandler

Attachment = ChatCompletionMessageParam = Dict[str, Any]
ChatCompletionMessageToolCall = Choices = Function = ModelResponse = Record
FileObject = Message = Run = VectorStore = VectorStoreFile = Record
CustomStreamWrapper = StreamHandler
