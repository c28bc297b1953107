"""What answers questions about a customer, from a published snapshot alone. What does not belong: how memories come about, SQL, the lake."""
