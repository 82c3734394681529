"""Rebuild every certificate and the manifest: python -m tailbound.proofs.catalogue."""

import sys

from tailbound.proofs.catalogue import refutations, theorems
from tailbound.proofs.catalogue.build import CERTIFICATES, path_of, prove_all
from tailbound.proofs.catalogue.ledger import MANIFEST, judge_all, manifest, written


def main() -> int:
    proved = prove_all(theorems())
    wanted = {path_of(name).name for name in proved}
    for stale in CERTIFICATES.glob("*.json"):
        if stale.name not in wanted:
            stale.unlink()
    CERTIFICATES.mkdir(exist_ok=True)
    for name, (data, _) in proved.items():
        path_of(name).write_bytes(data)
    tree = manifest(judge_all(theorems()), refutations())
    MANIFEST.write_text(written(tree))
    size = sum(len(data) for data, _ in proved.values())
    print(f"{len(proved)} certificates, {size} bytes; {len(tree['refuted'])} refuted claims")
    return 0


if __name__ == "__main__":
    sys.exit(main())
