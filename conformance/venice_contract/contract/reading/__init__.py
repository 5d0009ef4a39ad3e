"""Reading a document: its lines, its references, its schemas and its operations."""
