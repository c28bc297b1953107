"""Governance as commands run it: holds, refusals, erasure, retention, access.

What belongs here: what needs the clock, the build lock or the configuration. What does not: the audit chain and the byte scan (warehouse.governance).
"""
