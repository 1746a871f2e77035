"""What the answers of the rules are worth: agreement, bias, prediction, errors, cost."""
