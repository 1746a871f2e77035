"""What a region's tables say before any rule: cells, sittings, schools, conditions, orders, what is measured once."""
