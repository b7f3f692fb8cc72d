"""Completions whose tool calls run in the agent's process."""

import asyncio
import copy
import inspect
import json
import logging
import re
import threading
import uuid
from types import SimpleNamespace

from nearai.agents.person_requests import Denied
from nearai.agents.tool_json_helper import parse_json_args
from nearai.agents.tool_outputs import ToolOutputs
from nearai.agents.tool_registry import ToolRegistry
from nearai.hub import HubError
from nearai.record import Record
from nearai.stream_handler import new_message_id, text_in
from nearai.whole_answer import whole_answer

# Llama's function calls inside the text. A call ends at its closing tag, or at the end of the line.
FUNCTION = re.compile(r"<function=(\w+)>(.*?)(?:</function>|$)", re.DOTALL | re.MULTILINE)
TOOL_CALL = re.compile(r"<tool_call>\n(.*?)\n</tool_call>", re.DOTALL)

LLAMA_PROMPT = """You can call these functions, which are described in JSON:
%s
Call one where that helps to answer, and say so where none of them does. To call one, write nothing but

<function=example_function_name>{"example_name": "example_value"}</function>

with the arguments as JSON in double quotes, all that are required among them, and each call on a line of its own."""

NO_STEP = "it needs an approval, which only calls in OpenAI's form can get, of a completion with tools."
REPAIRED = "it needs an approval, and its arguments are not a JSON object with parameters of the tool: %.200s"


class Tools:
    """Part of the Environment: the registry of tools, and completions that call them."""

    def get_tool_registry(self, new=False):
        """Returns the agent's registry of tools, initially with those for files; with ``new`` an empty one."""
        if new:
            self._tools = ToolRegistry()
        elif self._tools is None:
            self._tools = ToolRegistry()
            for tool in (self.read_file, self.write_file, self.list_files):
                self._tools.register_tool(tool)
        return self._tools

    def completion_and_get_tools_calls(self, messages, model="", run_tools=False, **kwargs):
        """Asks the model. Returns its ``message`` and its ``tool_calls``, without running them."""
        answer = self.completions(messages, model, stream=False, **kwargs)
        text, calls = _calls_in(answer.choices[0].message)
        return SimpleNamespace(message=text, tool_calls=calls)

    def completion_and_run_tools(self, messages, model="", tools=None, **kwargs):
        """The same as ``completions_and_run_tools``, but returns only the text of the answer; None if it has none."""
        answer = self.completions_and_run_tools(messages, model, tools, **kwargs)
        return text_in(answer.choices[0].message) or None

    def completions_and_run_tools(
        self,
        messages,
        model="",
        tools=None,
        add_responses_to_messages=True,
        agent_role_name="assistant",
        tool_role_name="tool",
        **kwargs
    ):
        """
        Asks the model, and runs the tools that it calls. Returns the model's whole answer.

        The clients of the run see the calls and the outputs of the tools. They also see the text while it is written,
        if it is added to the thread.

        :param tools: the definitions of the tools that it may call
        :param add_responses_to_messages: whether its text and the results of the tools are added to the thread
        """
        is_llama = tools is not None and "llama" in str(model)
        if is_llama:
            messages.append({"role": "system", "content": LLAMA_PROMPT % json.dumps(tools)})
        streams = bool(tools) and add_responses_to_messages and not is_llama
        answer, message_id = self._answer_with_calls(messages, model, tools, streams, **kwargs)
        text, calls = _calls_in(answer.choices[0].message)
        outputs = ToolOutputs(self._hub, self._run_path() + "/outputs", message_id)
        is_step = tools and answer.choices[0].message.tool_calls

        def finish(call, message):
            if is_step:
                try:
                    outputs.send(call, message or "")
                except HubError as error:  # the agent works without it
                    self.add_system_log("The output of a tool cannot be shown: %s" % error, logging.WARNING)
            if add_responses_to_messages and message:
                note = {"tool_call_id": call.id, "name": call.function.name}
                self.add_message(tool_role_name, message, **note)

        if add_responses_to_messages and text:
            self._add(text, None, {}, None, message_id if streams else None)
        for call in calls or []:
            try:
                result = self._run_tool(call, message_id if is_step else None)
            except Denied as denial:
                finish(call, str(denial))
                continue
            except Exception as error:  # a mistake of the model or the tool, which the model sees next time
                message = "Error calling tool %s: %s" % (call.function.name, error)
                self.add_system_log(message, logging.ERROR)
                finish(call, message)
                continue
            finish(call, self._as_json(call, result))
        return answer

    def _answer_with_calls(self, messages, model, tools, streams, extra_headers=None, **kwargs):
        """Returns the whole answer of a model that may call tools, and the id of its message."""
        message_id = new_message_id()
        headers = {**(extra_headers or {}), "message_id": message_id}
        if tools:
            headers["answers_calls"] = "true"
        kwargs.update(tools=tools, extra_headers=headers)
        if not streams:
            return self.completions(messages, model, stream=False, **kwargs), message_id
        kwargs.setdefault("stream_options", {"include_usage": True})
        handler = self.completions(messages, model, stream=True, **kwargs)
        return whole_answer(handler), handler.message_id

    def _run_tool(self, call, message_id=None):
        """
        Runs the tool of a call, and returns its result.

        :param message_id: the completion whose step has the call; None if no step has it
        """
        registry = self.get_tool_registry()
        name = call.function.name
        definition = registry.get_tool_definition(name)
        assert definition, "Tool %s not found" % name
        accepts_others = hasattr(registry.get_tool(name), "__schema__")  # the server checks its arguments
        arguments = parse_json_args(definition, call.function.arguments, accepts_others)
        if self._needs_approval(name, arguments):
            if message_id is None:
                raise RuntimeError(NO_STEP)
            if not _is_exactly(arguments, call.function.arguments):
                raise ValueError(REPAIRED % call.function.arguments)
            self._approve(message_id, call)
        self.add_system_log("Calling tool %s with args %s" % (name, arguments))
        return _awaited(registry.call_tool(name, **arguments))

    def _needs_approval(self, name, arguments):
        approval = self.get_tool_registry().get_approval(name)
        if not callable(approval):
            return approval == "ask"
        return _awaited(approval(copy.deepcopy(arguments)))  # so that it cannot change what the tool gets

    def _as_json(self, call, result):
        try:
            return json.dumps(result) if result else None
        except (TypeError, ValueError) as error:
            self.add_system_log("Unable to add tool output as a message %s: %s" % (call.function.name, error))
            return None


