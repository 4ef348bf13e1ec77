"""How benchmarks print what they found."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.http_load import Load


def print_load(name: str, load: Load) -> None:
    """Requests a second and how long they took."""
    print(f"{name:<17} {load.per_second:8.0f} requests/s   ({len(load.answers)} in {load.seconds:.1f} s)")
    print(f"  p50 / p95       {load.percentile(0.5):8.1f} / {load.percentile(0.95):.1f} ms")


def print_ratio(load: Load, healthz: Load, target: float, aim: float) -> float:
    """What a load reaches of /healthz; the ratio."""
    ratio = load.per_second / healthz.per_second
    print(f"/healthz          {healthz.per_second:8.0f} requests/s")
    print(f"ratio             {ratio:8.3f}   (at least {target}, aim {aim})")
    return ratio


def verdict(met: bool, faults: Iterable[str]) -> int:
    """Say what broke and whether the promise was kept; the status to exit with."""
    broken = list(faults)
    for fault in broken:
        print(f"BROKEN: {fault}")
    kept = met and not broken
    print("met" if kept else "NOT MET")
    return 0 if kept else 1
