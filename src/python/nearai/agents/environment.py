"""The environment of an agent for one run."""

import importlib
import logging
from pathlib import Path

from nearai.agents.agent import Agent
from nearai.agents.agent_data import AgentData
from nearai.agents.answer_types import (
    Attachment,
    ChatCompletionMessageParam,
    ChatCompletionMessageToolCall,
    Choices,
    CustomStreamWrapper,
    FileObject,
    Function,
    Message,
    ModelResponse,
    Run,
    VectorStore,
    VectorStoreFile,
)
from nearai.agents.commands import Commands
from nearai.agents.files import Files
from nearai.agents.left_out import ATTACHMENTS, REASONS, LeftOut, unsupported
from nearai.agents.mcp_tools import McpTools
from nearai.agents.other_agents import OtherAgents
from nearai.agents.person_requests import PersonRequests
from nearai.agents.tool_registry import ToolRegistry
from nearai.agents.tools import Tools
from nearai.hub import read_chunks
from nearai.record import Record
from nearai.shared.models import RunMode, ThreadMode
from nearai.stream_handler import StreamHandler, new_message_id, text_in

# Fields of the thread's messages that are not sent to a model.
NOTES = ("id", "attachments")


class Environment(AgentData, Commands, Files, McpTools, OtherAgents, PersonRequests, Tools):
    """The thread, the model and the run. If the hub refuses a request, nearai.hub.HubError is raised."""

    def __init__(self, hub, thread_id, run_id, agent, env_vars, account_id="", may_execute=False):
        self.env_vars = env_vars
        self.base_url = hub.base_url
        # The name of the run's account on this hub, or its id. It is not an account of the NEAR blockchain.
        self.account_id = self.signer_account_id = account_id
        # None as on NEAR AI's hub: an agent gets no credentials of a person.
        self.user_auth = None
        self.tool_resources = {}
        self._hub = hub
        self._thread_id = thread_id
        self._run_id = run_id
        self._agent = agent
        self._folder = Path.cwd()
        self._run = None
        self._streams = []
        self._threads_of_files = {}
        self._tools = None
        self._mcp_names = []
        self._mcp_approvals = {}
        self._may_execute = may_execute
        self._commands = []
        self._next_actor = "agent"
        self._is_done = False
        self._has_failed = False

    def __getattr__(self, name):
        if name in REASONS:
            return LeftOut(name)
        raise AttributeError("'Environment' object has no attribute %r" % name)

    # The model

    def completion(self, messages, model="", stream=False, thread_id=None, attachments=None, **kwargs):
        """
        Asks the model. Returns the whole text, or with ``stream=True`` a StreamHandler, without waiting for the answer.

        If the model refuses, the text is its refusal. It is empty if the model answers without a text.
        """
        answer = self.completions(messages, model, stream, thread_id, attachments, **kwargs)
        if stream:
            return answer
        return text_in(answer.choices[0].message)

    def completions(
        self, messages, model="", stream=False, thread_id=None, attachments=None, message_type=None, **kwargs
    ):
        """
        The same, but returns the whole answer in OpenAI's form; with ``stream=True`` a StreamHandler.

        Further arguments, such as temperature or tools, are sent to the model server unchanged.
        """
        if attachments:
            raise unsupported("completions(attachments=…)", ATTACHMENTS)
        if isinstance(messages, str):  # older agents pass the model first
            messages, model = model, messages
        headers = {
            "thread_id": thread_id or self._thread_id,
            "run_id": self._run_id,
            **kwargs.pop("extra_headers", {}),
        }
        body = {
            "model": (model or "").split("::")[-1] or self._current_run().get("model"),  # the hub has one provider
            "max_tokens": self._agent.model_max_tokens,
            "temperature": self._agent.model_temperature,
            **kwargs,
            "messages": self._instructions() + [_without_notes(message) for message in messages],
            "stream": stream,
        }
        body = {name: value for name, value in body.items() if value is not None and value != ""}
        if not stream:
            return self._hub.post("/chat/completions", body, headers)
        message_id = new_message_id()
        events = self._hub.stream("/chat/completions", body, {**headers, "message_id": message_id})
        handler = StreamHandler(message_id, read_chunks(events))
        self._streams.append(handler)
        return handler

    @property
    def openai(self):
        """A client of the openai library, if that is installed. It uses the hub's models, for this run."""
        return self._client("OpenAI")

    @property
    def async_openai(self):
        """The same client for ``await``."""
        return self._client("AsyncOpenAI")

    def _client(self, name):
        try:
            library = importlib.import_module("openai")
        except ImportError:
            return LeftOut("openai")
        headers = {"thread_id": self._thread_id, "run_id": self._run_id}
        return getattr(library, name)(base_url=self.base_url, api_key=self._hub.token, default_headers=headers)

    # The thread

    def add_reply(self, message, attachments=None, message_type=None, thread_id=None, message_id=None):
        """
        Writes a message to the thread, and returns it.

        Waits for the end of a StreamHandler; the message replaces the text that clients saw streaming. Another text
        replaces it too, if it is added with the StreamHandler's message_id.
        With an empty text no message is written, and the run ends as incomplete. Nothing is written for None either,
        which is the text of an answer with tool calls only. For a model's whole answer, its text is written.
        """
        if isinstance(message, Record) and message.get("choices"):
            message = text_in(message.choices[0].message) or None
        if message is None:
            self.add_system_log("add_reply was called without a text: no message is added", logging.WARNING)
            return None
        metadata = {"message_type": message_type} if message_type else {}
        return self._add(message, attachments, metadata, thread_id, message_id)

    def add_message(self, role, message, attachments=None, **kwargs):
        """Deprecated: use add_reply. The role is ignored: an agent can only write as itself."""
        return self._add(message, attachments, {name: str(value)[:512] for name, value in kwargs.items()}, None)

    def list_messages(self, thread_id=None, limit=None, order="asc"):
        """
        The messages of the thread as they are sent to a model, oldest first, or newest first with ``order="desc"``.

        Failed replies, logs that an agent wrote to the thread, and the oldest messages of a thread that is too long are
        left out.
        """
        messages = self._conversation(thread_id)
        return (messages[::-1] if order == "desc" else messages)[:limit]

    def get_last_message(self, role="user"):
        """The newest message of this role, or None."""
        return next((message for message in reversed(self._conversation()) if message["role"] == role), None)

    def get_thread(self, thread_id=None):
        """The thread with its metadata. For a child thread, the metadata contains the ``parent_id``."""
        thread = self._hub.get(self._thread(thread_id))
        if thread.get("parent_id"):
            thread.metadata["parent_id"] = thread.parent_id
        return thread

    # The run

    def request_user_input(self):
        """Lets the run end as waiting for input of the person, once the agent has ended."""
        return self._end("requires_action")

    def request_agent_input(self):
        """The same: on this hub, input always comes from the person."""
        return self._end("requires_action")

    def mark_done(self):
        """Lets the run end as completed, once the agent has ended."""
        return self._end("completed")

    def mark_failed(self):
        """Lets the run end as failed, once the agent has ended."""
        self._is_done = self._has_failed = True

    def is_done(self):
        """Whether the agent has set how the run ends."""
        return self._is_done

    def add_system_log(self, log, level=logging.INFO):
        """Writes a line to the run's output."""
        print("%s: %s" % (logging.getLevelName(level), log), flush=True)

    add_agent_log = add_system_log

    # The agent

    def get_agents(self):
        """The agents of this run: a list of one."""
        return [self._agent]

    def get_primary_agent(self):
        """The running agent."""
        return self._agent

    def get_primary_agent_temp_dir(self):
        """The working folder of this run, which is removed when the run has ended."""
        return self._folder

    get_agent_temp_path = get_system_path = get_primary_agent_temp_dir

    def get_model_for_inference(self, model=""):
        """The model that a completion uses; empty if the hub chooses it."""
        return model or self._current_run().get("model") or self._agent.model

    def settle(self):
        """Used by the hub: waits for running streams, and raises their errors that have not been raised yet."""
        for handler in self._streams:
            handler.settle()
        if self._has_failed:
            raise RuntimeError("The agent marked its run as failed.")

    def _conversation(self, thread_id=None):
        messages = self._hub.get(self._thread(thread_id) + "/messages", conversation="true")
        return [_as_chat_message(message) for message in messages.data]

    def _add(self, message, attachments, metadata, thread_id, message_id=None):
        if attachments:
            raise unsupported("add_reply(attachments=…)", ATTACHMENTS)
        body = {"role": "assistant", "run_id": self._run_id, "metadata": metadata}
        if message_id is not None:
            body.update(message_id=message_id)
        if isinstance(message, StreamHandler):
            body.update(content=message.text(), message_id=message.message_id)
        elif isinstance(message, (str, list)):
            body.update(content=message)
        else:
            raise TypeError("add_reply takes a text or a StreamHandler, not %s." % type(message).__name__)
        return self._hub.post(self._thread(thread_id) + "/messages", body)

    def _end(self, status):
        self._is_done = True
        return self._hub.post(self._run_path(), {"status": status})

    def _thread(self, thread_id=None):
        return "/threads/" + (thread_id or self._thread_id)

    def _run_path(self):
        return "%s/runs/%s" % (self._thread(), self._run_id)

    def _current_run(self):
        if self._run is None:
            self._run = self._hub.get(self._run_path())
        return self._run

    def _instructions(self):
        instructions = self._current_run().get("instructions")
        return [{"role": "system", "content": instructions}] if instructions else []


def _without_notes(message):
    return {name: value for name, value in message.items() if name not in NOTES}


def _as_chat_message(message):
    text = "".join(part.text.value for part in message.content if part.type == "text")
    return {"id": message.id, "role": message.role, "content": text, "attachments": message.get("attachments") or []}
