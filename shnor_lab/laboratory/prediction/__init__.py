"""What a list tells of the results of the year after, against chance and a placebo."""
