"""Values that an agent keeps from one run to the next."""

import logging

from nearai.text import without_halves


class AgentData:
    """Part of the Environment: values that the hub keeps for this agent, whatever its version, and this account."""

    def save_agent_data(self, key, data):
        """Saves a JSON value under a key. Returns the saved entry, or None if it could not be saved."""
        try:
            return self._hub.post("/agent_data", {"key": without_halves(key), "value": data})
        except Exception as error:  # agents for NEAR AI expect no exception
            self.add_system_log("Error saving agent data by key %s: %s" % (key, error), logging.ERROR)
            return None

    def get_agent_data(self):
        """Returns all entries of the agent, a list of objects with a ``key`` and a ``value``."""
        return self._hub.get("/agent_data").data

    def get_agent_data_by_key(self, key, default=None):
        """Returns the entry under a key; an entry with the value ``default`` if there is none."""
        found = []
        try:
            found = self._hub.get("/agent_data", key=without_halves(key)).data
        except Exception as error:  # agents for NEAR AI expect no exception
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
