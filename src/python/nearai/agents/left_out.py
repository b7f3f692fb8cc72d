"""Features of other hubs that this one does not have: each raises an error that says so when it is used."""

ATTACHMENTS = "messages have no attachments on this hub. write_file() writes a file to the thread"
UPLOADS = "files belong to threads on this hub. write_file() writes one, and read_file() reads it"
AGENTS = "this hub neither searches nor schedules agents for an agent. run_agent() runs one by its id"
STORES = (
    "vector stores are not part of this hub. Put the documents into the agent's folder, and read them with open(), "
    "or ask a store of your own over HTTP"
)
MEMORY = "memories are not searched on this hub. save_agent_data() saves values for later runs of the agent"
NEAR = (
    "NEAR accounts and signatures are not part of this hub. completion() needs none; for transactions, "
    "put py-near into the agent's requirements.txt"
)
INTERNAL = "agents do not get the hub's own clients. Use the methods of env"

REASONS = {
    "remove_file": UPLOADS,
    "upload_file": UPLOADS,
    "call_agent": AGENTS,
    "find_agents": AGENTS,
    "schedule_run": AGENTS,
    "add_file_to_vector_store": STORES,
    "create_vector_store": STORES,
    "create_vector_store_from_source": STORES,
    "get_vector_store": STORES,
    "get_vector_store_files": STORES,
    "query_vector_store": STORES,
    "add_user_memory": MEMORY,
    "query_user_memory": MEMORY,
    "get_agent_public_key": NEAR,
    "set_near": NEAR,
    "signed_completion": NEAR,
    "verify_message": NEAR,
    "verify_signed_message": NEAR,
    "openai": "the openai library is not installed. Name it in the agent's requirements.txt, or use completion()",
    "hub_client": INTERNAL,
    "client": INTERNAL,
    "generate_image": "this hub makes no images. Ask a service for images over HTTP, and keep them with write_file()",
}


def unsupported(name, reason):
    """The error that tells an agent what it cannot have."""
    return NotImplementedError("env.%s: %s." % (name, reason))


class LeftOut:
    """Stands where a method or an attribute would, so that an agent which never uses it runs."""

    def __init__(self, name):
        self._name = name

    def __call__(self, *_arguments, **_named):
        raise unsupported(self._name, REASONS[self._name])

    def __getattr__(self, _attribute):
        raise unsupported(self._name, REASONS[self._name])
