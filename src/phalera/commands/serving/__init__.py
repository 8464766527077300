"""The parts of `phalera serve`: one lock for each data folder, preparing the database, children kept alive."""
