"""When it runs: the only room that knows Dagster, the network, the clock and the command line."""
