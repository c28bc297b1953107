"""What changes: pure functions from typed frame to typed frame. No file, clock, network, Dagster, dbt or DuckDB."""
