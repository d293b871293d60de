"""Tables of the ways people write values, each with what is read and found."""
