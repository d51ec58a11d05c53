"""How each language writes a day and a moment. FORMAT_MODULE_PATH leads here."""
