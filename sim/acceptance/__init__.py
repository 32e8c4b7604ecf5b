"""Does the crowd walk as people do? Tests of guidelines and our own, each with its numbers and its criterion."""
