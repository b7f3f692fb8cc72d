"""Installs the packages of a requirements file into a folder with pip: ``install_packages.py FOLDER FILE``."""

import os
import runpy
import signal
import sys

from lifeline import end_with_the_hub

OPTIONS = "--no-input --no-cache-dir --disable-pip-version-check --no-warn-script-location --progress-bar off --quiet"


def main():
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the parent process ignores it, and children inherit that
    end_with_the_hub()
    os.umask(0o022)  # the agent may run as another user
    folder, requirements = sys.argv[1:]
    os.mkdir(folder)
    print("Installing the packages of %s" % requirements, flush=True)
    try:
        import pip  # noqa: F401
    except ImportError:
        sys.exit("ERROR: this Python has no pip: install it (python3-pip, or python3 -m ensurepip)")
    sys.argv = ["pip", "install", *OPTIONS.split(), "--target", folder, "-r", requirements]
    runpy.run_module("pip", run_name="__main__", alter_sys=True)


main()
