"""Templates, compiled once for all languages."""

from dataclasses import dataclass, field

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


@dataclass
class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in memory; a template that has changed is compiled anew."""

    _known: dict[str, bytes] = field(default_factory=dict)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template what was compiled from the same text."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._known[bucket.key] = bucket.bytecode_to_string()
