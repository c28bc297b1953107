"""MiniLM's weights as an int8 ONNX graph. What belongs here: the one step that needs torch. What does not: running the graph (encoder.py)."""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporters advise on graphs in general, at length; of this one the result is measured."""
    from transformers.utils import logging as progress

    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    progress.disable_progress_bar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            logging.disable(level)


def export_int8(folder: Path, target: Path) -> None:
    """Writes the graph whole, then renames it into place; two processes at once each write their own and one wins.

    Args:
        folder: a sentence-transformers BERT model's folder.
        target: the file to make.

    Raises:
        EncoderError: if torch and transformers are not installed.
    """
    from warehouse.recall.encoder import EncoderError

    try:
        import torch
        from onnxruntime.quantization import QuantType, quantize_dynamic
        from transformers import AutoModel
    except ImportError as error:
        raise EncoderError("encoder minilm has no export in this home's cache: run `tellonce build` once where 'tellonce[build]' is installed") from error

    class Pooled(torch.nn.Module):
        """The transformer and its mean over the words that are there."""

        def __init__(self) -> None:
            super().__init__()
            self.inner = AutoModel.from_pretrained(str(folder), local_files_only=True, attn_implementation="eager").eval()

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden = self.inner(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            weight = attention_mask.unsqueeze(-1).to(hidden.dtype)
            return (hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-9)

    target.parent.mkdir(parents=True, exist_ok=True)
    example = torch.ones((2, 8), dtype=torch.int64)
    axes = {0: "texts", 1: "pieces"}
    with tempfile.TemporaryDirectory(dir=target.parent) as draft, _quiet():
        plain, small = Path(draft) / "plain.onnx", Path(draft) / "small.onnx"
        torch.onnx.export(
            Pooled(),
            (example, example),
            str(plain),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "texts"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(str(plain), str(small), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
        small.replace(target)
