"""The pages of a release: each turns marts into what its template prints."""
