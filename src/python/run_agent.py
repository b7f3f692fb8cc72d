"""
Runs one agent.py for the hub.

The hub writes one line of JSON to standard input, and keeps it open: when the hub ends, this process and its children
end as well. The token is sent this way because other users of the machine can read the command line, and the agent's
children can read the environment.
"""

import sys

if sys.version_info < (3, 8):
    sys.exit("Agents need Python 3.8 or newer, but this is %d.%d." % sys.version_info[:2])

import io
import json
import os
import signal
import site
import threading
import types

from lifeline import end_with_the_hub
from nearai.agents.agent import Agent
from nearai.agents.environment import Environment
from nearai.hub import Hub

# The exit status if the last traceback on stderr is the reason.
CRASHED = 70


def main():
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the parent process ignores it, and children inherit that
    start = json.loads(sys.stdin.buffer.readline())
    end_with_the_hub()
    env_vars = start["env_vars"]
    os.environ.update(env_vars)
    agent = Agent(start["agent_id"], start["metadata"], env_vars)
    hub = Hub(start["hub_url"], start["token"])
    place = (start["thread_id"], start["run_id"])
    env = Environment(hub, *place, agent, env_vars, start["account_id"], start["may_execute"])
    try:
        try:
            use_packages(start["packages"])
            execute(start["folder"], {"env": env, "agent": agent, "task": None})
        except SystemExit as leaving:
            if leaving.code not in (None, 0):
                leave(leaving.code)
        env.settle()
    except BaseException as error:
        explain(error, start["installs"])
        crash(error)


def use_packages(folder):
    """Makes Python search the agent's folder of packages, if there is one, before the interpreter's packages."""
    if folder is not None:
        known = list(sys.path)
        site.addsitedir(folder)
        sys.path[:] = [place for place in sys.path if place not in known] + known


def execute(folder, names):
    """Runs agent.py as the main module, with these names as globals, and with its folder in the module path."""
    file = os.path.join(folder, "agent.py")
    sys.path.insert(0, folder)
    sys.argv = [file]
    module = types.ModuleType("__main__")
    module.__dict__.update(names, __file__=file)
    sys.modules["__main__"] = module
    with open(file, "rb") as source:
        code = compile(source.read(), file, "exec")
    exec(code, module.__dict__)


def explain(error, installs):
    """Adds to the error of a failed import how to fix it."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return
    if error.name.split(".")[0] == "nearai":
        error.msg += ": it is not part of the nearai package that comes with this hub"
    else:
        variable = "" if installs else ", with AGENT_REQUIREMENTS=on"
        error.msg += ": install it for the Python that runs agents, or name it in the agent's requirements.txt" + variable


def leave(code):
    """Ends like sys.exit, but also ends running threads."""
    if not isinstance(code, int):
        silence_other_threads()
        print(code, file=sys.stderr)
        code = 1
    end(code & 0xFF)


def crash(error):
    """Prints the agent's part of the traceback, and ends the process with all threads."""
    trace = error.__traceback__
    while trace.tb_next and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    silence_other_threads()
    sys.excepthook(type(error), error.with_traceback(trace), trace)
    end(CRASHED)


def silence_other_threads():
    """Discards what other threads write to stderr from now on: the hub reads the reason from the end of stderr."""
    try:
        stderr = open(os.dup(2), "wb", 0)
        with open(os.devnull, "wb") as nothing:
            os.dup2(nothing.fileno(), 2)
    except OSError:  # the agent has opened as many files as it may: the reason is printed without this
        return
    sys.stderr = OwnThreadWriter(stderr)


class OwnThreadWriter(io.TextIOWrapper):
    """Writes the text of the thread that created it, and discards the text of other threads."""

    def __init__(self, file):
        super().__init__(file, "utf-8", "backslashreplace", write_through=True)
        self.thread = threading.get_ident()

    def write(self, text):
        return super().write(text) if threading.get_ident() == self.thread else len(text)


def end(status):
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


main()
