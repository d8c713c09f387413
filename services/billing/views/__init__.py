"""How billing's rows are shown: money as text, reasons as sentences."""
