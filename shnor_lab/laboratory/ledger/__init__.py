"""Error ledger: what each rule would have found and missed in regions that are like this one and fully known."""
