"""What people add to the registry: an append-only log, who may write to it, and what comes of it.

:func:`geo.store.opening.open_register` opens the log where the settings say;
:func:`geo.store.folding.fold` puts its entries onto the registry.
"""
