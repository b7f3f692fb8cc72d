"""The tools of MCP servers. The hub calls the servers."""

import hashlib
import re
from urllib.parse import quote

# What models accept as the name of a tool.
MAX_NAME_LENGTH = 64
OTHER_CHARACTERS = re.compile("[^A-Za-z0-9_-]")
HASH_LENGTH = 8


class McpTools:
    """Part of the Environment: the tools of the MCP servers that the agent's metadata names."""

    def add_mcp_tools(self, servers=None, approval=None):
        """
        Adds the tools of MCP servers to the registry of tools, as ``server_tool``. Returns their definitions.

        Another call replaces them with the tools that the servers have then, and keeps the approvals of the servers,
        also for the tools that they have added. If a server is not allowed on this hub, or cannot be started,
        nearai.hub.HubError is raised.

        :param servers: the names of the servers; by default all that the agent's metadata names in ``mcp_servers``
        :param approval: whether to ask the person before a completion runs one of them, as in ``register_tool``
        """
        if servers is None:
            servers = self._agent.metadata["details"]["agent"].get("mcp_servers") or []
        found = [tool for server in servers for tool in self._hub.get(self._mcp_path(server, "tools")).data]
        registry = self.get_tool_registry()
        if approval is not None:
            self._mcp_approvals.update((server, approval) for server in servers)
        for name in self._mcp_names:
            registry.tools.pop(name, None)
        self._mcp_names = name_tools(found, registry.tools)
        for name, tool in zip(self._mcp_names, found):
            approves = approval or registry.get_approval(name) or self._mcp_approvals.get(tool.server)
            registry.register_described(name, tool.description, tool.parameters, self._mcp_call(tool), approves)
        return [registry.get_tool_definition(name) for name in self._mcp_names]

    def _mcp_call(self, tool):
        path = self._mcp_path(tool.server, "calls")

        def call(**arguments):
            answer = self._hub.post(path, {"tool": tool.name, "arguments": arguments})
            if answer.is_error:
                raise RuntimeError(answer.output)
            return answer.output

        return call

    def _mcp_path(self, server, what):
        return "%s/mcp_servers/%s/%s" % (self._run_path(), quote(server, safe=""), what)


def name_tools(tools, taken):
    """Returns a name for each tool: ``server_tool``, with a part of a hash if that is taken or not accepted."""
    used = set(taken)
    names = [None] * len(tools)
    for is_plain in (True, False):  # names that need no change come first
        for at, tool in enumerate(tools):
            if names[at] is None and (not is_plain or _is_accepted(_plain_name(tool))):
                names[at] = _free_name(tool, used)
                used.add(names[at])
    return names


def _plain_name(tool):
    return "%s_%s" % (tool.server, tool.name)


def _is_accepted(name):
    return len(name) <= MAX_NAME_LENGTH and not OTHER_CHARACTERS.search(name)


def _free_name(tool, used):
    plain = _plain_name(tool)
    if _is_accepted(plain) and plain not in used:
        return plain
    digest = hashlib.sha256(("%s\0%s" % (tool.server, tool.name)).encode("utf-8", "replace")).hexdigest()
    start = OTHER_CHARACTERS.sub("_", plain)
    length = HASH_LENGTH
    while True:
        name = "%s_%s" % (start[: MAX_NAME_LENGTH - 1 - length], digest[:length])
        if name not in used:
            return name
        length += 1
