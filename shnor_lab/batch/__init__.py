"""Repeats the notebooks for every municipality: plan, engine, files, site.

Nothing heavy is imported here: ``shnor_lab.threads.limit`` has to run before any numeric library is loaded.
"""
