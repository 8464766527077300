"""What `phalera doctor` looks at: one function for each thing that can be wrong, each with its remedy."""
