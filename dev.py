#!/usr/bin/env python3
"""Sets this machine up, runs the site, tests it: `python3 dev.py help`.

Standard library only. This file is read by whatever Python there is, however old, so that it can
say what is wanted (3.6 can); everything else is in solar_cms/embedded/.
"""

import os
import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def wrong_python(version, which):
    """A sentence when this Python cannot run the project, else an empty string."""
    if OLDEST <= version <= NEWEST:
        return ""
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    found = [name for name in names if which(name)]
    here = f"This is Python {version[0]}.{version[1]}, and Python 3.11 to 3.13 is needed"
    if found:
        return f"{here}: run the same command with {found[0]} in the place of python3."
    wanted = " or ".join(reversed(names))
    return f"{here}: install {wanted} (Debian 12, as root: apt install python3 python3-venv)."


def main():
    import shutil

    problem = wrong_python(sys.version_info[:2], shutil.which)
    if not problem and not sys.platform.startswith("linux"):
        problem = "Linux is needed; on other systems use a virtual machine or a Linux container."
    if problem:
        sys.stderr.write(problem + "\n")
        return 1
    from pathlib import Path

    from solar_cms.embedded.commands import main as run_command

    return run_command(Path(os.path.realpath(__file__)).parent, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