def _is_exactly(arguments, text):
    """Whether these arguments were read from the text without a repair, so that a person who sees it sees them."""
    try:
        return json.loads(text or "{}") == arguments
    except ValueError:
        return False


def _calls_in(message):
    """Returns the text and the tool calls of an answer: those in OpenAI's form, otherwise those in Llama's text."""
    text = text_in(message)
    if message.tool_calls:
        return text or None, message.tool_calls
    for pattern, read in ((FUNCTION, _function), (TOOL_CALL, _tool_call)):
        found = list(pattern.finditer(text))
        if found:
            calls = [call for call in map(read, found) if call]
            return pattern.sub("", text).strip(), calls
    return text or None, None


def _function(match):
    return _call(match.group(1), match.group(2))


def _tool_call(match):
    try:
        call = json.loads(match.group(1))
        return _call(call["name"], call.get("arguments"))
    except (ValueError, KeyError, TypeError, AttributeError):
        print("Error parsing tool_call function name and args: %s" % match.group(1))
        return None


def _call(name, arguments):
    function = Record(name=name, arguments=arguments)
    return Record(id=str(uuid.uuid4()), type="function", function=function)


def _awaited(result):
    """Waits for an asynchronous tool in a separate thread, because the agent itself may run in an event loop."""
    if not inspect.isawaitable(result):
        return result
    done = []

    async def wait():
        return await result

    def run():
        try:
            done.append((asyncio.run(wait()), None))
        except BaseException as error:
            done.append((None, error))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    value, error = done[0]
    if error is not None:
        raise error
    return value
