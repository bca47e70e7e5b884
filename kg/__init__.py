"""claimgraph: news articles to a knowledge graph in which every triple has the words that prove it."""

__version__ = "0.1.0"
