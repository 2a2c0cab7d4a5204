"""Work that students handed in to a learning platform, out of the archive that it gives."""
