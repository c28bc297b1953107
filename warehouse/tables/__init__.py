"""One schema a table, and the registry of tables. Every column says whether it is personal."""
