"""`vinhdanh`: the one command of operators, auditors and newcomers.

Owns: the entry point. Promises: a process that runs services is made cooperative before anything else is imported; what
house, machine or database refuses ends with its words and exit code 1, never with a traceback. Leaves to others: the
commands, the words (`last_words`).
"""

from __future__ import annotations

import gc
import sys

# They run services in their own process. The others start a third faster without what they have no use for.
_COOPERATIVE = {"serve", "demo", "bench"}


def main() -> None:
    """Entry point of the console script."""
    if _COOPERATIVE & set(sys.argv[1:2]):
        from shared.greenlets import patch

        patch()
    from deploy.commands.root import root
    from deploy.last_words import last_words

    try:
        root.main(prog_name="vinhdanh")
    except Exception as error:
        said = last_words(error)
        if said is None:
            raise
        print("\n".join(said), file=sys.stderr)
        sys.exit(1)
    finally:
        # The interpreter looks for garbage once more before it ends, in everything that was imported: up to a quarter
        # of a short command's CPU, for memory that the system takes back anyway.
        gc.freeze()


if __name__ == "__main__":
    main()
