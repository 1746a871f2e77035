"""Repeats the notebooks for every municipality: plan, engine, files, site.

Nothing heavy is imported here: ``threads.limit`` has to run before any numeric library is loaded.
"""
