"""A tool of a server that speaks the Model Context Protocol."""


class MCPTool:
    """Its definition: a name, a description and the JSON schema of its input; what else is given is kept."""

    def __init__(self, name, inputSchema, description="", **more):
        self.name = name
        self.description = description
        self.inputSchema = inputSchema
        vars(self).update(more)
