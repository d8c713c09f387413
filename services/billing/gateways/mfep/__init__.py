"""The bank hub's messages (MFEP, REST/XML variant): bytes in, plain values out, and back.

`signatures` says whether the hub signed a message, `messages` reads it, `answers` writes ours.
"""
