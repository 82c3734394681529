"""What attention does: exact against sparse attention, measured row by row with rounding errors bounded.

numpy is the reference, torch (CPU and CUDA) the other engine; torch is imported only when it runs.

>>> import numpy as np
>>> row = measure_rows(np.array([[1e4, 0.0, -1e4]]), 1)
>>> float(row.tau.value[0]), float(row.log_tau.value[0])
(0.0, -10000.0)
"""

from .attention import attention_logits, measure
from .heavy_entries import count_above
from .layout import causal_mask
from .measurements import Measured, RowMeasurements
from .rows import measure_rows
from .selection import random_mask, tile_skipping_mask, top_k_mask, within_gap_mask

__all__ = [
    "Measured",
    "RowMeasurements",
    "attention_logits",
    "causal_mask",
    "count_above",
    "measure",
    "measure_rows",
    "random_mask",
    "tile_skipping_mask",
    "top_k_mask",
    "within_gap_mask",
]
