"""The way of an event as a model: small enough to read, and to run ten thousand times a minute.

    writer ──> outbox + pending ──> relay ──> producer ──> topic ──> consumer ──> inbox, effects
             (one transaction)    (a lease)  (on the way) (a log)  (an epoch)  (one transaction)
                                                                                 └> parked: retrier

Read `rules.py` first: each rule of the protocol in a sentence. Then follow an event: `writer.py`
(a command and its event commit together, perhaps late), `announcing.py` (the database it commits
to), `relay.py` (sends what is pending, forgets it once it is acknowledged), `topic.py` (delays,
drops, keeps the order of a key), `consumer.py` (a slice of a partition in one transaction),
`hearing.py` (the database of that transaction), `retrier.py` (tries again what was parked).

Every actor is a generator. A `yield` stands wherever the real process can lose the processor, be
stopped or killed; `world.py` decides by a seed who runs next, who dies, who freezes with rows in
his hand, and heals everything at the end. `invariants.py` says what must then be true. A run with
one rule broken must be found out: `test_model.py`.

    python -m tests.faults.model 4711                     # the story of a seed
    python -m tests.faults.model 4711 --without inbox     # the same with a rule broken
"""
