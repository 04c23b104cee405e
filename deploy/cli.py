"""`vinhdanh`: the one command of operators, auditors and newcomers.

Owns: the entry point. Promises: a process that runs services is made cooperative before anything else is imported; an
error of the house ends with its words and exit code 1, never with a traceback. Leaves to others: the commands.
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
    from sqlalchemy.exc import DBAPIError

    from deploy.commands.root import root
    from shared.errors import VinhDanhError

    try:
        root.main(prog_name="vinhdanh")
    except VinhDanhError as error:
        print(f"{error.said.vi}\n{error.said.en} [{error.code}]", file=sys.stderr)
        for place in error.places:
            print(f"  {place.at}: {place.words.vi} / {place.words.en}", file=sys.stderr)
        sys.exit(1)
    except DBAPIError as error:
        # The statement and its parameters stay out: they may hold personal data.
        print(f"Cơ sở dữ liệu không đọc được / the database refused: {error.orig}", file=sys.stderr)
        print("vinhdanh check", file=sys.stderr)
        sys.exit(1)
    finally:
        # The interpreter looks for garbage once more before it ends, in everything that was imported: up to a quarter
        # of a short command's CPU, for memory that the system takes back anyway.
        gc.freeze()


if __name__ == "__main__":
    main()
