"""What people read and see of an assessment: maps, tables, files. A view computes no figure."""
