"""The recall service over HTTP: keys, limits, routes, metrics, the page for people. What does not belong: ranking, and whatever a build does."""
