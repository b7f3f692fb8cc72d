"""What ends a process with the hub, which holds its standard input open for as long as it lives."""

import os
import signal
import threading


def end_with_the_hub():
    """Leaves an empty standard input, and watches the one that the hub holds."""
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
