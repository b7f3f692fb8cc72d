"""Other agents, which run on threads of their own."""

from nearai.shared.models import RunMode, ThreadMode


class OtherAgents:
    """Part of the Environment: runs other agents of this hub."""

    def run_agent(self, *arguments, **named):
        """
        Starts another agent, without waiting for it. Returns the id of its thread, which ``list_messages`` can read.

        ``run_agent(agent_id, query=None, thread_mode=ThreadMode.FORK, run_mode=RunMode.SIMPLE)``:

        :param agent_id: ``namespace/name/version``; the version may be ``latest``
        :param query: a message that is added to its thread as the last one
        :param thread_mode: a copy of this thread (FORK), a child of it (CHILD), or this one (SAME), where it starts after
            this run has ended
        :param run_mode: WITH_CALLBACK: this agent runs again, on that thread, after the other has ended
        """
        is_older = "owner" in named or (arguments and "/" not in str(arguments[0]))
        return self._run_agent(*(_older if is_older else _given)(*arguments, **named))

    def set_next_actor(self, who):
        """Sets the next actor, which ``get_next_actor`` returns within this run."""
        self._next_actor = who

    def get_next_actor(self):
        """Returns the next actor: ``agent``, unless another one was set."""
        return self._next_actor

    def _run_agent(self, agent_id, query, thread_mode, run_mode):
        body = {"assistant_id": agent_id, "thread_mode": thread_mode.name.lower()}
        body["callback"] = run_mode is RunMode.WITH_CALLBACK
        if query:
            body["query"] = query
        child = self._hub.post(self._run_path() + "/children", body)
        self.add_system_log("Running agent %s on thread %s" % (agent_id, child.thread_id))
        return child.thread_id


def _given(agent_id, query=None, thread_mode=ThreadMode.FORK, run_mode=RunMode.SIMPLE):
    return agent_id, query, _member(ThreadMode, thread_mode), _member(RunMode, run_mode)


def _older(owner, agent_name, version, model=None, query=None, fork_thread=True):
    """The parameters that agents used up to January 2025. The model had no effect then either."""
    mode = ThreadMode.FORK if fork_thread else ThreadMode.SAME
    return "%s/%s/%s" % (owner, agent_name, version), query, mode, RunMode.SIMPLE


def _member(kind, value):
    """A member of an enumeration, given as a member, by its name or by its number."""
    if isinstance(value, kind):
        return value
    return kind[value.upper()] if isinstance(value, str) else kind(value)
