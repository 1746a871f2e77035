"""The kernels of one batch: none outlives it."""

from __future__ import annotations

import threading
from functools import cached_property
from subprocess import Popen
from typing import Any
from weakref import WeakSet


class Stopped(BaseException):
    """The batch ended before its notebook did: there is neither a page nor a failure."""


class Kernels:
    """Holds the processes of the kernels that run, so that the thread that ends the batch can end them too."""

    def __init__(self) -> None:
        self.stopped = False
        self._lock = threading.Lock()
        self._processes: WeakSet[Popen[bytes]] = WeakSet()

    def hold(self, process: Popen[bytes]) -> None:
        """Take a kernel just started among those of the batch; one that comes too late is ended at once."""
        with self._lock:
            self._processes.add(process)
            if self.stopped:
                process.kill()

    def stop(self) -> None:
        """End all kernels at once; the threads that wait for them then find them dead within a second or two."""
        with self._lock:
            self.stopped = True
            for process in self._processes:
                process.kill()

    @cached_property
    def manager(self) -> type[Any]:
        """Return the class that starts kernels which these hold."""
        from jupyter_client.manager import AsyncKernelManager

        hold = self.hold

        class HeldKernelManager(AsyncKernelManager):
            async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
                await super().start_kernel(**options)
                hold(self.provisioner.process)  # type: ignore[union-attr]

        return HeldKernelManager
