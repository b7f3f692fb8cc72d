"""
Runs one agent.py for the hub.

The hub writes one line of JSON to standard input, and keeps that open for as long as it lives: when it ends,
so do this process and its children. The token comes that way because others on the machine can read a command
line, and the agent's own children its environment.
"""

import sys

if sys.version_info < (3, 8):
    sys.exit("Agents need Python 3.8 or newer, and this is %d.%d." % sys.version_info[:2])

import json
import os
import signal
import threading
import types

from nearai.agents.agent import Agent
from nearai.agents.environment import Environment
from nearai.hub import Hub

# Tells the hub that the traceback which comes last is why.
CRASHED = 70


def main():
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # what starts this process ignores it
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
            execute(start["folder"], {"env": env, "agent": agent, "task": None})
        except SystemExit as leaving:
            if leaving.code not in (None, 0):
                leave(leaving.code)
        env.settle()
    except BaseException as error:
        crash(error)


def end_with_the_hub():
    """Leaves the agent an empty standard input, and watches the one that the hub holds."""
    lifeline = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)

    def watch():
        while os.read(lifeline, 4096):
            pass
        if os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def execute(folder, names):
    """Runs agent.py as the main module, with these names in its globals, and its own folder to import from."""
    file = os.path.join(folder, "agent.py")
    sys.path.insert(0, folder)
    sys.argv = [file]
    module = types.ModuleType("__main__")
    module.__dict__.update(names, __file__=file)
    sys.modules["__main__"] = module
    with open(file, "rb") as source:
        code = compile(source.read(), file, "exec")
    exec(code, module.__dict__)


def leave(code):
    """Ends as sys.exit does, but with the threads that still run."""
    if not isinstance(code, int):
        print(code, file=sys.stderr)
        code = 1
    end(code & 0xFF)


def crash(error):
    """Prints the traceback, as far as it is the agent's, and ends, threads that still run included."""
    trace = error.__traceback__
    while trace.tb_next and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    sys.excepthook(type(error), error.with_traceback(trace), trace)
    end(CRASHED)


def end(status):
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


main()
