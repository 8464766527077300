"""Is it true? Ordered checks with five outcomes, and one verdict that is the AND of them all."""
