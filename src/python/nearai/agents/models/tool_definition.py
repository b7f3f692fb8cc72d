"""A tool of an MCP server (Model Context Protocol)."""


class MCPTool:
    """The tool's name, description and JSON schema of its input. Further fields are kept as attributes."""

    def __init__(self, name, inputSchema, description="", **more):
        self.name = name
        self.description = description
        self.inputSchema = inputSchema
        vars(self).update(more)
