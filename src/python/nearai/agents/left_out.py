"""Features of NEAR AI's hub that this hub does not have. Using one raises an error that says so."""

ATTACHMENTS = "messages have no attachments on this hub. write_file() writes a file to the thread"
UPLOADS = "files belong to threads on this hub. write_file() writes one, and read_file() reads it"
AGENTS = "agents cannot search for or schedule agents on this hub. run_agent() runs one by its id"
STORES = (
    "vector stores are not part of this hub. Put the documents into the agent's folder, and read them with open(), "
    "or use a store of your own over HTTP"
)
MEMORY = "memories are not searched on this hub. save_agent_data() saves values for later runs of the agent"
NEAR = (
    "NEAR accounts and signatures are not part of this hub. completion() needs none. For transactions, "
    "add py-near to the agent's requirements.txt"
)
INTERNAL = "agents cannot use the hub's internal clients. Use the methods of env"

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
    "openai": "the openai library is not installed. Add it to the agent's requirements.txt, or use completion()",
    "hub_client": INTERNAL,
    "client": INTERNAL,
    "generate_image": "this hub does not generate images. Request them from a service, and save them with write_file()",
}


def unsupported(name, reason):
    """The error for an unsupported feature."""
    return NotImplementedError("env.%s: %s." % (name, reason))


class LeftOut:
    """Replaces an unsupported method or attribute: an error is only raised when the agent uses it."""

    def __init__(self, name):
        self._name = name

    def __call__(self, *_arguments, **_named):
        raise unsupported(self._name, REASONS[self._name])

    def __getattr__(self, _attribute):
        raise unsupported(self._name, REASONS[self._name])
