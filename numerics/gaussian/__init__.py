"""Certificates for the mass that top-k drops from a softmax row with i.i.d. Gaussian logits.

`UpperCertificate` (E9), `LowerCertificate` (E10), `QuickUpperCertificate` and `QuickLowerCertificate` (E8): exact
data with a `verify()` that recomputes the failure probability in Arb and trusts none of it.  The `find_*` functions
of the `*_search` modules propose the data.
"""

from tailbound.numerics.gaussian.certificate import RowCertificate
from tailbound.numerics.gaussian.lower_certificate import LowerCertificate
from tailbound.numerics.gaussian.quick_certificate import QuickLowerCertificate, QuickUpperCertificate
from tailbound.numerics.gaussian.upper_certificate import UpperCertificate

__all__ = ["LowerCertificate", "QuickLowerCertificate", "QuickUpperCertificate", "RowCertificate", "UpperCertificate"]
