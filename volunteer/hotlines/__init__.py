"""Lists of a hotline: work orders come in as a spreadsheet, and go back with what became of them."""
