"""How a page of ours becomes a PDF: where WeasyPrint works, and nowhere else."""
