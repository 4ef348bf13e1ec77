"""The tests. Garbage is collected once they are all imported (conftest.py): what is imported stays."""

import gc

gc.disable()
