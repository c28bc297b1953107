"""Connected components of links. What does not belong here: which links count."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components


def components(size: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The component's number of each of `size` nodes; `left` and `right` are the ends of the links. Linear in both."""
    if not len(left):
        return np.arange(size, dtype=np.int32)
    graph = coo_matrix((np.ones(len(left), dtype=np.bool_), (left.astype(np.int32, copy=False), right.astype(np.int32, copy=False))), shape=(size, size)).tocsr()
    return connected_components(graph, directed=False)[1].astype(np.int32, copy=False)


def eldest(labels: np.ndarray) -> np.ndarray:
    """For each node the least node of its component; nodes are numbered by age."""
    first = np.full(int(labels.max(initial=-1)) + 1, len(labels), dtype=np.int64)
    np.minimum.at(first, labels, np.arange(len(labels)))
    return first[labels]
