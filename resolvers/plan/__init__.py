"""One operation, one statement: documents compiled to SQL that returns the finished JSON."""
