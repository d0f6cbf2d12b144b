"""Files: uploaded, checked by content, stored, downloaded (Art. 11)."""
