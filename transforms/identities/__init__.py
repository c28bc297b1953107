"""Who is who: identifiers to links with evidence, links to customers over the known clock.

What belongs here: evidence that two identities are one person, the guardrails, and the customers that follow. What does not: normalising identifiers
(`transforms.identifiers`), and anything that is true of a customer.

The order of use: `with_unnamed` (mentions of what came without identifiers), `returned` (of what carries a customer id of ours), `evidence`, `resolve`; or, where an
answer is there already, `elsewhere`, `relink`. `probabilistic.propose` asks the probabilistic matcher, `opinions.remembered` keeps what it says.
"""

from transforms.identities.echoed import carried, echoed
from transforms.identities.evidence import elsewhere, evidence
from transforms.identities.incremental import Linked, relink
from transforms.identities.nodes import with_unnamed
from transforms.identities.resolution import Resolution, resolve
from transforms.identities.returned import returned
from transforms.identities.settings import IdentitySettings, Probabilistic

__all__ = ["IdentitySettings", "Linked", "Probabilistic", "Resolution", "carried", "echoed", "elsewhere", "evidence", "relink", "resolve", "returned", "with_unnamed"]
