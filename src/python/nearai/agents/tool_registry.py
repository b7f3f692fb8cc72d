"""The tools that a model may call."""

import inspect
from typing import Any, Dict, Literal, Union, get_type_hints

JSON_TYPES = {int: "integer", float: "number", bool: "boolean"}


class ToolRegistry:
    """Functions by name, and their definitions for a model."""

    def __init__(self):
        self.tools = {}
        self._approvals = {}

    def register_tool(self, tool, approval=None):
        """
        Adds a function.

        The first line of its docstring is its description, and lines such as ``name: text`` describe its parameters.

        :param approval: whether completions that run tools ask the person before they call it: ``"ask"``, or a function
            that gets the arguments as a dictionary, and returns whether to ask
        """
        self._add(tool.__name__, tool, approval)

    def register_mcp_tool(self, mcp_tool, call_tool, approval=None):
        """Adds a tool of an MCP server, which is called with ``await call_tool(name, arguments)``."""

        async def tool(**arguments):
            try:
                return await call_tool(mcp_tool.name, arguments)
            except Exception as error:
                raise Exception(
                    "Error calling tool %s with arguments %s: %s" % (mcp_tool.name, arguments, error)
                ) from error

        self.register_described(mcp_tool.name, mcp_tool.description, mcp_tool.inputSchema, tool, approval)

    def register_described(self, name, description, schema, tool, approval=None):
        """Adds a function whose description and schema are given."""
        tool.__name__ = name
        tool.__doc__ = description
        tool.__schema__ = schema
        self._add(name, tool, approval)

    def _add(self, name, tool, approval):
        if approval is not None and approval != "ask" and not callable(approval):
            raise ValueError('The approval of a tool is "ask", a function of its arguments, or None, not %r.' % (approval,))
        self.tools[name] = tool
        self._approvals[name] = approval

    def get_approval(self, name):
        """Returns the approval with which a tool was added."""
        return self._approvals.get(name)

    def get_tool(self, name):
        """Returns the function of this name, or None."""
        return self.tools.get(name)

    def get_all_tools(self):
        """Returns all functions by name."""
        return self.tools

    def call_tool(self, name, /, **arguments):  # a tool may have a parameter with the same name
        """Calls the function of this name."""
        tool = self.get_tool(name)
        if tool is None:
            raise ValueError("Tool '%s' not found." % name)
        return tool(**arguments)

    def get_tool_definition(self, name):
        """Returns the definition of this tool in OpenAI's form; None if there is no such tool."""
        tool = self.get_tool(name)
        if tool is None:
            return None
        assert tool.__doc__ is not None, "Docstring missing for tool '%s'." % name
        first, *lines = tool.__doc__.strip().split("\n")
        schema = getattr(tool, "__schema__", None)
        function = {
            "name": tool.__name__,
            "description": first.strip() if schema is None else tool.__doc__.strip(),
            "parameters": _schema_of(tool, lines) if schema is None else schema,
        }
        return {"type": "function", "function": function}

    def get_all_tool_definitions(self):
        """Returns the definitions of all tools."""
        return [self.get_tool_definition(name) for name in self.tools]


def _schema_of(tool, lines):
    hints = get_type_hints(tool)
    schema = {"type": "object", "properties": {}, "required": []}  # type: Dict[str, Any]
    for name, parameter in inspect.signature(tool).parameters.items():
        described = next((line for line in map(str.strip, lines) if line.startswith(name) and ":" in line), "")
        schema["properties"][name] = {
            "description": described.partition(":")[2].strip(),
            "type": _json_type(hints.get(name, str)),
        }
        if parameter.default is inspect.Parameter.empty:
            schema["required"].append(name)
    return schema


def _json_type(hint):
    """The JSON type of a parameter: that of the first type in a union; ``string`` for all but numbers and booleans."""
    origin = getattr(hint, "__origin__", None)
    arguments = getattr(hint, "__args__", ())
    if arguments and origin is not Literal and (origin is Union or type(hint).__name__ == "UnionType"):
        return _json_type(arguments[0])
    return JSON_TYPES.get(hint, "string") if isinstance(hint, type) else "string"
