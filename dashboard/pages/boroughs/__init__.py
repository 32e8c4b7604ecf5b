"""The page Boroughs: published figures of London's boroughs, on a map of tiles and in order, with ties."""
