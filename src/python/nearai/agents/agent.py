"""The agent's own metadata."""


class Agent:
    """The running agent, as described by its metadata.json."""

    def __init__(self, identifier, metadata, env_vars):
        self.identifier = identifier
        self.namespace, self.name, self.version = identifier.split("/")
        self.metadata = metadata
        self.env_vars = env_vars
        agent = metadata["details"]["agent"]
        self.welcome_title = agent["welcome"].get("title")
        self.welcome_description = agent["welcome"].get("description")
        self.model = agent["defaults"].get("model", "")
        self.model_provider = agent["defaults"].get("model_provider", "")
        self.model_temperature = agent["defaults"].get("model_temperature")
        self.model_max_tokens = agent["defaults"].get("model_max_tokens")
        self.max_iterations = agent["defaults"].get("max_iterations", 1)

    def get_full_name(self):
        """Its id: ``namespace/name/version``."""
        return self.identifier
