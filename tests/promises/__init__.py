"""Promises that no single module keeps: about names, places, imports, documents and sizes."""
