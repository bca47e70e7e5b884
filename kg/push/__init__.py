"""A graph into other stores: by HTTP into one that runs, or as files for its own loader."""
