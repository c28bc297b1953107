"""Governance of what is stored: the audit chain, the byte scan, and what an erasure knows of every table and path.

What belongs here: looking at a store and at its ledgers. What does not: running anything (orchestration.governance).
"""
