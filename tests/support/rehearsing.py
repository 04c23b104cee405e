"""`vinhdanh demo` at another port and measured by other expectations (arguments: port, file), then its own.

Owns: these two, which the command line does not offer. Promises: nothing else differs. Leaves to others: what comes of
it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from shared.greenlets import patch

if __name__ == "__main__":
    # As `vinhdanh demo` does it: before anything else is imported.
    patch()
    from deploy.cli import main
    from deploy.demo import rehearsal

    rehearsal.SERVED_PORT, rehearsal.EXPECTED = int(sys.argv[1]), Path(sys.argv[2])
    del sys.argv[1:3]
    main()
