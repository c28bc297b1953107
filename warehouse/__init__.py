"""What is kept: table schemas, the lake, the quality gate, governance and recall. Imports neither of the other rooms."""
