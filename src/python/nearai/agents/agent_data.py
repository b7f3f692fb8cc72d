"""What an agent keeps from one run to the next."""

import logging

from nearai.text import without_halves


class AgentData:
    """Part of the Environment: values that the hub keeps for this agent, whatever its version, and this account."""

    def save_agent_data(self, key, data):
        """Keeps a value that JSON can hold under a key. Gives what is kept, or None where it could not be kept."""
        try:
            return self._hub.post("/agent_data", {"key": without_halves(key), "value": data})
        except Exception as error:  # agents for NEAR AI do not expect any
            self.add_system_log("Error saving agent data by key %s: %s" % (key, error), logging.ERROR)
            return None

    def get_agent_data(self):
        """All that the agent keeps: a list with a ``key`` and a ``value`` each."""
        return self._hub.get("/agent_data").data

    def get_agent_data_by_key(self, key, default=None):
        """What is kept under a key, as its ``value``; ``default`` where nothing is."""
        found = []
        try:
            found = self._hub.get("/agent_data", key=without_halves(key)).data
        except Exception as error:  # as above
            self.add_system_log("Error getting agent data by key %s: %s" % (key, error), logging.ERROR)
        if found:
            return found[0]
        agent = self.get_primary_agent()
        return {
            "value": default,
            "namespace": agent.namespace,
            "key": key,
            "name": agent.name,
            "updated_at": "",
            "created_at": "",
        }
