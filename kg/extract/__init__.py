"""Words → claims: what the sentences of one article say, before it is known who is who. Begin with `claims.extract`."""
